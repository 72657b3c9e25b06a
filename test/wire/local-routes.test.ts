import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { oneResult, resultsOf } from '../harness/claude-shape.ts';
import { handleIn } from '../harness/forms.ts';
import { type Running, startProgram } from '../harness/program.ts';
import { useProxied } from '../harness/proxied.ts';
import { type RawResponse, send } from '../harness/raw-client.ts';
import { buildErrors, buildLog } from '../harness/texts.ts';

const proxied = useProxied();
const jsonField = ['content-type', 'application/json'] as const;

const parse = (response: RawResponse) => JSON.parse(response.text()) as JsonObject;

async function ask(target: string, body?: string): Promise<RawResponse> {
  const before = proxied.upstream.requests.length;
  const method = body === undefined ? 'GET' : 'POST';
  const response = await proxied.open({ method, target, body, fields: body === undefined ? [] : [jsonField] }).response;
  expect(response.fields.filter(([name]) => /^access-control-/i.test(name))).toEqual([]);
  expect(proxied.upstream.requests.length).toBe(before);
  return response;
}

const compress = (body: Json) => ask('/v1/compress', JSON.stringify(body));

/** What `POST /v1/compress` gives back. */
type Answer = {
  readonly messages: readonly JsonObject[];
  readonly tokens_before: number;
  readonly tokens_after: number;
  readonly tokens_saved: number;
  readonly compression_ratio: number;
};

/** Checks the figures against one another, and that there was something to win. */
function checkFigures(answer: Answer): void {
  expect(answer.tokens_after).toBeLessThan(answer.tokens_before / 2);
  expect(answer.tokens_saved).toBe(answer.tokens_before - answer.tokens_after);
  expect(answer.compression_ratio).toBeCloseTo(answer.tokens_saved / answer.tokens_before, 10);
}

/** Asks for the original of a form, over HTTP. */
async function original(form: string): Promise<unknown> {
  const hash = handleIn(form) ?? 'none';
  const response = await ask(`/v1/retrieve/${hash}`);
  expect(response.status).toBe(200);
  const body = parse(response);
  expect(body.hash).toBe(hash);
  return body.original_content;
}

