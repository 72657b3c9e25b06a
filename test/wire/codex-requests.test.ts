import { readFileSync } from 'node:fs';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { answerWith, type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import { send } from '../harness/raw-client.ts';
import { buildErrors, buildLog } from '../harness/texts.ts';
import { rawZstd } from '../harness/zstd-frames.ts';

const proxied = useProxied();

const fields = [
  ['Authorization', 'Bearer test'],
  ['Content-Type', 'application/json'],
  ['Accept', 'text/event-stream'],
  ['originator', 'codex_exec'],
  ['session-id', '01a1'],
  ['x-codex-turn-metadata', '{"request_kind":"turn"}'],
  ['x-openai-internal-codex-responses-lite', 'true'],
] as const;

/** A request as Codex sends it. */
function codexRequest(input: readonly Json[]): JsonObject {
  return {
    model: 'gpt-6.1-sol',
    input,
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'low', context: 'all_turns' },
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: '01a1',
    text: { verbosity: 'low' },
    client_metadata: { turn: '1' },
  };
}

const call = (id: string, command: string) => ({
  type: 'function_call',
  id: `fc_${id}`,
  name: 'exec_command',
  arguments: `{ "cmd":  ${JSON.stringify(command)} }`,
  call_id: id,
});
const output = (id: string, text: Json) => ({
  type: 'function_call_output',
  id: `fco_${id}`,
  call_id: id,
  output: text,
});

async function post(body: string | Buffer, more: readonly (readonly [string, string])[] = []) {
  proxied.upstream.respond(
    answerWith('200 OK', [['content-type', 'application/json']], '{"id":"resp_1","object":"response","output":[]}'),
  );
  return proxied.exchange({ target: '/v1/responses', fields: [...fields, ...more], body });
}

/** What a body says once the text of its tool outputs is blanked. */
function withoutOutputs(body: string): Json {
  return JSON.parse(body, (key, value) =>
    key === 'output' ? (typeof value === 'string' ? '' : value.map(({ text: _, ...rest }: JsonObject) => rest)) : value,
  );
}

