// Holds a database so that nobody else can even read it, until its stdin ends; says `held` once it does.
import { DatabaseSync } from '@photostructure/sqlite';

const database = new DatabaseSync(process.argv[2] ?? '');
database.exec('PRAGMA locking_mode = EXCLUSIVE');
// What stands in the log only cannot be read past the lock.
database.exec('CREATE TABLE held (x)');
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('held');
process.stdin.on('end', () => process.exit()).resume();
