#!/usr/bin/env node
// Megabytes per second of the scanner that finds strings in a body, on a body as agents send them; JSON.parse beside
// it.
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { agentBody } from './lib/bodies.mjs';
import { median } from './lib/figures.mjs';
import { built } from './lib/project.mjs';
import { table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '25' },
    runs: { type: 'string', default: '15' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- scanner [--megabytes 25] [--runs 15]');
  process.exit(0);
}
const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { JsonCursor } = await load('src', 'lib', 'json-scan', 'cursor.js');
const { apis } = await load('providers', 'apis', 'index.js');
const adapter = apis.find((api) => api.matches('/v1/messages'));
const body = agentBody(Number(values.megabytes) * 1e6, 1);
const found = adapter.read(body).blocks.length;

const subjects = {
  'scan the whole body': () => {
    const cursor = new JsonCursor(body);
    cursor.skipValue();
    cursor.end();
  },
  'find its tool outputs': () => adapter.read(body),
  'JSON.parse': () => JSON.parse(body.toString('utf8')),
};
const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
for (let run = -2; run < Number(values.runs); run++) {
  for (const [name, work] of Object.entries(subjects)) {
    const start = performance.now();
    work();
    if (run >= 0) times[name].push(performance.now() - start);
  }
}
console.log(`a body of ${whole(body.length)} bytes with ${found} tool outputs\n`);
const rows = Object.entries(times).map(([name, each]) => {
  const speed = body.length / 1e3 / median(each);
  return [name, median(each).toFixed(0), whole(speed), (median(times['JSON.parse']) / median(each)).toFixed(1)];
});
console.log(table(['', 'ms', 'MB/s', 'times JSON.parse'], rows));