describe('Codex requests', () => {
  it('T43 encoded bodies: the very bytes when nothing is compressed, truthful plain JSON otherwise', async () => {
    const small = Buffer.from(JSON.stringify(codexRequest([call('t43', 'ls'), output('t43', 'a b c')])));
    const large = Buffer.from(JSON.stringify(codexRequest([call('t43L', 'make'), output('t43L', buildLog(43))])));
    const encoders: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
      ['deflate', deflateSync],
      ['zstd', (bytes) => rawZstd(bytes)],
      ['zstd', (bytes) => Buffer.concat([rawZstd(bytes.subarray(0, 100)), rawZstd(bytes.subarray(100))])],
    ];
    for (const [encoding, encode] of encoders) {
      const header = ['content-encoding', encoding] as const;
      const untouched = (await post(encode(small), [header])).seen;
      expect(untouched.body.equals(encode(small))).toBe(true);
      expect(endToEnd(untouched.fields)).toEqual([...fields, header]);
      const shortened = (await post(encode(large), [header])).seen;
      expect(shortened.field('content-encoding')).toBeUndefined();
      expect(endToEnd(shortened.fields)).toEqual(fields);
      expect(shortened.body.length).toBeLessThan(large.length * 0.7);
      expect(withoutOutputs(shortened.text())).toEqual(withoutOutputs(large.toString()));
    }
  });

  it('T43 broken and unknown encodings go through untouched, and a bomb costs less than 100 MB', async () => {
    const streamed = readFileSync(new URL('../fixtures/proxy/streamed.zst', import.meta.url));
    const bomb = rawZstd(200 * 1024 * 1024);
    const cases = [
      ['zstd', streamed.subarray(0, 3000)],
      ['zstd', Buffer.from('no zstd')],
      ['gzip', gzipSync('x').subarray(0, 10)],
      ['snappy', Buffer.from('whatever')],
      ['zstd', streamed],
      ['zstd', bomb],
    ] as const;
    const before = proxied.headroom.rss();
    for (const [encoding, bytes] of cases) {
      const { response, seen } = await post(bytes, [['content-encoding', encoding]]);
      expect(seen.body.equals(bytes)).toBe(true);
      expect(seen.field('content-encoding')).toBe(encoding);
      expect(response.status).toBe(200);
    }
    expect(proxied.headroom.rss() - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('T48 items of every kind stay as they are; only long output text may change', async () => {
    const long = buildLog(48);
    const kept: JsonObject[] = [
      { type: 'additional_tools', tools: [{ type: 'namespace', name: 'functions', description: long }] },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: long }] },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'input_text', text: long },
          { type: 'input_text', text: 'c' },
          { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content: long },
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        phase: 'commentary',
        content: [{ type: 'output_text', text: long }],
      },
      {
        type: 'function_call',
        id: 'fc_9',
        name: 'x',
        namespace: 'functions',
        arguments: '{ "a" :  1 , "b":"\\u00e9"}',
        call_id: 'c9',
      },
      {
        type: 'custom_tool_call',
        id: 'ctc_1',
        call_id: 'c10',
        name: 'apply_patch',
        input: '*** Begin Patch\n*** End Patch',
      },
      {
        type: 'local_shell_call',
        id: 'ls_1',
        call_id: 'c11',
        action: { type: 'exec', command: ['make'] },
        status: 'completed',
      },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
      { type: 'compaction', id: 'cmp_1', encrypted_content: long },
      { type: 'from_the_future', output_text: long, payload: { text: long } },
      { type: 'compaction_trigger' },
    ];
    const outputs = [
      call('t48a', 'make'),
      output('t48a', long),
      {
        type: 'custom_tool_call',
        id: 'ctc_2',
        status: 'completed',
        call_id: 't48b',
        name: 'exec',
        namespace: 'functions',
        input: 'const r = await tools.exec_command({cmd: "make"});\ntext(r.output);',
      },
      {
        type: 'custom_tool_call_output',
        id: 'ctco_2',
        call_id: 't48b',
        output: [
          { type: 'input_text', text: 'Script completed\n' },
          { type: 'input_text', text: long },
          { type: 'input_image', image_url: 'data:,' },
        ],
      },
    ];
    const sent = JSON.stringify(codexRequest([...kept, ...outputs]));
    const { seen } = await post(sent);
    for (const item of kept) expect(seen.text()).toContain(JSON.stringify(item));
    expect(withoutOutputs(seen.text())).toEqual(withoutOutputs(sent));
    const items = JSON.parse(seen.text()).input as { output?: string | { text?: string }[] }[];
    expect((items.at(-3)?.output as string | undefined)?.length).toBeLessThan(long.length * 0.7);
    const parts = items.at(-1)?.output as { text?: string }[];
    expect(parts[0]?.text).toBe('Script completed\n');
    expect(parts[1]?.text?.length).toBeLessThan(long.length * 0.7);
  });

  it('T49 lines that a patch could quote are whole and keep their indentation', async () => {
    const log = buildErrors(49)
      .map((error) => `\t  ${error}`)
      .join('\n');
    const text = `${buildLog(49)}${log}\n${buildLog(50)}`;
    const { seen } = await post(JSON.stringify(codexRequest([call('t49', 'make'), output('t49', text)])));
    const shortened = JSON.parse(seen.text()).input[1].output as string;
    const lines = new Set(text.split('\n'));
    const kept = shortened.split('\n').filter((line) => !line.startsWith('[headroom:'));
    expect(kept.filter((line) => !lines.has(line))).toEqual([]);
    for (const error of buildErrors(49)) expect(kept).toContain(`\t  ${error}`);
  });

  it('T50 headers and events come back as they are, in order, T51 and unknown headers go up', async () => {
    const events = [
      'response.created',
      'codex.response.metadata',
      'response.output_item.done',
      'response.incomplete',
      'response.failed',
    ]
      .map((type) => `event: ${type}\ndata: {"type":"${type}","response":{"id":"r"}}\n\n`)
      .join('');
    const answer = [
      ['content-type', 'text/event-stream'],
      ['x-codex-primary-used-percent', '12'],
      ['openai-processing-ms', '88'],
      ['x-request-id', 'q'],
    ] as const;
    proxied.upstream.respond(answerWith('200 OK', answer, events));
    const { response, seen } = await proxied.exchange({
      target: '/v1/responses',
      fields,
      body: JSON.stringify(codexRequest([])),
    });
    expect(endToEnd(response.fields)).toEqual(answer);
    expect(response.text()).toBe(events);
    expect(endToEnd(seen.fields)).toEqual(fields);
  });

  it('T52 Chat Completions of every shape pass; only tool messages may change', async () => {
    const long = buildLog(52);
    const kept: JsonObject[] = [
      { role: 'developer', content: long },
      { role: 'system', content: [{ type: 'text', text: long }] },
      {
        role: 'user',
        name: 'bob',
        content: [
          { type: 'text', text: long },
          { type: 'image_url', image_url: { url: 'data:,' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 't52', type: 'function', function: { name: 'bash', arguments: '{"command": "make"}' } },
          { id: 't52n', type: 'function', function: { name: 'bash', arguments: null } },
          { id: 't52o', type: 'function', function: { name: 'bash', arguments: { command: 'ls' } } },
        ],
      },
      { role: 'assistant', content: null, refusal: long },
      { role: 'assistant', content: [{ type: 'text', text: long }] },
      { role: 'unknown', content: long },
    ];
    const tools: JsonObject[] = [
      { role: 'tool', tool_call_id: 't52', content: long },
      { role: 'tool', tool_call_id: 't52o', content: [{ type: 'text', text: long }] },
      { role: 'tool', tool_call_id: 't52n', content: null },
    ];
    const sent = JSON.stringify({
      model: 'gpt-4.1',
      messages: [...kept, ...tools],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [
      '{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":""}}]}}]}',
      '{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}',
      '{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}',
      '[DONE]',
    ]
      .map((data) => `data: ${data}\n\n`)
      .join('');
    proxied.upstream.respond(answerWith('200 OK', [['content-type', 'text/event-stream']], chunks));
    const { response, seen } = await proxied.exchange({ target: '/v1/chat/completions', body: sent });
    expect(response.text()).toBe(chunks);
    const after = JSON.parse(seen.text());
    expect(after.messages.slice(0, kept.length)).toEqual(kept);
    expect({ ...after, messages: [] }).toEqual({ ...JSON.parse(sent), messages: [] });
    expect(after.messages[kept.length].content.length).toBeLessThan(long.length * 0.7);
    expect(after.messages.at(-1)).toEqual(tools.at(-1));
    for (const odd of [
      { messages: [] },
      { messages: [{ role: 'tool' }] },
      { messages: [{ role: 'function', name: 'f', content: 'x' }] },
      {},
    ]) {
      const body = JSON.stringify({ model: 'gpt-4.1', ...odd });
      expect((await proxied.exchange({ target: '/v1/chat/completions', body })).seen.text()).toBe(body);
    }
  });
});

describe('Codex upstreams', () => {
  let subscription: FakeUpstream;
  let api: FakeUpstream;
  let headroom: Headroom;

  beforeAll(async () => {
    subscription = await startFakeUpstream();
    api = await startFakeUpstream();
    const args = ['--chatgpt-url', `${subscription.url}/backend-api/codex`, '--openai-url', `${api.url}/v1`];
    headroom = await startHeadroom({ upstream: api.url, args });
  });
  afterAll(async () => {
    await headroom.stop();
    await subscription.close();
    await api.close();
  });

  it('T44 a subscription goes to its own upstream, an API key to the other, models included', async () => {
    const body = JSON.stringify(codexRequest([]));
    const account = [...fields, ['ChatGPT-Account-ID', 'acc_1']] as const;
    await send(headroom.url(), { target: '/v1/responses', fields: account, body });
    await send(headroom.url(), { method: 'GET', target: '/v1/models?client_version=0.169.0', fields: account });
    expect(subscription.requests.map(({ line }) => line)).toEqual([
      'POST /backend-api/codex/responses HTTP/1.1',
      'GET /backend-api/codex/models?client_version=0.169.0 HTTP/1.1',
    ]);
    expect(subscription.requests.every((request) => request.field('chatgpt-account-id') === 'acc_1')).toBe(true);
    expect(api.requests).toHaveLength(0);
    await send(headroom.url(), { target: '/v1/responses', fields, body });
    await send(headroom.url(), { method: 'GET', target: '/v1/models?client_version=0.169.0', fields });
    expect(api.requests.map(({ line }) => line)).toEqual([
      'POST /v1/responses HTTP/1.1',
      'GET /v1/models?client_version=0.169.0 HTTP/1.1',
    ]);
    expect(api.requests.some((request) => request.field('chatgpt-account-id') !== undefined)).toBe(false);
    expect(subscription.requests).toHaveLength(2);
  });
});
