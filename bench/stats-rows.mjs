#!/usr/bin/env node
// How long `headroom stats` takes over a large ledger: in process, and as a command beside bare node.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, temporaryFolder } from './lib/project.mjs';
import { table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- stats-rows [--rows 1000000] [--runs 5]
Makes a ledger of a year with so many requests, one session to a hundred of them, and asks it everything.`);
  process.exit(0);
}
const load = async (...parts) => import(pathToFileURL(built(...parts)).href);
const { openStore } = await load('src', 'store', 'open.js');
const { openReadOnly } = await load('src', 'store', 'read-only.js');
const { reports } = await load('src', 'ledger', 'report.js');
const { modelFacts } = await load('providers', 'models.js');

const count = Number(values.rows);
const folder = temporaryFolder('stats-rows');
const models = ['claude-opus-4-8', 'claude-sonnet-4-5', 'gpt-5.4'];
const commands = ['npm test', 'git log', 'rg', 'cat', 'pytest'];
const year = 365 * 86_400_000;

function rowOf(index) {
  const session = Math.floor(index / 100);
  const gain = { tokens: 100 + (index % 900), dollars: 0.001, before: 2000 };
  return {
    id: `request-${index}`,
    time: Date.now() - year + Math.floor((index / count) * year),
    api: session % 3 === 2 ? 'openai-responses' : 'anthropic-messages',
    upstream: 'some',
    model: models[session % 3],
    session: `session-${session}`,
    project: `/home/dev/project-${session % 5}`,
    agent: session % 3 === 2 ? 'codex' : 'claude',
    payer: session % 3 === 2 ? 'key' : 'login',
    failed: index % 200 === 0,
    estimated: false,
    demo: false,
    usage: { uncached: 3, write: 900, writeLong: 0, read: 60_000, output: 300 },
    tokensRemoved: gain.tokens,
    tokensRetrieved: 0,
    dollars: gain.dollars,
    dollarsRetrieved: 0,
    paid: 0.02,
    tokenFactor: 1.25,
    notSent: 9000,
    addedMs: 1 + (index % 97),
    byTool: { Bash: gain },
    byKind: { log: gain },
    byCommand: { [commands[index % 5]]: gain },
    byWay: { leftOut: gain },
    cache: { could: 60_000, read: 60_000 },
    leftAlone: { tooSmall: 2 },
    selfCausedMiss: false,
  };
}

const store = openStore({ folder, maxBytes: 1e12, maxDays: 1000 });
for (let index = 0; index < count; ) {
  store.together(() => {
    for (const end = Math.min(count, index + 5000); index < end; index++) store.appendRequest(rowOf(index));
  });
}
const appended = performance.now();
let batches = 0;
while (store.sumUp()) batches++;
const perBatch = (performance.now() - appended) / Math.max(1, batches);
store.close();

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const timed = (work) =>
  median(
    Array.from({ length: Number(values.runs) }, () => {
      const begun = performance.now();
      work();
      return performance.now() - begun;
    }),
  );
const views = [[], ['command'], ['model'], ['project'], ['day'], ['month'], ['agent', 'model'], ['session']];
const rows = views.map((by) => {
  const ms = timed(() => {
    const reader = openReadOnly(folder);
    reports(reader, {}, modelFacts)(by);
    reader.close();
  });
  return [by.length === 0 ? 'the whole' : `by ${by.join(', ')}`, ms.toFixed(0)];
});
const lastHours = timed(() => {
  const reader = openReadOnly(folder);
  reports(reader, { since: Date.now() - 36 * 3_600_000 }, modelFacts)();
  reader.close();
});
console.log(`${whole(count)} rows; ${perBatch.toFixed(1)} ms for 256 rows that are added to the sums\n`);
console.log(table(['view', 'ms'], [...rows, ['the last 36 hours', lastHours.toFixed(0)]]));

const env = { ...process.env, HEADROOM_HOME: folder };
const run = (...args) => timed(() => spawnSync(process.execPath, args, { env }));
const bare = run('-e', 'console.log()');
const headroom = path.join(built('bin'), 'headroom.js');
const commandRows = [['stats'], ['stats', '--json'], ['stats', '--by', 'command'], ['stats', '--since', '7d']].map(
  (args) => {
    const ms = run(headroom, ...args);
    return [`headroom ${args.join(' ')}`, ms.toFixed(0), (ms / bare).toFixed(1)];
  },
);
console.log(`\n${table(['command', 'ms', 'times bare node'], [['node', bare.toFixed(0), '1.0'], ...commandRows])}`);
