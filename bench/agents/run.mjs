#!/usr/bin/env node
// Runs real agents twice, directly and through `headroom wrap`, against the same simulated provider, and compares.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { built, sharedTool, skip, temporaryFolder } from '../lib/project.mjs';
import { percent, table, whole } from '../lib/table.mjs';
import { differences } from './compare.mjs';
import { driveAgent, scenariosFor } from './drive.mjs';
import { installAgents, installedVersion, nodeFor, packages, programFolder, runsOn } from './install.mjs';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    agents: { type: 'string', default: Object.keys(packages).join(',') },
    node: { type: 'string' },
    quick: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- agents [--agents ${Object.keys(packages).join(',')}] [--dir FOLDER] [--node FILE] [--quick]
  --dir     where the agents are installed, and kept for the next time (default: below the temporary folder)
  --node    the Node that the agents run on (default: one that all of them run on, installed beside them)
  --quick   installs nothing: one scenario with each agent that is there
Linux, as root: every run is in a network namespace that has loopback only. Exit code 1 on a difference.`);
  process.exit(0);
}
const mock = sharedTool('mock-provider');
built('bin', 'headroom.js');
if (spawnSync('unshare', ['-n', '-m', 'true']).status !== 0) {
  skip('expected to be able to make a network namespace (Linux, root), found that unshare cannot');
}
const wanted = values.agents.split(',').filter((agent) => Object.hasOwn(packages, agent));
if (!values.quick) installAgents(values.dir, wanted);
const node = values.node === undefined ? nodeFor(values.dir) : { program: values.node };
const installed = wanted.filter((agent) => programFolder(values.dir, agent) !== undefined);
const agents = installed.filter((agent) => node.version === undefined || runsOn(agent, node.version));
for (const agent of installed.filter((each) => !agents.includes(each))) {
  console.log(
    `skipped: ${agent} needs a later Node than ${node.version}; run without --quick, or name one with --node`,
  );
}
if (agents.length === 0) skip(`expected agents installed in ${values.dir}, found none; run without --quick`);

const folder = temporaryFolder('agents');
const rows = [];
const problems = [];
for (const agent of agents) {
  for (const scenario of scenariosFor(agent, mock, values.quick)) {
    const common = { agent, scenario, programs: programFolder(values.dir, agent), node: node.program, mock, folder };
    process.stderr.write(`${agent}, ${scenario.name}\n`);
    const direct = driveAgent({ ...common, wrapped: false });
    const wrapped = driveAgent({ ...common, wrapped: true });
    const found = differences(direct, wrapped, scenario.saves);
    problems.push(...found.map((difference) => `${agent}, ${scenario.name}: ${difference}`));
    const less = (before, after) => [whole(before), whole(after), percent(1 - after / before)];
    const figures = [...less(direct.prompt, wrapped.prompt), ...less(direct.fresh, wrapped.fresh)];
    rows.push([
      agent,
      scenario.name,
      wrapped.exit,
      wrapped.calls.length,
      ...figures,
      found.length === 0 ? 'yes' : 'NO',
    ]);
  }
}
console.log(agents.map((agent) => `${agent} ${installedVersion(values.dir, agent) ?? '(version unknown)'}`).join(', '));
const headings = [
  'agent',
  'scenario',
  'exit',
  'calls',
  'prompt, direct',
  'wrapped',
  'less',
  'uncached, direct',
  'wrapped',
  'less',
];
console.log(table([...headings, 'same otherwise'], rows));
for (const problem of problems) console.log(problem);
process.exit(problems.length > 0 ? 1 : 0);
