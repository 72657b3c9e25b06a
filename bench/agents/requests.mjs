#!/usr/bin/env node
// Claude Code against a stand-in for its vendor's own API, bare and through `headroom wrap`: how its requests differ.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { built, sharedTool, skip, temporaryFolder } from '../lib/project.mjs';
import { table } from '../lib/table.mjs';
import { runArm } from './arm.mjs';
import { installAgents, installedVersion, packages, programFolder } from './install.mjs';
import { requestDifferences } from './request-diff.mjs';
import { certificateFor } from './stand-in.mjs';

/** What may differ under `wrap`, and why; docs/claude-code.md names the same. Anything else fails the bench. */
const known = [
  [/^beta (?:mid-conversation-system-clear-at|claude-code-side-query)-/, 'the agent asks for the base URL itself'],
  [/^body\.messages\.N\.content\.N\.content(\.\d+\.text)?$/, 'what a tool printed, shortened'],
  [/^body\.messages\.1\.content(\.0\.text)?$/, 'the subagent of the agent view, which is off'],
  [/^body\.safeguards\.0\.classifier_context\.rule/, 'the rule that allows fetching'],
];

const host = 'api.anthropic.com';
/** Everything that arrives at the second port came through headroom. */
const ports = [443, 8443];

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    quick: { type: 'boolean' },
    screen: { type: 'boolean' },
    inside: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- agent-requests [--dir FOLDER] [--quick] [--screen]
  --dir     where Claude Code is installed, and kept for the next time (default: below the temporary folder)
  --quick   installs nothing
  --screen  the same task at a terminal, and not with -p
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
  const again = [
    fileURLToPath(import.meta.url),
    '--inside',
    '--dir',
    values.dir,
    ...(values.screen ? ['--screen'] : []),
  ];
  const env = { ...process.env, DNS_MAP: `${host}=127.0.0.1`, DNS_LOG: path.join(temporaryFolder('dns'), 'dns.log') };
  const netns = path.join(mock, 'drive', 'netns.sh');
  process.exit(spawnSync(netns, [process.execPath, ...again], { stdio: 'inherit', env }).status ?? 1);
}

const folder = temporaryFolder('agent-requests');
const place = { folder, mock, host, ports, programs: programFolder(values.dir, 'claude'), screen: values.screen };
const certificate = certificateFor(host, folder);
const run = (words) => runArm({ ...place, certificate }, words === undefined ? [] : [headroom, 'wrap', ...words]);
const bare = await run();
const arms = {
  wrapped: await run([]),
  'with --no-first-party-requests': await run(['--no-first-party-requests']),
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

function questions(arm) {
  return arm.records.filter((record) => record.method === 'POST' && record.path.startsWith('/v1/messages?'));
}

/** Every difference of a request from the request of the same kind and position in the bare run. */
function compared(arm) {
  const [kinds, others] = [bare, arm].map(byKind);
  const found = [];
  for (const [kind, requests] of kinds) {
    const same = others.get(kind) ?? [];
    if (same.length !== requests.length) found.push([`requests of ${kind}`, `${same.length}, not ${requests.length}`]);
    requests.slice(0, same.length).forEach((request, index) => {
      found.push(...differencesOf(request, same[index]));
    });
  }
  for (const kind of others.keys()) if (!kinds.has(kind)) found.push([`requests of ${kind}`, 'added']);
  return new Map(found.map(([place, what]) => [withoutNumbers(place), what]));
}

function byKind(arm) {
  const kinds = new Map();
  for (const request of questions(arm)) kinds.set(kindOf(request), [...(kinds.get(kindOf(request)) ?? []), request]);
  return kinds;
}

/** The session's own requests have tools. Side questions, which judge commands or find a title, are sent in parallel. */
function kindOf({ body }) {
  return `${body.model}${body.tools?.length > 0 ? '' : ', no tools'}`;
}

/** Only the headers of side questions: their bodies come in another order in every run. */
function differencesOf(request, other) {
  const isSide = values.screen && !(request.body.tools?.length > 0);
  return isSide
    ? requestDifferences({ ...request, body: {} }, { ...other, body: {} })
    : requestDifferences(request, other);
}

/** Tools' output appears in many places; together they are one row. */
function withoutNumbers(place) {
  return place.replace(/^body\.messages\.\d+\.content\.\d+(?=\.content)/, 'body.messages.N.content.N');
}

/** Requests to no model, and which way each went. */
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
