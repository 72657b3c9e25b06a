#!/usr/bin/env node
// How often the kind of an output is recognised, on labelled beginnings of real outputs, and how fast.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, root } from './lib/project.mjs';
import { percent, table, whole } from './lib/table.mjs';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, wrong: { type: 'boolean' } } });
if (values.help) {
  console.log('npm run bench -- detection [--wrong]');
  process.exit(0);
}

const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { detect } = await load('src', 'content', 'detect.js');
const { splitSections } = await load('src', 'content', 'sections', 'split.js');
const { renderOutput } = await load('src', 'pipeline', 'rendering.js');

const cases = ['sessions', 'files'].flatMap((name) =>
  readFileSync(path.join(root, 'test', 'fixtures', 'detect', `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line)),
);
const callOf = ({ tool, command }) => ({ tool, input: '', command });

const sums = new Map();
const wrong = [];
for (const each of cases) {
  const text = renderOutput(each.text, { call: callOf(each) })?.text ?? each.text;
  const { kind, shownFile } = detect(text, callOf(each));
  const found = shownFile ? `${kind}!` : kind;
  const expected = [each.expected].flat();
  const right = expected.includes(found);
  if (!right) wrong.push([each.from, expected.join(' or '), found]);
  for (const key of [expected[0], 'all']) {
    const sum = sums.get(key) ?? { total: 0, right: 0 };
    sums.set(key, { total: sum.total + 1, right: sum.right + (right ? 1 : 0) });
  }
}
const rows = [...sums].sort(([a], [b]) => (a === 'all' ? 1 : b === 'all' ? -1 : a < b ? -1 : 1));
console.log(
  table(
    ['kind (! a file is shown)', 'outputs', 'right', 'accuracy'],
    rows.map(([kind, { total, right }]) => [kind, whole(total), whole(right), percent(right / total)]),
  ),
);
if (values.wrong && wrong.length > 0) console.log(table(['output', 'expected', 'found'], wrong));

/** Megabytes per second of processor time over texts of about 100 kB, each case repeated. */
function speed(run) {
  const texts = cases.map((each) => ({ ...each, text: each.text.repeat(Math.ceil(100_000 / each.text.length)) }));
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  for (const each of texts.slice(0, 40)) run(each);
  const from = process.cpuUsage();
  for (const each of texts) run(each);
  return characters / process.cpuUsage(from).user;
}

const detected = speed((each) => detect(each.text, callOf(each)));
const split = speed((each) => splitSections(each.text, callOf(each), { kind: 'text', searched: false, single: false }));
console.log(`detection ${whole(Math.round(detected))} MB/s, sections ${whole(Math.round(split))} MB/s`);
