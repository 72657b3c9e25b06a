#!/usr/bin/env node
// Tokens saved by kind of output, through the compressors, checks and limits that the proxy uses.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, root } from './lib/project.mjs';
import { percent, table, whole } from './lib/table.mjs';

/** Texts longer than this are cut at a line end, as agents cut what their tools print. */
const longest = 100_000;

/** What prints such output; a file of any other kind is shown. */
const commands = {
  log: 'make 2>&1',
  json: 'curl -s localhost/items',
  search: 'rg -n word',
  diff: 'git diff',
  html: 'curl -s localhost',
};

const { values } = parseArgs({ options: { help: { type: 'boolean' }, corpus: { type: 'string' } } });
if (values.help) {
  console.log('npm run bench -- compression [--corpus DIR]');
  process.exit(0);
}

function shell(command) {
  return { tool: 'Bash', input: JSON.stringify({ command }), command };
}

function cut(text) {
  return text.length <= longest ? text : text.slice(0, text.lastIndexOf('\n', longest) + 1 || longest);
}

function demoSamples() {
  const session = debuggingSession('bench');
  return session.turns
    .flatMap((turn) => turn.calls ?? [])
    .map(({ id, name, input }) => {
      const call =
        typeof input.command === 'string' ? shell(input.command) : { tool: name, input: JSON.stringify(input) };
      return { source: 'demo session', text: session.outputs.get(id) ?? '', call };
    });
}

/** Whole outputs that the tests of the compressors use; a tool that could have printed them is all that is known. */
function fixtureSamples() {
  const folder = path.join(root, 'test', 'fixtures');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(txt|log|json|jsonl|diff|html|csv|md)$/.test(file))
    .sort()
    .map((file) => ({
      source: 'test/fixtures',
      text: cut(readFileSync(path.join(folder, file), 'utf8')),
      call: shell('make 2>&1'),
    }));
}

function corpusSamples() {
  const folder = values.corpus ?? path.join(root, '..', 'shared', 'corpus');
  const manifest = path.join(folder, 'MANIFEST.jsonl');
  if (!existsSync(manifest)) return [];
  const wanted = new Set(['log', 'json', 'search', 'diff', 'code', 'prose', 'html']);
  return readFileSync(manifest, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => wanted.has(kind))
    .map(({ file, kind }) => ({
      source: `corpus: ${kind}`,
      text: cut(readFileSync(path.join(folder, file), 'utf8')),
      call: shell(commands[kind] ?? `cat ${path.basename(file)}`),
    }));
}

function measure(samples, shorten, count) {
  const sums = new Map();
  for (const { source, text, call } of samples) {
    const handle = createHash('sha256').update(text).digest('hex').slice(0, 24);
    const outcome = isProtected(call.tool) ? undefined : shorten({ text, handle, call });
    const form = outcome && 'form' in outcome ? outcome : undefined;
    const kind = `${source}, ${form === undefined ? 'left alone' : `${form.form.by} (${form.form.fidelity})`}`;
    const before = outcome?.tokens || count(text);
    for (const key of [kind, `${source}, all`]) {
      const sum = sums.get(key) ?? { kind: key, outputs: 0, shortened: 0, before: 0, after: 0 };
      sum.outputs += 1;
      sum.shortened += form === undefined ? 0 : 1;
      sum.before += before;
      sum.after += form?.tokensAfter ?? before;
      sums.set(key, sum);
    }
  }
  return [...sums.values()]
    .sort((a, b) => (a.kind < b.kind ? -1 : 1))
    .map(({ kind, outputs, shortened, before, after }) => [
      kind,
      whole(outputs),
      whole(shortened),
      whole(before),
      whole(after),
      percent(1 - after / before),
    ]);
}

const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { debuggingSession } = await load('commands', 'demo', 'session.js');
const { settingsFrom } = await load('commands', 'options.js');
const { detect } = await load('src', 'content', 'detect.js');
const { createGate } = await load('src', 'content', 'must-keep', 'facts.js');
const { compressors } = await load('src', 'content', 'registry.js');
const { renderTerminal } = await load('src', 'content', 'terminal', 'render.js');
const { createShorten } = await load('src', 'pipeline', 'shorten.js');
const { toolMatcher } = await load('src', 'pipeline', 'tool-names.js');
const { createCounter } = await load('src', 'tokens', 'counter.js');
const { loadRanks } = await load('src', 'tokens', 'ranks.js');

const { settings } = await settingsFrom({});
const isProtected = toolMatcher(settings.excludeTools);
const counter = createCounter(await loadRanks());
const parts = { compressors, counter, limits: settings, detect, render: renderTerminal, gate: createGate };
const samples = [...demoSamples(), ...fixtureSamples(), ...corpusSamples()];
const rows = measure(samples, createShorten(parts), (text) => counter.count(text));
console.log(table(['output', 'outputs', 'shortened', 'tokens before', 'after', 'saved'], rows));
