#!/usr/bin/env node
// Transactions per second of the store: a decision with its original, durable when the call returns, and reading it
// back.
import { createHash, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { numbers, toolOutput } from './lib/bodies.mjs';
import { quantile, sum } from './lib/figures.mjs';
import { built, temporaryFolder } from './lib/project.mjs';
import { table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    size: { type: 'string', default: '50000' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- store [--count 2000] [--size 50000]');
  process.exit(0);
}
const { openStore } = await import(pathToFileURL(built('src', 'store', 'open.js')).href);
const store = openStore({ folder: temporaryFolder('store'), maxBytes: 1e12, maxDays: 30 });
const next = numbers(7);
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const texts = Array.from({ length: Number(values.count) }, () => toolOutput(next, Number(values.size)));
const entries = texts.map((original) => ({
  decision: {
    key: randomBytes(32).toString('hex'),
    sent: original.slice(0, 2000),
    handle: sha256(original).slice(0, 24),
    kind: 'log',
    by: 'bench',
    fidelity: 'lossy',
    tool: 'Bash',
    tokensBefore: 15_000,
    tokensAfter: 600,
    durable: true,
  },
  original,
}));

/** Milliseconds per call. */
function timed(items, work) {
  return items.map((item) => {
    const start = performance.now();
    work(item);
    return performance.now() - start;
  });
}
const phases = {
  'pin a decision with its original': timed(entries, (entry) => store.pin([entry])),
  'look a decision up': timed(entries, ({ decision }) => store.find([decision.key])),
  'fetch an original': timed(entries, ({ decision }) => store.original(decision.handle)),
};
const { fileBytes } = store.size();
store.close();
console.log(
  `${whole(entries.length)} originals of ${whole(sum(texts.map((text) => text.length)) / texts.length)} characters\n`,
);
const rows = Object.entries(phases).map(([name, times]) => [
  name,
  whole((times.length / sum(times)) * 1000),
  quantile(times, 0.5).toFixed(2),
  quantile(times, 0.99).toFixed(2),
]);
console.log(table(['', 'per second', 'p50 ms', 'p99 ms'], rows));
console.log(`\n${whole(fileBytes / 1e6)} MB on disk`);
