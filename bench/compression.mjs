#!/usr/bin/env node
// What the compressors save by kind of output and which facts remain, through the proxy; and how fast each is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { speedTable } from './lib/compressor-speed.mjs';
import { median, sum } from './lib/figures.mjs';
import { countTokens, load, shortenUnder } from './lib/in-process.mjs';
import { payloadFiles, payloadKinds } from './lib/payload-files.mjs';
import { proxySubject, root, sharedTool, temporaryFolder } from './lib/project.mjs';
import { percent, table, whole } from './lib/table.mjs';

const limits = { 'up to 100 KB': 100_000, 'up to 30 KB': 30_000 };
const parts = ['inputs', 'payloads', 'speed'];

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    corpus: { type: 'string' },
    only: { type: 'string' },
    profile: { type: 'string', default: 'balanced' },
  },
});
if (values.help || (values.only !== undefined && !parts.includes(values.only))) {
  console.log(`npm run bench -- compression [--only ${parts.join('|')}] [--profile balanced] [--corpus DIR]
  inputs    the demo session and the tests' fixtures, in process
  payloads  single files of the shared corpus through the proxy: tokens, shares, what is still found
  speed     megabytes a second of each compressor on one core, token counting apart`);
  process.exit(values.help ? 0 : 2);
}
const wanted = (part) => values.only === undefined || values.only === part;
const shorten = await shortenUnder(values.profile);
const careful = await shortenUnder('careful');

async function demoSamples() {
  const { debuggingSession } = await load('commands', 'demo', 'session.js');
  const session = debuggingSession('bench');
  return session.turns
    .flatMap((turn) => turn.calls ?? [])
    .map(({ id, name, input }) => ({
      source: 'demo session',
      text: session.outputs.get(id) ?? '',
      call: { tool: name, input: JSON.stringify(input), command: input.command },
    }));
}

/** Whole outputs that the compressors' tests use; only a tool that could have printed them is known. */
function fixtureSamples() {
  const folder = path.join(root, 'test', 'fixtures');
  if (!existsSync(folder)) return [];
  const command = 'make 2>&1';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(txt|log|json|diff|html|csv|md)$/.test(file))
    .sort()
    .map((file) => ({
      source: 'test/fixtures',
      text: readFileSync(path.join(folder, file), 'utf8'),
      call: { tool: 'Bash', input: JSON.stringify({ command }), command },
    }));
}

