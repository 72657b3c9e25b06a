#!/usr/bin/env node
// How long a gigabyte of agents' transcripts takes to read, and how much memory it needs, beside bare readline and
// JSON.parse over the same files. The tree is made of real sessions (../shared/transcripts, ../shared/corpus), each
// copy with its own names.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { median } from './lib/figures.mjs';
import { built, root, sharedTool, temporaryFolder } from './lib/project.mjs';
import { table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    megabytes: { type: 'string', default: '300' },
    runs: { type: 'string', default: '3' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- transcripts [--folder F] [--megabytes 300] [--runs 3]');
  console.log('F is a home folder whose transcripts are read; without it one is made, and removed again.');
  process.exit(0);
}
for (const name of ['megabytes', 'runs']) {
  if (Number(values[name]) > 0) continue;
  console.error(`expected --${name} to be a number above 0, found ${values[name]}`);
  process.exit(2);
}
built('providers', 'agents', 'transcripts.js');

/** The lines of the samples of one agent, as texts. */
function samples(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.jsonl(\.gz)?$/.test(name))
      .map((name) => {
        const bytes = readFileSync(path.join(folder, name));
        return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      }),
  );
}

/** The text of a session with other names: the first digits of every UUID are changed by the number of the copy. */
function copyOf(text, number) {
  return text.replaceAll(/\b([0-9a-f]{8})(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)/g, (digits) =>
    ((Number.parseInt(digits, 16) ^ number) >>> 0).toString(16).padStart(8, '0'),
  );
}

/** A line of 10 MB, as a tool with much output leaves it. */
function longLine() {
  const content = 'a line of a log that nobody wanted to read\n'.repeat(230_000);
  const result = { type: 'tool_result', tool_use_id: 'long', content };
  return `${JSON.stringify({ type: 'user', message: { role: 'user', content: [result] }, uuid: 'long' })}\n`;
}

function makeTree(home, bytes) {
  const shared = sharedTool('transcripts');
  const corpus = path.join(sharedTool('corpus'), 'transcripts');
  const project = path.join(shared, 'claude', 'projects', '-home-dev-acme-stock');
  const kinds = [
    ['.claude/projects/p/', samples(project, path.join(corpus, 'claude-code'))],
    ['.codex/sessions/2026/11/30/rollout-', samples(path.join(shared, 'codex'), path.join(corpus, 'codex'))],
  ];
  for (const [prefix] of kinds) mkdirSync(path.join(home, path.dirname(`${prefix}x`)), { recursive: true });
  writeFileSync(path.join(home, '.claude/projects/p/long.jsonl'), longLine());
  for (let made = 0, number = 1; made < bytes; number++) {
    for (const [prefix, texts] of kinds) {
      for (const [index, text] of texts.entries()) {
        if (made >= bytes) break;
        const copy = copyOf(text, number);
        writeFileSync(path.join(home, `${prefix}${number}-${index}.jsonl`), copy);
        made += Buffer.byteLength(copy);
      }
    }
  }
}

const home = path.resolve(values.folder ?? temporaryFolder('transcripts'));
if (values.folder === undefined) makeTree(home, Number(values.megabytes) * 1e6);
else if (!existsSync(home)) {
  console.error(`expected a home folder at ${home}, found none`);
  process.exit(2);
}

const script = path.join(root, 'bench', 'lib', 'read-transcripts.mjs');
const ways = { "the agents' readers": 'readers', 'readline and JSON.parse': 'readline', 'bytes alone': 'bytes' };
const learning = ['headroom learn, first run', 'headroom learn, second run'];
const results = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let run = 0; run < Number(values.runs); run++) {
  for (const [name, way] of Object.entries(ways)) {
    const output = execFileSync(process.execPath, [script, way, home], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    results[name].push(JSON.parse(output));
  }
  const state = temporaryFolder('learn-state');
  for (const name of learning) {
    const output = execFileSync(process.execPath, [script, 'learn', home, state], { encoding: 'utf8' });
    results[name] = [...(results[name] ?? []), JSON.parse(output)];
  }
}

const [first] = results["the agents' readers"];
const { files, bytes, events } = first;
console.log(`${whole(files)} files of ${whole(bytes / 1e6)} MB; seconds are the median of ${values.runs} runs\n`);
const rows = Object.entries(results).map(([name, each]) => {
  const perGigabyte = (figure) => ((median(each.map((one) => one[figure])) / bytes) * 1e9).toFixed(1);
  const peak = Math.max(...each.map((one) => one.peak)) / 1e6;
  return [name, perGigabyte('seconds'), perGigabyte('busy'), whole(peak)];
});
console.log(table(['', 'seconds a GB', 'CPU seconds a GB', 'peak MB resident'], rows));
console.log(
  `\n${Object.entries(events)
    .map(([kind, count]) => `${whole(count)} ${kind}`)
    .join(', ')}`,
);
