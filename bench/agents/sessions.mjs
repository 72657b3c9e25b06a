#!/usr/bin/env node
// Some forty sessions of five real agents, all wrapped into one ledger: what `headroom stats` reports for them beside
// what the simulated provider recorded, priced by a script of its own, and beside what ccusage reads from the agents'
// own files.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { built, sharedTool, skip, temporaryFolder } from '../lib/project.mjs';
import { table, whole } from '../lib/table.mjs';
import { installAgents, installPackage, nodeFor, packages, programFolder, runsOn } from './install.mjs';
import { billOf } from './recorded-bill.mjs';

/** The version of the last bench run. */
const ccusageVersion = '20.0.24';
const known = ['claude', 'codex', 'opencode', 'gemini', 'pi'];
const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    agents: { type: 'string', default: known.join(',') },
    each: { type: 'string', default: '8' },
    keep: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- agent-sessions [--agents ${known.join(',')}] [--each 8] [--dir FOLDER] [--keep FOLDER]
  --each   sessions of each agent
  --dir    where the agents and ccusage are installed, and kept for the next time (default: below the temporary folder)
  --keep   keeps the ledger there, for \`HEADROOM_HOME=FOLDER headroom stats\`
Linux, as root: every run is in a network namespace that has loopback only. Exit code 1 where a figure differs.`);
  process.exit(0);
}
const mock = sharedTool('mock-provider');
const prices = JSON.parse(readFileSync(path.join(sharedTool('replay'), 'prices.json'), 'utf8'));
const headroom = built('bin', 'headroom.js');
if (spawnSync('unshare', ['-n', '-m', 'true']).status !== 0) {
  skip('expected to be able to make a network namespace (Linux, root), found that unshare cannot');
}
const wanted = values.agents.split(',').filter((agent) => known.includes(agent) && Object.hasOwn(packages, agent));
installAgents(values.dir, wanted);
const node = nodeFor(values.dir);
const agents = wanted.filter((agent) => programFolder(values.dir, agent) !== undefined && runsOn(agent, node.version));
for (const agent of wanted.filter((each) => !agents.includes(each)))
  console.log(`skipped: ${agent} is not installed, or needs a later Node`);

const folder = temporaryFolder('agent-sessions');
const state = values.keep === undefined ? path.join(folder, 'state') : path.resolve(values.keep);
mkdirSync(state, { recursive: true });
const scenarios = ['medium-outputs', 'short', 'big-outputs'];

/** A script with the agent's name that starts it through `headroom wrap`, with one ledger for all. */
function writeStarter(agent) {
  const bin = path.join(folder, agent, 'bin');
  mkdirSync(bin, { recursive: true });
  const search = `${programFolder(values.dir, agent)}:${path.dirname(node.program)}:/usr/local/bin:/usr/bin:/bin`;
  const file = path.join(bin, agent);
  const wrap = `exec '${process.execPath}' '${headroom}' wrap ${agent} -- "$@"`;
  writeFileSync(file, `#!/bin/sh\nexport PATH='${search}' HEADROOM_HOME='${state}'\n${wrap}\n`);
  chmodSync(file, 0o755);
  return bin;
}

/** One session; returns the requests that the provider answered, with the usage that it reported. */
function runSession(agent, bin, index) {
  const home = path.join(folder, agent, 'home');
  const out = path.join(folder, agent, `out-${index}`);
  const scenario = path.join(mock, 'scenarios', `${scenarios[index % scenarios.length]}.json`);
  const drive = ['drive.mjs', '--client', agent, '--bin', bin, '--out', out, '--scenario', scenario];
  const more = ['--mock-port', '18080', '--timeout', '170', ...(index > 0 ? ['--keep-home'] : [])];
  const run = spawnSync('./netns.sh', [process.execPath, ...drive, ...more], {
    cwd: path.join(mock, 'drive'),
    env: { ...process.env, DNS_LOG: path.join(folder, 'dns.log'), HOME_BACKING: home },
    encoding: 'utf8',
  });
  const file = path.join(out, 'requests.jsonl');
  if (!existsSync(file)) throw new Error(`expected a session of ${agent}, found: ${run.stderr.slice(-400)}`);
  const records = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  rmSync(path.join(out, 'raw'), { recursive: true, force: true });
  return records.filter(({ answer }) => answer?.usage !== undefined);
}

/** What a command of ours prints as JSON about the ledger. */
function stats(...args) {
  const env = { ...process.env, HEADROOM_HOME: state };
  const run = spawnSync(process.execPath, [headroom, 'stats', ...args, '--json'], { env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`stats ${args.join(' ')}: exit ${run.status}, ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/**
 * The cost of an agent's own files according to ccusage, without a network; `undefined` if it does not read that agent.
 */
function ccusage(agent) {
  const program = installPackage(values.dir, 'ccusage', ccusageVersion);
  if (program === undefined) return undefined;
  const home = path.join(folder, agent, 'home');
  const args = [program, agent, 'daily', '--json', '--offline'];
  const run = spawnSync('./netns.sh', [node.program, ...args], {
    cwd: path.join(mock, 'drive'),
    env: { PATH: process.env.PATH, HOME: '/home/dev', HOME_BACKING: home, DNS_LOG: path.join(folder, 'dns.log') },
    encoding: 'utf8',
  });
  try {
    const { totals } = JSON.parse(run.stdout);
    const unpriced = totals.unpricedModels?.length > 0;
    return { tokens: totals.totalTokens, dollars: unpriced ? undefined : (totals.totalCost ?? totals.costUSD) };
  } catch {
    return undefined;
  }
}

const recorded = new Map();
for (const agent of agents) {
  const bin = writeStarter(agent);
  for (let index = 0; index < Number(values.each); index += 1) {
    process.stderr.write(`${agent}, session ${index + 1}\n`);
    recorded.set(agent, [...(recorded.get(agent) ?? []), ...runSession(agent, bin, index)]);
  }
}
const told = stats();
const problems = [];
const rows = agents.map((agent) => {
  const requests = recorded.get(agent);
  const bill = billOf(requests, prices);
  const own = told.byAgent[agent] ?? { requests: 0, paid: 0, wouldHaveCost: 0 };
  if (own.requests !== requests.length)
    problems.push(`${agent}: the provider answered ${requests.length} requests, stats tells ${own.requests}`);
  if (Math.abs(own.paid - bill.dollars) > 0.005)
    problems.push(`${agent}: recorded usage costs ${bill.dollars.toFixed(4)}, stats tells ${own.paid.toFixed(4)}`);
  const other = ccusage(agent);
  const dollars = (value) => (value === undefined ? '–' : `$${value.toFixed(4)}`);
  return [
    agent,
    values.each,
    whole(requests.length),
    whole(own.requests),
    whole(bill.tokens),
    other === undefined ? '–' : whole(other.tokens),
    dollars(bill.dollars),
    dollars(own.paid),
    dollars(other?.dollars),
    dollars(own.wouldHaveCost),
  ];
});
const headings = [
  'agent',
  'sessions',
  'requests, provider',
  'stats',
  'tokens, provider',
  'ccusage',
  'cost, provider',
  'stats',
  'ccusage',
  'without headroom',
];
console.log(table(headings, rows));
const sum = agents.reduce((total, agent) => total + billOf(recorded.get(agent), prices).dollars, 0);
if (Math.abs(sum - told.paid) > 0.005) problems.push(`all: recorded ${sum.toFixed(4)}, stats tells ${told.paid}`);
console.log(`all: $${sum.toFixed(4)} by the provider's record, $${told.paid.toFixed(4)} by headroom stats`);
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
