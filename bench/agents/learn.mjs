#!/usr/bin/env node
// Real agents fail alike in three sessions; what `headroom learn` proposes, and whether the next request contains it.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { built, sharedTool, skip, temporaryFolder } from '../lib/project.mjs';
import { table } from '../lib/table.mjs';
import { installAgents, installedVersion, nodeFor, packages, programFolder, runsOn } from './install.mjs';
import { changedPaths, treeOf } from './snapshot.mjs';

const learners = ['claude', 'codex', 'opencode', 'gemini', 'pi'];
const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    agents: { type: 'string', default: learners.join(',') },
    quick: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- learn-agents [--agents ${learners.join(',')}] [--dir FOLDER] [--quick]
  --dir    where the agents are installed, and kept for the next time (default: below the temporary folder)
  --quick  installs nothing: the agents that are there
Linux, as root: every run is in a network namespace that has loopback only. Exit code 1 where something does not hold.`);
  process.exit(0);
}
const mock = sharedTool('mock-provider');
const headroom = built('bin', 'headroom.js');
if (spawnSync('unshare', ['-n', '-m', 'true']).status !== 0) {
  skip('expected to be able to make a network namespace (Linux, root), found that unshare cannot');
}
const wanted = values.agents.split(',').filter((agent) => learners.includes(agent) && Object.hasOwn(packages, agent));
if (!values.quick) installAgents(values.dir, wanted);
const node = nodeFor(values.dir);
const agents = wanted.filter((agent) => programFolder(values.dir, agent) !== undefined && runsOn(agent, node.version));
for (const agent of wanted.filter((each) => !agents.includes(each)))
  console.log(`skipped: ${agent} is not installed, or needs a later Node`);

/** Where the driver creates the project, as seen from inside the namespace. */
const project = '/home/dev/acme-stock';
/** A file that a team shares, which has to be named once. */
const targets = { codex: 'AGENTS.md', opencode: 'AGENTS.md', gemini: 'GEMINI.md', pi: 'AGENTS.md' };
const files = { claude: 'CLAUDE.local.md', ...targets };

const identity = 'git -c user.name=Dev -c user.email=dev@example.test';
const setUp = [
  'mkdir -p tools conf',
  "printf '#!/bin/sh\\necho 12 checks passed\\n' > tools/acme-check",
  'chmod +x tools/acme-check',
  "printf 'b\\na\\n' > names.txt",
  "printf 'build: all\\n' > conf/build.yaml",
  `git add tools conf names.txt && (${identity} commit -qm tools || true)`,
].join(' && ');
const shell = (command) => ({ calls: [{ do: 'shell', command }] });
const read = (file) => ({ calls: [{ do: 'read', path: `\${cwd}/${file}` }] });
const scenario = {
  turns: [
    shell(setUp),
    shell('acme-check --fast'),
    shell('tools/acme-check --fast'),
    shell('sort --reverse-order names.txt'),
    shell('sort --reverse names.txt'),
    read('conf/build.yml'),
    read('conf/build.yaml'),
  ],
  final: { text: 'Done.' },
};
const expected = [
  '`acme-check` is not on the PATH: run `tools/acme-check`.',
  '`sort` does not take `--reverse-order` here; use `--reverse`.',
  'There is no file `conf/build.yml`: it is `conf/build.yaml`.',
];

/** One agent in a home of its own. */
function learnWith(agent, folder) {
  const home = path.join(folder, 'home');
  for (const made of [home, path.join(folder, 'bin')]) mkdirSync(made, { recursive: true });
  const scenarioFile = path.join(folder, 'scenario.json');
  writeFileSync(scenarioFile, JSON.stringify(scenario));
  writeStarter(agent, folder);
  const inside = (args, env = {}) =>
    spawnSync('./netns.sh', args, {
      cwd: path.join(mock, 'drive'),
      env: { ...process.env, DNS_LOG: path.join(folder, 'dns.log'), HOME_BACKING: home, ...env },
      encoding: 'utf8',
    });
  const drive = (name, ...more) => {
    const out = path.join(folder, name);
    inside([
      process.execPath,
      'drive.mjs',
      '--client',
      agent,
      '--bin',
      path.join(folder, 'bin'),
      '--out',
      out,
      '--scenario',
      scenarioFile,
      '--timeout',
      '170',
      ...more,
    ]);
    return JSON.stringify(
      readdirSync(path.join(out, 'raw')).map((file) => readFileSync(path.join(out, 'raw', file), 'utf8')),
    );
  };
  const learn = (...args) => {
    const env = { HOME: '/home/dev', HEADROOM_HOME: path.join(folder, 'state') };
    const run = inside([process.execPath, headroom, 'learn', '--project', project, '--json', ...args], env);
    if (run.status !== 0) throw new Error(`learn ${args.join(' ')}: exit ${run.status}, ${run.stderr.slice(-300)}`);
    return JSON.parse(run.stdout);
  };
  drive('one');
  drive('two', '--keep-home');
  drive('three', '--keep-home');
  const before = treeOf(home);
  const [found] = learn().projects;
  const untouched = before.size > 0 && changedPaths(before, treeOf(home)).size === 0;
  const rules = found.rules.map(({ text }) => text).sort();
  learn('--apply', ...(agent in targets ? ['--target', targets[agent]] : []));
  const file = path.join(home, 'acme-stock', files[agent]);
  const written = existsSync(file) && expected.every((rule) => readFileSync(file, 'utf8').includes(rule));
  const isIn = (bodies) => expected.every((rule) => bodies.includes(JSON.stringify(JSON.stringify(rule)).slice(3, -3)));
  const told = isIn(drive('four', '--keep-home'));
  learn('--remove');
  const gone = !existsSync(file) && !expected.some((rule) => drive('five', '--keep-home').includes(rule));
  return { rules, untouched, written, told, gone };
}

/** A script with the agent's name that starts it on the Node that it needs. */
function writeStarter(agent, folder) {
  const programs = programFolder(values.dir, agent);
  const search = `${programs}:${path.dirname(node.program)}:/usr/local/bin:/usr/bin:/bin`;
  const file = path.join(folder, 'bin', agent);
  writeFileSync(file, `#!/bin/sh\nexport PATH='${search}'\nexec '${path.join(programs, agent)}' "$@"\n`);
  chmodSync(file, 0o755);
}

const root = temporaryFolder('learn-agents');
const rows = [];
const problems = [];
for (const agent of agents) {
  process.stderr.write(`${agent}\n`);
  const folder = path.join(root, agent);
  const { rules, ...holds } = learnWith(agent, folder);
  const same = JSON.stringify(rules) === JSON.stringify([...expected].sort());
  if (!same) problems.push(`${agent}: expected the three rules, found ${JSON.stringify(rules)}`);
  for (const [name, held] of Object.entries(holds)) if (!held) problems.push(`${agent}: ${name} does not hold`);
  const say = (held) => (held ? 'yes' : 'NO');
  rows.push([
    `${agent} ${installedVersion(values.dir, agent)}`,
    `${rules.length}`,
    say(same),
    say(holds.untouched),
    files[agent],
    say(holds.written),
    say(holds.told),
    say(holds.gone),
  ]);
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  table(
    [
      'agent',
      'rules',
      'the same three',
      'its own files untouched',
      'file',
      'written',
      'in its next request',
      'gone once removed',
    ],
    rows,
  ),
);
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
