// Opens, uses, closes and forgets stores, with the collector running in between.
import { openStore } from '../../../src/store/open.ts';
import { openReadOnly } from '../../../src/store/read-only.ts';
import { pinned, requestRow } from '../samples.ts';

const [folder = ''] = process.argv.slice(2);

function use(name: string, close: boolean): void {
  const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
  store.pin([pinned(name, `original of ${name}`)]);
  store.appendRequest(requestRow());
  for (const _ of store.requests()) break;
  if (close) store.close();
  openReadOnly(folder).size();
}

async function main(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    use(`round ${round}`, round % 2 === 0);
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.stdout.write('done');
}

void main();
