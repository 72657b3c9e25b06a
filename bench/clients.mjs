#!/usr/bin/env node
// Runs programs that ask for no caching, directly and through the proxy, against the same simulated provider.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installAgents, programFolder } from './agents/install.mjs';
import { driveAider, driveWrapped, settled } from './clients/aider.mjs';
import { cases } from './clients/cases.mjs';
import { differences } from './clients/compare.mjs';
import { drive } from './clients/drive.mjs';
import { figuresOf } from './clients/figures.mjs';
import { installPrograms } from './clients/install.mjs';
import { programs } from './clients/programs.mjs';
import { built, sharedTool, skip, temporaryFolder } from './lib/project.mjs';
import { percent, table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-clients') },
    agents: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- clients [--only programs|aider|cases] [--dir FOLDER] [--agents FOLDER]
  --dir     where the libraries of the programs are installed, and kept for the next time
  --agents  where Aider is installed, as for the bench of agents; it runs on Linux, as root, where there is loopback only
Exit code 1 when something that must hold does not.`);
  process.exit(0);
}
const mock = sharedTool('mock-provider');
built('bin', 'headroom.js');
const folder = temporaryFolder('clients');
const wants = (part) => values.only === undefined || values.only === part;
const common = { mock, folder, dir: values.dir };
const rows = [];
const problems = [];

function compare(name, direct, proxied, expected) {
  const found = differences(direct, proxied, expected);
  problems.push(...found.map((difference) => `${name}: ${difference}`));
  const [before, after] = [figuresOf(direct), figuresOf(proxied)];
  rows.push([
    name,
    after.requests,
    whole(after.prompt),
    percent(after.read / after.prompt),
    whole(after.written),
    (after.bill / before.bill).toFixed(3),
    Math.max(...after.marks),
    after.refused,
    found.length === 0 ? 'yes' : 'NO',
  ]);
}

/** Why Aider cannot be run here, after an attempt to install it; nothing if it can. */
function whyNoAider() {
  if (spawnSync('unshare', ['-n', '-m', 'true']).status !== 0) return 'unshare cannot make a network namespace';
  try {
    installAgents(values.agents, ['aider']);
  } catch (error) {
    return `aider cannot be installed: ${error.message}`;
  }
  return undefined;
}

function runAider() {
  const reason = whyNoAider();
  if (reason !== undefined) return console.log(`skipped: Aider, ${reason}`);
  process.stderr.write('Aider\n');
  const run = { mock, folder, programs: programFolder(values.agents, 'aider') };
  const [direct, proxied] = [false, true].map((through) => driveAider({ ...run, proxied: through }));
  compare('Aider', direct, proxied, { atMost: 0.999, settled });
  compare('Aider, wrapped', direct, driveWrapped(run), { atMost: 0.7, shortened: true });
}

if (wants('aider')) runAider();
if (wants('programs') || wants('cases')) {
  const reason = installPrograms(values.dir);
  if (reason !== undefined) skip(reason);
}
for (const { name, expected, ...run } of wants('programs') ? programs : []) {
  process.stderr.write(`${name}\n`);
  const direct = await drive({ ...common, ...run, proxies: 0 });
  compare(name, direct, await drive({ ...common, ...run, proxies: 1 }), expected);
}
if (rows.length > 0) {
  const figures = ['requests', 'prompt tokens', 'read', 'written', 'bill of direct', 'breakpoints', 'status 400'];
  console.log(table(['program', ...figures, 'same otherwise'], rows));
}
if (wants('cases')) {
  const found = await cases(common);
  const told = found.map((row) => [...row, row[1] === row[2] ? 'yes' : 'NO']);
  console.log(`\n${table(['what must hold', 'found', 'expected', 'holds'], told)}`);
  problems.push(
    ...told.filter((row) => row[3] === 'NO').map(([what, is, must]) => `${what}: expected ${must}, found ${is}`),
  );
}
for (const problem of problems) console.log(problem);
process.exit(problems.length > 0 ? 1 : 0);
