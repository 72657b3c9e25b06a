#!/usr/bin/env node
// How often the class of a failed call is right on labelled calls, and the classes of the calls of real sessions.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, root, skip } from '../lib/project.mjs';
import { percent, table, whole } from '../lib/table.mjs';
import { readLabelled, readSessions } from './load.mjs';

const { values } = parseArgs({
  options: {
    labelled: { type: 'string' },
    sessions: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log('npm run bench -- learn-classes [--labelled FILE] [--sessions FILE]');
  process.exit(0);
}
const shared = path.join(root, '..', 'shared', 'learn');
const labelledFile = values.labelled ?? path.join(shared, 'labelled-dev.jsonl');
const sessionsFile = values.sessions ?? path.join(shared, 'sessions-dev.jsonl.gz');
for (const [option, file] of [
  ['labelled', labelledFile],
  ['sessions', sessionsFile],
]) {
  if (existsSync(file)) continue;
  if (values[option] === undefined) skip(`expected ${path.relative(root, file)} beside the checkout, found nothing`);
  console.error(`expected a file at --${option}, found nothing at ${file}`);
  process.exit(2);
}

const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { toolAction } = await load('providers', 'actions.js');
const { classify } = await load('src', 'learn', 'classify.js');

/** A call that is none of the failures is `not-a-failure`, which is nobody's mistake. */
function verdict(call) {
  const failure = classify(call);
  return { name: failure?.class ?? 'not-a-failure', mistake: failure?.agentsMistake ?? false, failure };
}

const sums = new Map();
const errors = [];
let mistakesRight = 0;
const labelled = await readLabelled(labelledFile, toolAction);
for (const { number, call, label, agentsMistake } of labelled) {
  const { name, mistake, failure } = verdict(call);
  const right = name === label;
  if (mistake === agentsMistake) mistakesRight += 1;
  if (!right) errors.push([number, label, name, (failure?.line ?? '').slice(0, 80)]);
  for (const key of [label, 'all']) {
    const sum = sums.get(key) ?? { calls: 0, right: 0 };
    sums.set(key, { calls: sum.calls + 1, right: sum.right + (right ? 1 : 0) });
  }
}
const byName = ([a], [b]) => (a === 'all' ? 1 : b === 'all' ? -1 : a < b ? -1 : 1);
console.log(
  table(
    ['label', 'calls', 'right', 'accuracy'],
    [...sums].sort(byName).map(([key, { calls, right }]) => [key, whole(calls), whole(right), percent(right / calls)]),
  ),
);
console.log(`\nagent's mistake or not: ${percent(mistakesRight / labelled.length)} of ${labelled.length}`);
if (errors.length > 0) console.log(`\n${table(['call', 'label', 'found', 'line'], errors)}`);

const counts = new Map();
let calls = 0;
let long = 0;
for await (const { events } of readSessions(sessionsFile, toolAction)) {
  for (const event of events) {
    if (event.kind !== 'call') continue;
    calls += 1;
    const failure = classify(event.call);
    if (failure === undefined) continue;
    if (failure.masked && event.call.outputLength >= 800) long += 1;
    const sum = counts.get(failure.class) ?? { flagged: 0, masked: 0, step: 0 };
    sum[failure.masked ? 'masked' : 'flagged'] += 1;
    if (failure.step !== undefined) sum.step += 1;
    counts.set(failure.class, sum);
  }
}
const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
console.log(`\n${whole(calls)} calls of sessions; successes over 800 characters that count as failures: ${long}`);
console.log(
  table(
    ['class', 'failed', 'masked', 'step told'],
    rows.map(([key, { flagged, masked, step }]) => [key, whole(flagged), whole(masked), whole(step)]),
  ),
);