function inputsTable(samples) {
  const sums = new Map();
  for (const { source, text, call } of samples) {
    const outcome = shorten({ text, call });
    const form = 'form' in outcome ? outcome.form : undefined;
    const before = outcome.tokens || countTokens(text);
    const by = form === undefined ? 'left alone' : `${form.by} (${form.fidelity})`;
    for (const key of [`${source}, ${by}`, `${source}, all`]) {
      const row = sums.get(key) ?? { key, outputs: 0, before: 0, after: 0 };
      row.outputs += 1;
      row.before += before;
      row.after += outcome.tokensAfter ?? before;
      sums.set(key, row);
    }
  }
  const rows = [...sums.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return table(
    ['output', 'outputs', 'tokens before', 'after', 'saved'],
    rows.map(({ key, outputs, before, after }) => [
      key,
      whole(outputs),
      whole(before),
      whole(after),
      percent(1 - after / before),
    ]),
  );
}

/** Runs the shared tool against the proxy; returns its figures for each file. */
function throughProxy(corpus, tools) {
  const json = path.join(temporaryFolder('payloads'), 'payloads.json');
  const subject = `${proxySubject()} --savings-profile ${values.profile}`;
  const fixed = ['--corpus', corpus, '--tokenizer-from', root, '--subject', subject, '--json', json];
  const { status } = spawnSync(process.execPath, ['payloads.mjs', ...fixed], {
    cwd: tools,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(readFileSync(json, 'utf8')).variants;
}

/** The form that each file gets, and the saving if nothing may be left out. */
function inProcess({ text, call, asked }) {
  const outcome = shorten({ text, call, asked });
  const gentle = careful({ text, call, asked });
  return {
    fidelity: outcome.form?.fidelity,
    after: outcome.tokensAfter ?? outcome.tokens,
    carefulAfter: gentle.tokensAfter ?? gentle.tokens,
    minified: minifiedTokens(text) ?? outcome.tokens,
  };
}

function minifiedTokens(text) {
  try {
    return countTokens(JSON.stringify(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

const fidelities = { lossless: ['lossless', 'rendered'], repeats: ['repeat'], 'left out': ['lossy'] };

function payloadRow(name, rows) {
  const before = sum(rows.map((row) => row.before));
  const after = sum(rows.map((row) => row.after));
  const probes = rows.flatMap((row) => row.probes);
  const found = (group) => {
    const of = probes.filter((probe) => probe.group === group);
    return of.length === 0 ? '–' : `${of.filter((probe) => probe.kept).length} of ${of.length}`;
  };
  const lost = probes.filter((probe) => !probe.kept);
  const shares = Object.values(fidelities).map((of) => {
    const saved = sum(rows.filter((row) => of.includes(row.own.fidelity)).map((row) => row.before - row.after));
    return percent(saved / (before - after));
  });
  const gentle = sum(rows.map((row) => row.own.carefulAfter || row.before));
  const minified = sum(rows.map((row) => row.own.minified || row.before));
  return [
    name,
    whole(rows.length),
    whole(before),
    whole(after),
    percent(1 - after / before),
    percent(median(rows.map((row) => 1 - row.after / row.before))),
    ...shares,
    percent(1 - gentle / before),
    name === 'json' ? percent(1 - gentle / minified) : '',
    found('A'),
    found('B'),
    lost.length === 0 ? '–' : `${lost.filter((probe) => probe.recoverable).length} of ${lost.length}`,
    whole(rows.filter((row) => row.unmarkedLoss || row.silentDrop).length),
    whole(rows.filter((row) => !row.stable || row.error).length),
  ];
}

const payloadHeadings = [
  ...['kind', 'files', 'tokens before', 'after', 'saved', 'median file', ...Object.keys(fidelities)],
  ...['careful', 'of minified', 'recall A', 'recall B', 'lost, recoverable', 'unmarked', 'unstable, errors'],
];

async function payloadTables(corpus, tools) {
  const variants = throughProxy(corpus, tools);
  for (const [name, limit] of Object.entries(limits)) {
    const own = new Map((await payloadFiles(corpus, tools, limit)).map((each) => [each.file, inProcess(each)]));
    const rows = variants[name].map((row) => ({ ...row, own: own.get(row.file) }));
    const same = rows.filter(({ after, before, own: each }) => after === (each.after || before)).length;
    const groups = [...payloadKinds.map((kind) => [kind, rows.filter((row) => row.kind === kind)]), ['all', rows]];
    console.log(
      `\n${name}, profile ${values.profile}; lossless, repeats, left out: shares of what is saved; careful: saved where nothing`,
    );
    console.log(
      `may be left out; of minified: the same against JSON without spaces; ${same} of ${rows.length} files got the same form in process\n`,
    );
    console.log(
      table(
        payloadHeadings,
        groups.map(([kind, each]) => payloadRow(kind, each)),
      ),
    );
  }
}

if (wanted('inputs')) console.log(inputsTable([...(await demoSamples()), ...fixtureSamples()]));
if (wanted('payloads') || wanted('speed')) {
  const tools = sharedTool('replay');
  const corpus = values.corpus ?? sharedTool('corpus');
  if (wanted('payloads')) await payloadTables(corpus, tools);
  if (wanted('speed')) console.log(`\n${speedTable(await payloadFiles(corpus, tools, limits['up to 100 KB']))}`);
}
