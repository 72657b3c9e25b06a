#!/usr/bin/env node
// The same sessions under every profile and every value of `reads`: what each saves, by agent, and what a reader still sees.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sum } from './lib/figures.mjs';
import { proxySubject, root, sharedTool, temporaryFolder } from './lib/project.mjs';
import { percent, table } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    corpus: { type: 'string' },
    sessions: { type: 'string' },
    only: { type: 'string' },
  },
});
if (values.help) {
  console.log('npm run bench -- settings [--only NAMES] [--corpus DIR] [--sessions GLOB]');
  process.exit(0);
}

/** What is compared; the first column of the table. */
const variants = {
  careful: '--savings-profile careful',
  balanced: '--savings-profile balanced',
  'agent-90': '--savings-profile agent-90',
  'reads off': '--reads off',
  'reads fold': '--reads fold',
  'reads compact': '--reads compact',
};

const tools = sharedTool('replay');
const corpus = values.corpus ?? sharedTool('corpus');
const wanted = values.only?.split(',') ?? Object.keys(variants);
const json = path.join(temporaryFolder('settings'), 'sessions.json');
const subjects = wanted.flatMap((name) => [
  '--subject',
  `${proxySubject().replace('headroom::', `${name.replace(' ', '-')}::`)} ${variants[name]}`,
]);
const extra = values.sessions === undefined ? [] : ['--sessions', values.sessions];
const given = ['compare.mjs', '--corpus', corpus, '--tokenizer-from', root, '--json', json, ...subjects, ...extra];
const { status } = spawnSync(process.execPath, given, { cwd: tools, stdio: ['ignore', 'ignore', 'inherit'] });
if (status !== 0) process.exit(status ?? 1);

const { arms } = JSON.parse(readFileSync(json, 'utf8'));
const direct = arms.find(({ name }) => name === 'direct');
/** The agent of a transcript's session, by its path. */
const agentOf = (name) => name.split('/').at(-2) ?? name;
const agents = [...new Set(direct.sessions.map(({ name }) => agentOf(name)))].sort();
const bill = (arm, agent) => sum(arm.sessions.filter(({ name }) => agentOf(name) === agent).map(({ input }) => input));
const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

const rows = arms
  .filter((arm) => arm !== direct)
  .map((arm) => {
    const { total, sessions } = arm;
    const saved = sessions.map(({ savedInput }) => savedInput);
    const { recall } = total;
    return [
      arm.name,
      percent(total.savedInput),
      percent(median(saved)),
      percent(Math.min(...saved)),
      percent(total.savedWhole),
      ...agents.map((agent) => percent(1 - bill(arm, agent) / bill(direct, agent))),
      percent(Math.min(recall.firstA ?? 1, recall.lastA ?? 1)),
      percent(Math.min(recall.firstB ?? 1, recall.lastB ?? 1)),
      total.prefixBreaks + total.selfMisses,
    ];
  });
const headings = ['input bill saved', 'all', 'median', 'worst', 'whole bill', ...agents, 'recall A', 'B', 'breaks'];
console.log(table(headings, rows));
