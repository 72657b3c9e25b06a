#!/usr/bin/env node
// The README's first screen as a stranger types it: a fresh clone, an empty home, an empty npm prefix, one Node after the other.
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { commandsIn, firstScreen } from './lib/first-screen.mjs';
import { root, skip, temporaryFolder } from './lib/project.mjs';
import { table } from './lib/table.mjs';

/** The npm that comes with each Node. */
const npmOf = { 20: '10', 22: '10', 24: '11' };

const { values } = parseArgs({
  options: {
    node: { type: 'string', default: Object.keys(npmOf).join(',') },
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-first-minute') },
    test: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- first-minute [--node ${Object.keys(npmOf).join(',')}] [--dir FOLDER] [--test]
  --node  versions of Node, each with the npm that comes with it
  --dir   where they are installed by npm, and kept for the next time
  --test  types npm test too, which takes minutes
Types every command of the README's first screen into a clone of what is committed, then the installed program in another folder.
A program that asks a provider on loopback stands for Claude Code. Exit code 1 where a command fails or npm warns.`);
  process.exit(0);
}
if (spawnSync('script', ['--version']).status !== 0)
  skip('expected script (util-linux), which gives a terminal, found none');

const claude = fileURLToPath(new URL('./lib/first-agent.mjs', import.meta.url));
const upstream = fork(fileURLToPath(new URL('./lib/upstream.mjs', import.meta.url)), { stdio: 'ignore' });
const [upstreamPort] = await once(upstream, 'message');

/** A folder with one Node and its npm, installed if it is missing. */
function toolsFor(major) {
  const folder = path.join(values.dir, `node-${major}`);
  const packages = [`node-${process.platform}-${process.arch}`, 'npm'];
  const missing = packages.some((name) => !existsSync(path.join(folder, 'node_modules', name)));
  if (missing) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
    const wanted = [`${packages[0]}@${major}`, `${packages[1]}@${npmOf[major] ?? 'latest'}`];
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...wanted], { cwd: folder, stdio: ['ignore', 2, 2] });
  }
  return {
    node: path.join(folder, 'node_modules', packages[0], 'bin', 'node'),
    npm: path.join(folder, 'node_modules', 'npm'),
  };
}

/** A home, a prefix and a PATH with this Node, its npm and something called claude. */
function strangerWith({ node, npm }) {
  const place = temporaryFolder('first-minute');
  const [home, prefix, bin, clone, project] = ['home', 'prefix', 'bin', 'headroom', 'project'].map((name) =>
    path.join(place, name),
  );
  for (const folder of [home, prefix, bin, project]) mkdirSync(folder);
  symlinkSync(node, path.join(bin, 'node'));
  for (const name of ['npm', 'npx']) symlinkSync(path.join(npm, 'bin', `${name}-cli.js`), path.join(bin, name));
  cpSync(claude, path.join(bin, 'claude'));
  chmodSync(path.join(bin, 'claude'), 0o755);
  execFileSync('git', ['clone', '--quiet', root, clone]);
  const env = {
    HOME: home,
    PATH: [bin, path.join(prefix, 'bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(path.delimiter),
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    npm_config_prefix: prefix,
    ANTHROPIC_BASE_URL: `http://127.0.0.1:${upstreamPort}`,
    ...certificates(),
  };
  return { clone, project, env };
}

/** What npm needs behind this machine's proxy or certificate; it belongs to the network, not to the stranger. */
function certificates() {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'npm_config_cafile'];
  const given = Object.fromEntries(
    names.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]),
  );
  const cafile = execFileSync('npm', ['config', 'get', 'cafile'], { cwd: tmpdir(), encoding: 'utf8' }).trim();
  return cafile === 'null' ? given : { npm_config_cafile: cafile, ...given };
}

/** Types a command on a terminal and returns the screen's content afterwards. */
function type(command, cwd, env) {
  const started = performance.now();
  const run = spawnSync('script', ['-qec', `stty cols 100; ${command}`, '/dev/null'], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const screen = run.stdout
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
        .trimEnd()
        .split('\r')
        .at(-1),
    )
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return { code: run.status, screen, seconds: (performance.now() - started) / 1000 };
}

/** What is typed in a project of the stranger's own once there is a `headroom` command. */
const installed = ['headroom', 'headroom wrap claude', 'headroom stats', 'headroom --help | head -3'];

/** Every command of a README's first screen with its folder; after each installation, what was installed. */
function steps(readme, { clone, project }) {
  return commandsIn(firstScreen(readme))
    .filter((command) => values.test || command !== 'npm test')
    .flatMap((command) => [
      { command, cwd: clone },
      ...(/\binstall -g /.test(command) ? installed.map((each) => ({ command: each, cwd: project })) : []),
    ]);
}

const rows = [];
const problems = [];
for (const major of values.node.split(',')) {
  const stranger = strangerWith(toolsFor(major));
  const [version, npm] = ['node', 'npm'].map((name) =>
    execFileSync(name, ['--version'], { env: stranger.env, cwd: stranger.project, encoding: 'utf8' }).trim(),
  );
  console.log(`\n## Node ${version}, npm ${npm}\n`);
  for (const { command, cwd } of steps(readFileSync(path.join(stranger.clone, 'README.md'), 'utf8'), stranger)) {
    const { screen, code, seconds } = type(command, cwd, stranger.env);
    const warnings = screen.split('\n').filter((line) => /\bnpm warn\b/i.test(line));
    console.log(`$ ${command}\n${screen}\n[exit code ${code}, ${seconds.toFixed(0)} s]\n`);
    rows.push([version, npm, command, code, warnings.length, seconds.toFixed(0)]);
    if (code !== 0) problems.push(`Node ${version}: ${command} ended with ${code}`);
    problems.push(...warnings.map((line) => `Node ${version}: ${command}: ${line}`));
  }
}
upstream.kill();
console.log(table(['Node', 'npm', 'typed', 'exit code', 'npm warnings', 'seconds'], rows));
for (const problem of problems) console.log(problem);
process.exit(problems.length > 0 ? 1 : 0);
