#!/usr/bin/env node
// How often the later call that corrects a failed one is found: labelled failures, looked up in their own sessions.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, sharedTool } from '../lib/project.mjs';
import { whole as count, percent, table } from '../lib/table.mjs';
import { readLabelled, readSessions } from './load.mjs';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    labelled: { type: 'string' },
    sessions: { type: 'string' },
    errors: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- learn-recoveries [--labelled FILE] [--sessions FILE] [--errors]');
  process.exit(0);
}

const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { toolAction } = await load('providers', 'actions.js');
const { classify } = await load('src', 'learn', 'classify.js');
const { isRecovery, recoveryDistance } = await load('src', 'learn', 'recovery.js');

const shared = (name, given) => given ?? path.join(sharedTool('learn'), name);
const labelled = await readLabelled(shared('labelled-dev.jsonl', values.labelled), toolAction);
const wanted = new Map(labelled.map((row) => [row.call.id, row]));

/** The calls after each labelled one in its session. */
const behind = new Map();
/** Labelled calls with their complete input, which the labels cut. */
const whole = new Map();
for await (const { events } of readSessions(shared('sessions-dev.jsonl.gz', values.sessions), toolAction)) {
  const calls = events.filter(({ kind }) => kind === 'call').map(({ call }) => call);
  for (const [index, call] of calls.entries()) {
    if (!wanted.has(call.id)) continue;
    behind.set(call.id, calls.slice(index + 1, index + 1 + recoveryDistance));
    whole.set(call.id, call);
  }
}

/** The call that corrects a failure: its id, or nothing. */
function recoveryOf({ call: cut, recoveredBy }) {
  const call = whole.get(cut.id) ?? cut;
  const failure = classify(call);
  if (failure === undefined) return undefined;
  const later = behind.get(call.id) ?? (recoveredBy === null ? [] : [ofLabel(recoveredBy)]);
  return later.find((each) => classify(each) === undefined && !each.failed && isRecovery(call, failure, each))?.id;
}

/** The recovering call according to the label, for a missing session. */
function ofLabel({ call, tool, input }) {
  const parsed = input.startsWith('{') ? JSON.parse(input) : { command: input };
  return {
    id: call,
    tool,
    input: parsed,
    action: toolAction(tool, parsed),
    output: 'x',
    outputLength: 1,
    failed: false,
  };
}

const rows = labelled.map((row) => ({ row, found: recoveryOf(row) }));
const known = rows.filter(({ row }) => behind.has(row.call.id) || row.recovered);
const found = known.filter((each) => each.found !== undefined);
const right = found.filter(({ row }) => row.recovered);
const same = right.filter(({ row, found: id }) => row.recoveredBy.call === id);
const expected = known.filter(({ row }) => row.recovered);
console.log(
  table(
    ['labelled recovered', 'found', 'of them recovered', 'by the same call', 'precision', 'recall'],
    [
      [
        count(expected.length),
        count(found.length),
        count(right.length),
        count(same.length),
        percent(right.length / Math.max(1, found.length)),
        percent(right.length / Math.max(1, expected.length)),
      ],
    ],
  ),
);
if (values.errors) {
  const text = (value) => JSON.stringify(value).slice(0, 160);
  for (const { row, found: id } of known) {
    if ((id !== undefined) === (row.recovered === true) && (!row.recovered || row.recoveredBy.call === id)) continue;
    const by = behind.get(row.call.id)?.find((call) => call.id === id);
    console.log(
      `${row.number} ${row.label}, recovered: ${row.recovered}, found: ${id ?? 'none'}\n  ${text(row.call.input)}\n  by  ${text(by?.input ?? null)}\n  label ${text(row.recoveredBy)}`,
    );
  }
}
