#!/usr/bin/env node
// Calls of real agents, bare and through `headroom wrap`: where their requests go, and what remains in the home.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { built, sharedTool, temporaryFolder } from '../lib/project.mjs';
import { table } from '../lib/table.mjs';
import { environment, files, gatewayPort, lines } from './call-list.mjs';
import { nodeFor, programFolder } from './install.mjs';
import { changedPaths, treeOf } from './snapshot.mjs';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: path.join(tmpdir(), 'headroom-agents') },
    node: { type: 'string' },
    only: { type: 'string', default: '' },
    inside: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const node = values.node ?? nodeFor(values.dir).program;
if (values.help) {
  console.log(`npm run bench -- agent-calls [--dir FOLDER] [--node FILE]
  --dir   where \`npm run bench -- agents\` installed the agents
  --node  the Node that the agents run on (default: the one installed beside them, if any)
  --only  calls that begin so
Linux, as root: all runs are in a network namespace that has loopback only. Exit code 1 where a call goes astray.`);
  process.exit(0);
}
if (!values.inside) {
  const netns = path.join(sharedTool('mock-provider'), 'drive', 'netns.sh');
  const again = [
    fileURLToPath(import.meta.url),
    '--inside',
    '--dir',
    values.dir,
    '--node',
    node,
    '--only',
    values.only,
  ];
  const env = { ...process.env, DNS_LOG: path.join(temporaryFolder('dns'), 'dns.log') };
  process.exit(spawnSync(netns, [process.execPath, ...again], { stdio: 'inherit', env }).status ?? 1);
}

/**
 * Files that an agent itself touches in some runs and not in others: locks, databases, background downloads and notes.
 */
const byChance = /\.lock(?:\/|$)|^\.codex\/(?:\.tmp\/|shell_snapshots\/|\w+_#\.sqlite)|-(?:shm|wal)$/;

/**
 * The user's own gateway, and the upstream in headroom's settings: the recipient of a request shows which way it took.
 */
const gateway = await recorder(gatewayPort);
const behind = await recorder(18_182);
const folder = temporaryFolder('agent-calls');
const rows = [];
for (const [agent, expected, ...words] of lines) {
  const programs = programFolder(values.dir, agent);
  if (programs === undefined || ![agent, ...words].join(' ').startsWith(values.only)) continue;
  const place = prepare(agent);
  const bare = await run(place, agent, words, programs, false); // sets its home up
  const wrapped = await run(place, agent, words, programs, true);
  const again = await run(place, agent, words, programs, false);
  const own = [...wrapped.changed].filter((file) => !again.changed.has(file) && !byChance.test(file));
  const good = wrapped.way === expected && wrapped.code === bare.code && wrapped.traces.length + own.length === 0;
  const traces = wrapped.traces.join(' ') || 'none';
  rows.push([
    `${agent} ${words.join(' ')}`,
    bare.code,
    bare.way,
    wrapped.code,
    wrapped.way,
    traces,
    own.join(' ') || 'none',
    good ? 'yes' : 'NO',
  ]);
}
const headings = ['call', 'exit, bare', 'requests', 'exit, wrapped', 'requests', 'our port in the home'];
console.log(table([...headings, 'files that only the wrapped run touched', 'as expected'], rows));
process.exit(rows.some((row) => row.at(-1) === 'NO') ? 1 : 0);

/** A provider that refuses every question, and counts them. */
async function recorder(port) {
  const state = { count: 0, url: `http://127.0.0.1:${port}` };
  const server = http.createServer((request, response) => {
    request.resume();
    if (request.method === 'POST') state.count++;
    response.writeHead(400, { 'content-type': 'application/json', 'x-should-retry': 'false' });
    response.end('{"type":"error","error":{"type":"invalid_request_error","message":"refused"}}');
  });
  server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
  );
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return state;
}

/** A home for one call, with the user's settings in it. */
function prepare(agent) {
  const place = path.join(folder, `${agent}-${rows.length}`);
  const home = path.join(place, 'home');
  const project = path.join(home, 'project');
  mkdirSync(project, { recursive: true });
  for (const [name, text] of Object.entries(files(gateway.url, project))) {
    mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    writeFileSync(path.join(home, name), text);
  }
  spawnSync('git', ['init', '--quiet', project]);
  return { home, project, state: path.join(place, 'state') };
}

async function run({ home, project, state }, agent, words, programs, wrapped) {
  const before = treeOf(home);
  const env = {
    ...environment(gateway.url, agent),
    PATH: `${programs}:${path.dirname(node)}:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    HEADROOM_HOME: state,
    HEADROOM_ANTHROPIC_URL: behind.url,
    HEADROOM_OPENAI_URL: behind.url,
    HEADROOM_GEMINI_URL: behind.url,
  };
  const [program, ...args] = wrapped
    ? [process.execPath, built('bin', 'headroom.js'), 'wrap', agent, ...words]
    : [agent, ...words];
  gateway.count = behind.count = 0;
  const child = spawn(program, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'ignore'] });
  const timer = setTimeout(() => child.kill('SIGTERM'), 60_000);
  const code = await new Promise((resolve) => child.on('close', (exit, signal) => resolve(signal ?? exit)));
  clearTimeout(timer);
  if (words.includes('--bg')) await new Promise((resolve) => setTimeout(resolve, 8000)); // a background session has asked by then
  const way =
    [gateway.count > 0 ? 'direct' : '', behind.count > 0 ? 'headroom' : ''].filter(Boolean).join(' and ') || 'none';
  const traces = tracesIn(home);
  endWhatIsLeft(home);
  return { code, way, traces, changed: changedPaths(before, treeOf(home)) };
}

/** Ends servers and workers that a call left running, which are recognised by their home. */
function endWhatIsLeft(home) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (variables.includes(`HOME=${home}`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Files of the home that contain a port of ours. Uses grep, since a running agent may still move files. Programs are
 * excluded, and an agent's records of a conversation, where errors and command lines contain the address.
 */
function tracesIn(home) {
  const left = [
    '--exclude-dir=releases',
    '--exclude=opencode.db*',
    '--exclude=.aider.chat.history.md',
    '--exclude=*.jsonl',
  ];
  const found = spawnSync('grep', ['-rlaP', ...left, String.raw`127\.0\.0\.1:(?!1818[12]|9\b)\d+`, '.'], { cwd: home });
  return found.stdout.toString('utf8').split('\n').filter(Boolean);
}
