import { createInterface } from 'node:readline';
import { connect, disconnect, run } from '../../../src/store/connection.ts';

// Another program that writes its database: a row for each line that it is sent, and a clean end after the last.
const [file, mode] = process.argv.slice(2) as [string, string];
const connection = connect({ path: file, timeout: 2000 });
connection.database.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE IF NOT EXISTS rows (text TEXT)`);
process.stdout.write('open\n');
for await (const line of createInterface({ input: process.stdin })) {
  run(connection, 'INSERT INTO rows VALUES (?)', line);
  process.stdout.write('written\n');
}
disconnect(connection);
