// Writes to a database and then holds its write lock until its stdin ends; says `held` once it does. The log stays behind.
import { DatabaseSync } from '@photostructure/sqlite';

const database = new DatabaseSync(process.argv[2] ?? '');
database.exec('CREATE TABLE held (x)');
database.exec('BEGIN IMMEDIATE');
process.stdout.write('held');
process.stdin.on('end', () => process.exit()).resume();
