#!/usr/bin/env node
// Claude Code against a stand-in for its vendor's own API, bare and through `headroom wrap`: how its requests differ.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { built, sharedTool, skip, temporaryFolder } from '../lib/project.mjs';
import { table } from '../lib/table.mjs';
import { installAgents, installedVersion, packages, programFolder } from './install.mjs';
import { requestDifferences } from './request-diff.mjs';
import { certificateFor, startStandIn } from './stand-in.mjs';

/** What may differ under `wrap`, and why; docs/claude-code.md names the same. Anything else fails the bench. */
const known = [
  [/^beta mid-conversation-system-clear-at-/, 'the agent asks for the base URL itself'],
  [/^body\.messages\.N\.content\.N\.content(\.\d+\.text)?$/, 'what a tool printed, shortened'],
];

const host = 'api.anthropic.com';
/** Whatever comes by the second port came through headroom. */
const ports = [443, 8443];

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    quick: { type: 'boolean' },
    inside: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- agent-requests [--dir FOLDER] [--quick]
  --dir     where Claude Code is installed, and kept for the next time (default: below the temporary folder)
  --quick   installs nothing
Linux, as root: all runs are in a network namespace that has loopback only. Exit code 1 on a difference without a name.`);
  process.exit(0);
}
const mock = sharedTool('mock-provider');
const headroom = built('bin', 'headroom.js');
if (!values.inside) {
  if (spawnSync('unshare', ['-n', '-m', 'true']).status !== 0)
    skip('1 agent: expected to be able to make a network namespace (Linux, root), found that unshare cannot');
  if (spawnSync('openssl', ['version']).status !== 0) skip('1 agent: expected openssl, found none');
  if (!values.quick) install();
  if (programFolder(values.dir, 'claude') === undefined)
    skip(`1 agent: expected Claude Code in ${values.dir}, found none`);
  const again = [fileURLToPath(import.meta.url), '--inside', '--dir', values.dir];
  const env = { ...process.env, DNS_MAP: `${host}=127.0.0.1`, DNS_LOG: path.join(temporaryFolder('dns'), 'dns.log') };
  const netns = path.join(mock, 'drive', 'netns.sh');
  process.exit(spawnSync(netns, [process.execPath, ...again], { stdio: 'inherit', env }).status ?? 1);
}

const folder = temporaryFolder('agent-requests');
const certificate = certificateFor(host, folder);
const bare = await run([]);
const arms = {
  wrapped: await run(['wrap']),
  'with --no-first-party-requests': await run(['wrap', '--no-first-party-requests']),
};
console.log(`Claude Code ${installedVersion(values.dir, 'claude')}, ${questions(bare).length} requests bare\n`);
const results = Object.fromEntries(Object.entries(arms).map(([name, arm]) => [name, compared(arm)]));
const places = [...new Set(Object.values(results).flatMap((found) => [...found.keys()]))].sort();
const why = (place) => known.find(([pattern]) => pattern.test(place))?.[1] ?? '';
const cell = (found, place) => found.get(place) ?? 'the same';
console.log(
  table(
    ['where', ...Object.keys(arms), 'why, wrapped'],
    places.map((place) => [place, ...Object.values(results).map((found) => cell(found, place)), why(place)]),
  ),
);
console.log(`\n${table(['other requests', 'bare', ...Object.keys(arms)], others())}`);
const unnamed = [...results.wrapped.keys()].filter((place) => !known.some(([pattern]) => pattern.test(place)));
for (const place of unnamed)
  console.log(`expected the same as bare at ${place}, found it ${results.wrapped.get(place)}`);
const failed = [bare, ...Object.values(arms)].filter((arm) => arm.exit !== 0 || questions(arm).length === 0);
if (failed.length > 0)
  console.log(`expected exit code 0 and requests of every run, found ${failed.map((arm) => arm.exit)}`);
process.exit(unnamed.length + failed.length > 0 ? 1 : 0);

function install() {
  try {
    installAgents(values.dir, ['claude']);
  } catch (error) {
    skip(`1 agent: expected to install ${packages.claude}, found: ${String(error.message).split('\n')[0]}`);
  }
}

async function run(words) {
  const home = path.join(folder, 'home');
  const project = path.join(home, 'acme-stock');
  for (const old of [home, path.join(folder, 'state')]) rmSync(old, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  makeProject(project);
  const standIn = await startStandIn({ mock, certificate, ports, cwd: project });
  const asked = [
    '-p',
    'Find out why the build failed and fix it. Use the tools.',
    '--allowedTools',
    'Bash',
    'Read',
    'Edit',
  ];
  const [program, ...args] =
    words.length > 0 ? [process.execPath, headroom, ...words, 'claude', ...asked] : ['claude', ...asked];
  const child = spawn(program, args, { cwd: project, env: environment(home), stdio: ['ignore', 'ignore', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGTERM'), 120_000);
  const exit = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  clearTimeout(timer);
  await standIn.close();
  return { exit, records: [...standIn.records] };
}

/** In a process of its own: its random numbers go on from one call to the next. */
function makeProject(project) {
  const script = realpathSync(path.join(mock, 'drive', 'make-fixtures.mjs')); // runs only by its real path
  const made = spawnSync(process.execPath, [script, project], { encoding: 'utf8' });
  if (made.status !== 0 || !existsSync(path.join(project, 'build.log')))
    throw new Error(`expected a project to work on, found: ${made.stderr.slice(-400)}`);
}

function environment(home) {
  return {
    PATH: `${programFolder(values.dir, 'claude')}:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    ANTHROPIC_API_KEY: 'sk-ant-api03-mock-key',
    NODE_EXTRA_CA_CERTS: certificate.authority,
    HEADROOM_HOME: path.join(folder, 'state'),
    HEADROOM_ANTHROPIC_URL: `https://${host}:${ports[1]}`,
  };
}

function questions(arm) {
  return arm.records.filter((record) => record.method === 'POST' && record.path.startsWith('/v1/messages?'));
}

/** Every difference of any request from the one at its place in the bare run. */
function compared(arm) {
  const all = questions(bare).map((request, index) => {
    const other = questions(arm)[index];
    return other === undefined ? new Map([[`request ${index + 1}`, 'missing']]) : requestDifferences(request, other);
  });
  const added = questions(arm).length - questions(bare).length;
  const found = all.flatMap((one) => [...one].map(([place, what]) => [withoutNumbers(place), what]));
  return new Map([...found, ...(added > 0 ? [['requests', `${added} more`]] : [])]);
}

/** What tools printed stands at many places; they make one row. */
function withoutNumbers(place) {
  return place.replace(/^body\.messages\.\d+\.content\.\d+/, 'body.messages.N.content.N');
}

/** Requests that ask no model, and which way each went. */
function others() {
  const named = (record) => `${record.method} ${record.path.replace(/\?.*/, '').replace(/sdk-\w+$/, 'KEY')}`;
  const way = (record) => {
    const [, value] = record.headers.find(([name]) => name.toLowerCase() === 'host');
    return value.endsWith(`:${ports[1]}`) ? 'headroom' : 'direct';
  };
  const all = [bare, ...Object.values(arms)].map((arm) => {
    const rest = arm.records.filter((record) => !questions(arm).includes(record));
    return new Map(rest.map((record) => [named(record), way(record)]));
  });
  const names = [...new Set(all.flatMap((ways) => [...ways.keys()]))].sort();
  return names.map((name) => [name, ...all.map((ways) => ways.get(name) ?? 'none')]);
}
