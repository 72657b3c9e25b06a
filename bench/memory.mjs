#!/usr/bin/env node
// Memory and open files of the proxy over many large requests, several at a time, as many agents would send them: each
// request is a conversation with a new tool output after older ones that were sent before.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bodyOf, exchange, numbers, toolOutput } from './lib/bodies.mjs';
import { root, skip, temporaryFolder } from './lib/project.mjs';
import { startProxyProcess } from './lib/proxy.mjs';
import { table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    parallel: { type: 'string', default: '8' },
    step: { type: 'string', default: '1000' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- memory [--requests 10000] [--parallel 8] [--step 1000]   (300 kB to 1 MB each)');
  process.exit(0);
}
if (process.platform !== 'linux') skip('memory is read from /proc, which only Linux has');

const conversations = 24;
const outputs = 60;
const next = numbers(3);
/** Exchanges that are in many requests, by conversation. */
const history = Array.from({ length: conversations }, (_, conversation) =>
  Array.from({ length: outputs }, (_, turn) =>
    exchange(`toolu_${conversation}_${turn}`, 'npm test 2>&1', toolOutput(next, 1000 + next(32_000))),
  ),
);

function makeBody(number) {
  const own = history[number % conversations];
  const wanted = 300_000 + next(700_000);
  const used = [];
  for (let length = 0; length < wanted; ) {
    const part = own[used.length % outputs];
    if (used.length === outputs) break;
    used.push(part);
    length += part.length;
  }
  used.push(exchange(`toolu_new_${number}`, 'npm run build 2>&1', toolOutput(next, 500 + next(30_000))));
  return bodyOf(used);
}

async function send(url, agent, body) {
  const headers = { 'content-type': 'application/json', 'x-api-key': 'bench', 'content-length': body.length };
  const outgoing = request(`${url}/v1/messages`, { method: 'POST', agent, headers });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let tail = '';
  for await (const chunk of response) tail = (tail + chunk).slice(-200);
  if (response.statusCode !== 200 || !tail.includes('message_stop')) {
    throw new Error(`expected a whole answer, found status ${response.statusCode}: ${tail}`);
  }
}

const upstream = fork(path.join(root, 'bench', 'lib', 'upstream.mjs'));
const [port] = await once(upstream, 'message');
const proxy = await startProxyProcess({ upstream: `http://127.0.0.1:${port}`, home: temporaryFolder('memory') });
try {
  const total = Number(values.requests);
  const step = Number(values.step);
  const agent = new Agent({ keepAlive: true, maxSockets: Number(values.parallel) });
  let sent = 0;
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, proxy.usage()?.rss ?? 0);
  }, 50);
  const start = proxy.usage();
  const rows = [['start', whole(start.rss), '', start.files, '']];
  while (sent < total) {
    const until = Math.min(total, sent + step);
    const begun = performance.now();
    const from = sent;
    highest = 0;
    const worker = async () => {
      while (sent < until) await send(proxy.url, agent, makeBody(sent++));
    };
    await Promise.all(Array.from({ length: Number(values.parallel) }, worker));
    const { rss, files } = proxy.usage();
    const speed = ((until - from) / (performance.now() - begun)) * 1000;
    rows.push([whole(until), whole(rss), whole(Math.max(rss, highest)), files, speed.toFixed(0)]);
    process.stderr.write(`${until} requests, ${whole(rss)} MB\n`);
  }
  clearInterval(watch);
  agent.destroy();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const end = proxy.usage();
  rows.push(['end, idle', whole(end.rss), '', end.files, '']);
  console.log(`\n${table(['after requests', 'RSS MB', 'highest', 'open files', 'per second'], rows)}`);
} finally {
  await proxy.stop();
  upstream.kill();
}