describe('our own routes', () => {
  it('/health tells facts of this machine only', async () => {
    // Its engine has opened the store by then.
    await ask('/stats');
    const response = await ask('/health');
    expect(response.status).toBe(200);
    expect(parse(response)).toEqual({
      service: 'headroom',
      version: JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
      pid: expect.any(Number),
      uptime: expect.any(Number),
      store: { status: 'ok', unbooked: 0, dropped: 0 },
    });
  });

  it('POST /v1/compress shortens messages in the form of Anthropic’s API', async () => {
    const log = buildLog(101);
    const messages = oneResult('local-1', log);
    const response = await compress({ model: 'claude-opus-4-8', messages });
    expect(response.status).toBe(200);
    const answer = parse(response) as Answer;
    checkFigures(answer);
    expect(answer.messages.slice(0, 2)).toEqual(messages.slice(0, 2));
    const [form] = resultsOf(JSON.stringify(answer)) as [string];
    for (const line of buildErrors(101)) expect(form).toContain(line);
    expect((await original(form)) === log).toBe(true);
    expect(parse(await compress({ model: 'claude-opus-4-8', messages }))).toEqual(answer);
  });

  it('POST /v1/compress shortens messages in the form of OpenAI’s API', async () => {
    const log = buildLog(102);
    const messages = [
      { role: 'user', content: 'Build it.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'shell', arguments: '{"command":"npm run build"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: log },
    ];
    const answer = parse(await compress({ model: 'gpt-4.1', messages })) as Answer;
    checkFigures(answer);
    expect(answer.messages.slice(0, 2)).toEqual(messages.slice(0, 2));
    const { content, ...rest } = answer.messages[2] as JsonObject;
    expect(rest).toEqual({ role: 'tool', tool_call_id: 'call_1' });
    expect((await original(String(content))) === log).toBe(true);
  });

  it('POST /v1/compress gives back what has nothing to shorten', async () => {
    const messages = [{ role: 'user', content: buildLog(103) }];
    const answer = parse(await compress({ model: 'm', messages })) as Answer;
    expect(answer.messages).toEqual(messages);
    expect(answer).toMatchObject({ tokens_saved: 0, compression_ratio: 0 });
    expect(answer.tokens_after).toBe(answer.tokens_before);
    expect(parse(await compress({ messages: [] }))).toMatchObject({ messages: [], tokens_saved: 0 });
  });

  it.each(['', 'no JSON', '[]', 'null', '{}', '{"messages":"all"}', '{"messages":{}}'])(
    'POST /v1/compress refuses a bad body with 400: %s',
    async (body) => {
      const response = await ask('/v1/compress', body);
      expect(response.status).toBe(400);
      expect(parse(response).error).toBe('expected a JSON object with a messages array');
    },
  );

  it.each(['0'.repeat(24), 'abc', 'hash=', '%2e%2e%2fheadroom.db', `${'0'.repeat(24)}/x`])(
    'GET /v1/retrieve answers 404 for what names nothing: %s',
    async (handle) => {
      const response = await ask(`/v1/retrieve/${handle}`);
      // A longer path is no route of ours, and goes nowhere else either.
      expect(response.status).toBe(404);
    },
  );

  it('GET /stats is JSON with the figures that the ledger has', async () => {
    const response = await ask('/stats?by=daily');
    expect(response.status).toBe(200);
    expect(response.field('content-type')).toContain('application/json');
    expect(parse(response)).toEqual({ version: 1, by: ['day'], period: {}, rows: [] });
    expect(parse(await ask('/stats'))).toMatchObject({ requests: 0, failed: 0, netTokens: 0 });
  });
});

describe('our own routes beside a wrapped agent', () => {
  /** Runs the agent that waits, and gives its proxy's URL. */
  async function wrapped(folder: string): Promise<{ running: Running; url: string; agent: number }> {
    const agent = fileURLToPath(new URL('../fixtures/agents/asking-agent.mjs', import.meta.url));
    mkdirSync(path.join(folder, 'bin'));
    symlinkSync(agent, path.join(folder, 'bin', 'claude'));
    const running = await startProgram(['wrap', '--anthropic-url', proxied.upstream.url, 'claude'], {
      cwd: folder,
      env: {
        PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env.PATH}`,
        HOME: folder,
        HEADROOM_HOME: path.join(folder, 'state'),
        FAKE_DO: 'wait',
      },
    });
    const { base, pid } = JSON.parse(await running.line()) as { base: string; pid: number };
    return { running, url: base, agent: pid };
  }

  it('all but /health want the token, which stands in a file for its owner alone', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-local-'));
    const { running, url, agent } = await wrapped(folder);
    try {
      const file = path.join(folder, 'state', 'run', `${new URL(url).port}.json`);
      const announced = JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string; pid: number };
      expect(announced).toMatchObject({ url, pid: running.child.pid });
      expect(announced.token).toMatch(/^[0-9a-f]{48}$/);
      expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
      expect((statSync(path.dirname(file)).mode & 0o777).toString(8)).toBe('700');

      const routes = [
        { method: 'GET', target: '/stats', status: 200 },
        { method: 'GET', target: `/v1/retrieve/${'0'.repeat(24)}`, status: 404 },
        { method: 'POST', target: '/v1/compress', body: '{"messages":[]}', status: 200 },
      ];
      const tokens = [undefined, '', 'wrong', announced.token.toUpperCase().replace(/^./, '-'), `${announced.token}0`];
      for (const { status, ...route } of routes) {
        for (const token of [...tokens, announced.token]) {
          const fields = token === undefined ? [] : [['x-headroom-token', token] as const];
          const response = await send(url, { ...route, fields });
          expect(response.status, `${route.target} ${token}`).toBe(token === announced.token ? status : 401);
          expect(response.fields.filter(([name]) => /^access-control-/i.test(name))).toEqual([]);
          if (token !== announced.token) expect(response.text()).not.toContain(announced.token);
        }
      }
      const health = await send(url, { method: 'GET', target: '/health' });
      expect(health.status).toBe(200);
      expect(health.text()).not.toContain(announced.token);
      process.kill(agent, 'SIGTERM');
      await running.ended;
      expect(() => statSync(file)).toThrow('ENOENT');
    } finally {
      running.child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
