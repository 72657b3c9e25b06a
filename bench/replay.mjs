#!/usr/bin/env node
// Real sessions and single outputs through the proxy: the bill, the prompt cache, and what a reader still sees. --check
// turns the figures that must hold into an exit code.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sum } from './lib/figures.mjs';
import { proxySubject, root, sharedTool, temporaryFolder } from './lib/project.mjs';
import { percent, table } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean' },
    corpus: { type: 'string' },
    sessions: { type: 'string' },
    'max-turns': { type: 'string' },
    only: { type: 'string' },
    'client-cache': { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- replay [--check] [--only sessions|payloads] [--max-turns N] [--sessions GLOB] [--corpus DIR]
                           [--client-cache off]
  --check             exit code 1 unless every figure that must hold does
  --client-cache off  the same sessions by a client that asks for no caching`);
  process.exit(0);
}
const tools = sharedTool('replay');
const corpus = values.corpus ?? sharedTool('corpus');
const folder = temporaryFolder('replay');

/** Runs one of the shared tools, shows its tables, and returns its measurements. */
function measure(script, extra = []) {
  const json = path.join(folder, `${script}.json`);
  const fixed = ['--corpus', corpus, '--tokenizer-from', root, '--subject', proxySubject(), '--json', json];
  const { status } = spawnSync(process.execPath, [script, ...fixed, ...extra], { cwd: tools, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(readFileSync(json, 'utf8'));
}

function sessionChecks() {
  const extra = ['max-turns', 'sessions', 'client-cache'].flatMap((key) =>
    values[key] === undefined ? [] : [`--${key}`, values[key]],
  );
  const { total, sessions } = measure('compare.mjs', extra).arms.find((arm) => arm.name === 'headroom');
  const unasked = values['client-cache'] === 'off';
  const dearer = sessions.filter((session) => session.savedInput < (unasked ? -0.01 : -1e-9));
  const { recall } = total;
  return [
    ['prefix breaks', total.prefixBreaks, '0', total.prefixBreaks === 0],
    ['self-caused misses', total.selfMisses, '0', total.selfMisses === 0],
    ['foreign edits', sum(Object.values(total.foreign)), '0', sum(Object.values(total.foreign)) === 0],
    ['errors and extra requests', total.errors + total.extraRequests, '0', total.errors + total.extraRequests === 0],
    [
      unasked ? 'sessions dearer by more than 1 %' : 'sessions dearer than direct',
      dearer.length,
      '0',
      dearer.length === 0,
    ],
    ['recall A, first sight', percent(recall.firstA), '100 %', recall.firstA === null || recall.firstA === 1],
    ['recall A, last request', percent(recall.lastA), '100 %', recall.lastA === null || recall.lastA === 1],
    unasked
      ? ['input bill, of direct', percent(1 - total.savedInput), '<= 21 %', total.savedInput >= 0.79]
      : ['saved, input bill', percent(total.savedInput), '>= 8 %', total.savedInput >= 0.08],
  ];
}

function payloadChecks() {
  const rows = Object.values(measure('payloads.mjs').variants).flat();
  const count = (of) => rows.filter(of).length;
  const lost = rows.flatMap((row) => row.probes).filter((probe) => !probe.kept);
  const checks = [
    ['unmarked losses', count((row) => row.unmarkedLoss)],
    ['silent cuts', count((row) => row.silentDrop)],
    ['unstable files', count((row) => !row.stable)],
    ['errors', count((row) => row.error)],
    ['losses without an original', lost.filter((probe) => !probe.recoverable).length],
  ];
  return checks.map(([name, found]) => [`single outputs: ${name}`, found, '0', found === 0]);
}

const checks = [
  ...(values.only === 'payloads' ? [] : sessionChecks()),
  ...(values.only === 'sessions' ? [] : payloadChecks()),
];
const rows = checks.map(([name, found, wanted, holds]) => [name, found, wanted, holds ? 'yes' : 'NO']);
console.log(`\n${table(['what must hold', 'found', 'expected', 'holds'], rows)}`);
const failed = checks.filter(([, , , holds]) => !holds);
if (values.check && failed.length > 0) {
  console.error(`\n${failed.length} of ${checks.length} figures do not hold`);
  process.exit(1);
}
