import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { begin, delta, finish, streamFields } from '../harness/claude-events.ts';
import { claudeFields, claudeRequest, claudeTarget, prompt } from '../harness/claude-shape.ts';
import { type FakeUpstream, plainAnswer, type Reply, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Running, startProgram } from '../harness/program.ts';
import { open, send } from '../harness/raw-client.ts';

let folder: string;
let upstream: FakeUpstream;
const started: Running[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-proxy-'));
  upstream = await startFakeUpstream();
});
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `headroom proxy`; every upstream is ours unless the arguments say otherwise. */
async function proxy(...args: string[]): Promise<Running> {
  const urls = ['anthropic', 'openai', 'chatgpt', 'gemini'].flatMap((name) => [`--${name}-url`, upstream.url]);
  const running = await startProgram(['proxy', ...urls, ...args], {
    env: { HOME: folder, HEADROOM_HOME: path.join(folder, 'state') },
  });
  started.push(running);
  return running;
}

const request = {
  target: claudeTarget,
  fields: claudeFields,
  body: JSON.stringify(claudeRequest([prompt('Hello.')])),
};

/** Begins a stream through a proxy and gives the upstream's end of it once the client has its first event. */
async function beginStream(url: string) {
  const replies: Reply[] = [];
  upstream.respond(async (_request, reply) => {
    await reply.head('200 OK', streamFields);
    await reply.chunk(begin);
    replies.push(reply);
  });
  const exchange = open(url, request);
  await exchange.until('message_start');
  upstream.respond(plainAnswer);
  return { exchange, reply: replies[0] as Reply };
}

describe('headroom proxy', () => {
  it('has its first request in stats at once, while its engine still starts', async () => {
    upstream.respond(plainAnswer);
    const env = { HOME: folder, HEADROOM_HOME: path.join(folder, 'first') };
    const running = await startProgram(['proxy', '--port', '0', '--anthropic-url', upstream.url], { env });
    started.push(running);
    await send(await running.line(), request);
    const stats = await startProgram(['stats', '--json'], { env });
    expect(JSON.parse((await stats.ended).stdout)).toMatchObject({ requests: 1 });
  });

  it('--port 0 prints the URL that it listens on and nothing else, and books every answer before it ends', async () => {
    upstream.respond(plainAnswer);
    const running = await proxy('--port', '0');
    const url = await running.line();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await send(url, request)).status).toBe(200);
    running.child.kill('SIGINT');
    expect(await running.ended).toEqual({ code: 0, signal: null, stdout: `${url}\n`, stderr: '' });
    const stats = await startProgram(['stats', '--json'], { env: { HEADROOM_HOME: path.join(folder, 'state') } });
    expect(JSON.parse((await stats.ended).stdout)).toMatchObject({ requests: 1, failed: 0 });
  });

  it('names who holds a busy port, and ends with 1', async () => {
    const first = await proxy('--port', '0');
    const { port } = new URL(await first.line());
    const taken = await proxy('--port', port);
    const { code, stdout, stderr } = await taken.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(
        `^headroom: port ${port} is in use by headroom \\d+\\.\\d+\\.\\d+ \\(process ${first.child.pid}\\); [^\\n]+\\n$`,
      ),
    );
  });

  it.each([
    ['speaks another protocol', (socket: Socket) => void socket.end('SSH-2.0-other\r\n')],
    ['hangs up without a word', (socket: Socket) => void socket.on('error', () => {}).end()],
  ])('says so of a port whose holder %s', async (_, answer) => {
    const server = createServer(answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const other = String((server.address() as AddressInfo).port);
      const ended = await (await proxy('--port', other)).ended;
      expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(
        new RegExp(`^headroom: port ${other} is in use by another program; choose another with [^\\n]+\\n$`),
      );
    } finally {
      server.close();
    }
  });

  it('lets a stream come to its end after SIGTERM, and takes nothing new meanwhile', async () => {
    const running = await proxy('--port', '0');
    const url = await running.line();
    const { exchange, reply } = await beginStream(url);
    running.child.kill('SIGTERM');
    await expect.poll(() => send(url, request).then(({ status }) => status)).toBeNaN();
    expect(running.child.exitCode).toBeNull();
    await reply.chunk(delta('late') + finish);
    await reply.lastChunk();
    const response = await exchange.response;
    expect(response.text()).toBe(begin + delta('late') + finish);
    expect(response.complete).toBe(true);
    expect(await running.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('ends at once on a second signal', async () => {
    const running = await proxy('--port', '0');
    const url = await running.line();
    const { exchange, reply } = await beginStream(url);
    running.child.kill('SIGTERM');
    await expect.poll(() => send(url, request).then(({ status }) => status)).toBeNaN();
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 143, signal: null });
    const response = await exchange.response;
    expect(response.complete).toBe(false);
    expect(response.text()).toBe(begin);
    reply.close();
  });

  it.each([
    ['--host', '0.0.0.0'],
    ['--host', '192.168.1.1'],
    ['--port', '70000'],
    ['--anthropic-url', 'ftp://example.test'],
  ])('refuses %s %s in one line with 2, before it listens', async (...words) => {
    const { code, stdout, stderr } = await (await proxy('--port', '0', ...words)).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^headroom: ${words[0]}: expected [^\\n]+, found "${words[1]}"\\n$`));
  });

  it('answers 502 in the form of each API when an upstream is down', async () => {
    const running = await proxy('--port', '0', ...['anthropic', 'openai', 'gemini'].flatMap(down));
    const url = await running.line();
    const message = expect.stringMatching(/^headroom could not reach http:\/\/127\.0\.0\.1:1: .+/);
    const cases = [
      [claudeTarget, { type: 'error', error: { type: 'api_error', message } }],
      ['/v1/messages/count_tokens', { type: 'error', error: { type: 'api_error', message } }],
      ['/v1/chat/completions', { error: { message, type: expect.any(String), code: null, param: null } }],
      ['/v1/responses', { error: { message, type: expect.any(String), code: null, param: null } }],
      ['/v1beta/models/gemini-2.5-pro:generateContent', { error: { code: 502, message, status: expect.any(String) } }],
    ] as const;
    for (const [target, body] of cases) {
      const response = await send(url, { target, fields: claudeFields, body: request.body });
      expect(response.status, target).toBe(502);
      expect(response.field('content-type')).toContain('application/json');
      expect(JSON.parse(response.text()), target).toEqual(body);
    }
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

/** Nothing listens on port 1. */
const down = (name: string) => [`--${name}-url`, 'http://127.0.0.1:1'];
