// Pins one decision after the other, and prints the number of each once it is acknowledged.
import { writeSync } from 'node:fs';
import { openStore } from '../../../src/store/open.ts';
import { pinned } from '../samples.ts';

const [folder = '', start = '0'] = process.argv.slice(2);
const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
for (let index = Number(start); ; index++) {
  store.pin([pinned(`key ${index}`, `original ${index}\n`.repeat(500))]);
  writeSync(1, `${index}\n`);
}
