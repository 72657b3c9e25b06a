// Pins the same keys as its siblings, from its own point of view, and prints which decisions hold.
import { openStore } from '../../../src/store/open.ts';
import { pinned } from '../samples.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
const held: (string | undefined)[] = [];
for (let index = 0; index < Number(count); index++) {
  const [decision] = store.pin([pinned(`key ${index}`, `original ${index}`, `sent by ${name}`)]);
  held.push(decision?.sent);
}
const counted = store.markCounted(held.map((_, index) => `counted ${index}`)).length;
store.close();
process.stdout.write(JSON.stringify({ held, counted }));
