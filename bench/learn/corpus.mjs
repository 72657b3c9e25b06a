#!/usr/bin/env node
// Whether `headroom learn` proposes nothing for ../shared/corpus/transcripts, in which no call fails alike in two
// sessions, and says so. Exits with 1 if it proposes anything.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { built, sharedTool, skip, temporaryFolder } from '../lib/project.mjs';
import { table } from '../lib/table.mjs';

/** Where each agent stores its transcripts below a home, and their names. */
const places = {
  'claude-code': ['.claude/projects/corpus', ''],
  codex: ['.codex/sessions/2026/01/01', 'rollout-2026-01-01T00-00-00-'],
  pi: ['.pi/agent/sessions/corpus', ''],
};

const corpus = path.join(sharedTool('corpus'), 'transcripts');
if (!existsSync(corpus)) skip('expected ../shared/corpus/transcripts beside the checkout, found nothing');
const home = temporaryFolder('learn');
let written = 0;
for (const [agent, [place, prefix]] of Object.entries(places)) {
  const folder = path.join(home, place);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(path.join(corpus, agent)).filter((each) => /\.jsonl(?:\.gz)?$/.test(each))) {
    const bytes = readFileSync(path.join(corpus, agent, name));
    const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    writeFileSync(path.join(folder, `${prefix}${name.replace(/\.gz$/, '')}`), content);
    written += 1;
  }
}

/** What the built program prints; ends the process if it fails. */
function learn(...args) {
  const env = { PATH: process.env.PATH, HOME: home, HEADROOM_HOME: path.join(home, '.headroom') };
  const ran = spawnSync(process.execPath, [built('bin', 'headroom.js'), 'learn', '--all', ...args], {
    env,
    cwd: home,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (ran.status === 0) return ran.stdout;
  console.error(`expected exit code 0, found ${ran.status}: ${ran.stderr}`);
  process.exit(1);
}

const { transcripts, projects } = JSON.parse(learn('--json'));
const text = learn();
const sentences = text.split('\n').filter((line) => line.startsWith('No rules: '));
const rows = projects.map(({ root, sessions, counts, rules }) => [
  root,
  sessions,
  counts.calls,
  counts.failedCalls,
  rules.length,
]);
console.log(table(['project', 'sessions', 'calls', 'failed', 'rules'], rows));
console.log(
  `${written} transcripts, ${transcripts.read} read; said of ${sentences.length} of ${projects.length} projects:`,
);
for (const sentence of new Set(sentences)) console.log(`  ${sentence}`);
const proposed = projects.flatMap(({ rules }) => rules.map((rule) => rule.text));
if (proposed.length > 0 || sentences.length !== projects.length || transcripts.read !== written) {
  console.error(
    `expected no rules and a sentence for each project, found ${proposed.length} rules: ${proposed.join(' ')}`,
  );
  process.exit(1);
}
