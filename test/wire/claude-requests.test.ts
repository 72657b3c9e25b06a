import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import {
  claudeFields,
  claudeRequest,
  claudeTarget,
  claudeTools,
  oneResult,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
  withBreakpoint,
} from '../harness/claude-shape.ts';
import { plainAnswer } from '../harness/fake-upstream.ts';
import { endToEnd, useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();

describe('Claude requests', () => {
  it('T16 the system blocks, the billing line among them, stay as they are', async () => {
    const { sent, seen } = await proxied.messages(oneResult('t16', buildLog(16)));
    const system = (body: string) => body.slice(body.indexOf('"system":['), body.indexOf('"tools":['));
    expect(system(seen)).toBe(system(sent));
    expect(seen.length).toBeLessThan(sent.length);
  });

  it('T17 betas, T18 and headers that nobody knows, go up as they came, session by session', async () => {
    const more = [
      [['anthropic-beta', 'context-1m-2025-08-07,zz-unknown-2031-01-01,effort-2025-11-24']],
      [['anthropic-beta', 'effort-2025-11-24']],
      [
        ['x-claude-code-agent-id', 'a1'],
        ['x-claude-code-parent-agent-id', 'a0'],
        ['anthropic-new-thing', 'x=1; y'],
        ['anthropic-client-platform', 'Linux'],
        ['X-Stainless-Retry-Count', '0'],
        ['Authorization', 'Bearer test'],
        ['Accept-Encoding', 'gzip, deflate, br, zstd'],
      ],
    ] as const;
    proxied.upstream.respond(plainAnswer);
    for (const fields of more) {
      for (const log of [buildLog(17), 'short']) {
        const body = JSON.stringify(claudeRequest(oneResult(`t17-${log.length}`, log)));
        const all = [...claudeFields.filter(([name]) => name !== 'anthropic-beta'), ...fields];
        const { seen } = await proxied.exchange({ target: claudeTarget, fields: all, body });
        expect(endToEnd(seen.fields)).toEqual(all);
      }
    }
  });

  it('T19 thinking with its signatures stays byte for byte, and both results after it are compressed', async () => {
    const assistant = {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'First\u2026 é', signature: 'EqQB/+abc==' },
        { type: 'tool_use', id: 't19a', name: 'Bash', input: { command: 'npm run build' } },
        { type: 'thinking', thinking: '', signature: 'Zm9v/b+r=' },
        { type: 'tool_use', id: 't19b', name: 'Bash', input: { command: 'npm test' } },
        { type: 'redacted_thinking', data: 'AAAA+/==' },
      ],
    };
    const results = [toolResult('t19a', buildLog(19)), toolResult('t19b', buildLog(20))].flatMap(
      ({ content }) => content as Json[],
    );
    const { sent, seen } = await proxied.messages([prompt('Go.'), assistant, { role: 'user', content: results }]);
    expect(seen).toContain(JSON.stringify(assistant));
    for (const [index, result] of resultsOf(seen).entries()) {
      expect((result as string).length).toBeLessThan((resultsOf(sent)[index] as string).length * 0.7);
    }
  });

  it('T20 index stability: no block and no message is ever taken out', async () => {
    const log = buildLog(21);
    const messages = [prompt('Go.')];
    for (let round = 0; round < 5; round++) {
      messages.push(toolUse(`t20-${round}`, 'Bash', { command: 'make' }), toolResult(`t20-${round}`, log));
    }
    const { seen } = await proxied.messages(withBreakpoint(messages));
    const counts = (JSON.parse(seen).messages as JsonObject[]).map(({ content }) => (content as Json[]).length);
    expect(counts).toEqual(messages.map(({ content }) => (content as Json[]).length));
  });

  it('T21 system messages in the middle of a conversation stay in place', async () => {
    const log = buildLog(22);
    const system = { role: 'system', content: [{ type: 'text', text: log, cache_control: { type: 'ephemeral' } }] };
    const empty = { role: 'system', content: [], output_config: { effort: 'low' } };
    const { seen } = await proxied.messages([
      ...oneResult('t21', log),
      system,
      empty,
      { role: 'system', content: log },
    ]);
    expect(seen).toContain(JSON.stringify(system));
    expect(seen).toContain(JSON.stringify(empty));
    expect(seen).toContain(JSON.stringify({ role: 'system', content: log }));
  });

  it('T22 blocks of server tools, documents, images and unknown types stay as they are', async () => {
    const long = buildLog(23);
    const blocks = [
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'q' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 's1',
        content: [{ type: 'web_search_result', encrypted_content: long, url: 'u' }],
      },
      {
        type: 'tool_search_tool_result',
        tool_use_id: 's2',
        content: { tool_references: [{ type: 'tool_reference', tool_name: 'X' }] },
      },
      { type: 'mcp_tool_use', id: 'm1', name: 'x', server_name: 'y', input: {} },
      {
        type: 'code_execution_tool_result',
        tool_use_id: 's3',
        content: { type: 'code_execution_result', stdout: long, return_code: 0 },
      },
      { type: 'container_upload', file_id: 'f' },
      { type: 'from_the_future', payload: { text: long } },
    ];
    const user = [
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: long } },
      { type: 'search_result', source: 's', title: 't', content: [{ type: 'text', text: long }] },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
    ];
    const messages = [
      { role: 'assistant', content: blocks },
      { role: 'user', content: user },
    ];
    const alone = JSON.stringify(claudeRequest([prompt('Go.'), ...messages]));
    expect((await proxied.body(alone)) === alone).toBe(true);
    const { seen } = await proxied.messages([...oneResult('t22', long), ...messages]);
    for (const block of [...blocks, ...user]) expect(seen).toContain(JSON.stringify(block));
  });

  it('T25 what the user wrote or was told is sacred', async () => {
    const rows = JSON.stringify(Array.from({ length: 800 }, (_, id) => ({ id, name: `row ${id}`, state: 'open' })));
    const texts = [
      rows,
      `<system-reminder>\n# CLAUDE.md\n\`\`\`sh\n${buildLog(28)}\`\`\`\n</system-reminder>`,
      `<command-message>review</command-message>\n${buildLog(29)}`,
      `Base directory for this skill: /x\n\n${buildLog(30)}`,
    ];
    const content = texts.map((text) => ({ type: 'text', text }));
    const body = JSON.stringify(
      claudeRequest([
        { role: 'user', content },
        { role: 'user', content: rows },
      ]),
    );
    expect((await proxied.body(body)) === body).toBe(true);
  });

  it('T36 count_tokens goes up as it is', async () => {
    const { messages, model, tools } = claudeRequest(oneResult('t36', buildLog(36)));
    const body = JSON.stringify({ model, messages, tools });
    const target = '/v1/messages/count_tokens?beta=true';
    proxied.upstream.respond(plainAnswer);
    const { response, seen } = await proxied.exchange({ target, fields: claudeFields, body });
    expect(seen.target).toBe(target);
    expect(seen.text() === body).toBe(true);
    expect(response.status).toBe(200);
  });

  it('T41 side requests with other or no tools get the same transcript, and no tool is ever added', async () => {
    const messages = oneResult('t41', buildLog(41));
    const { seen: main } = await proxied.messages(messages);
    for (const tools of [[], claudeTools.slice(0, 2)]) {
      const { seen } = await proxied.messages([...messages, prompt('Name this conversation.')], {
        tools,
        model: 'claude-haiku-4-5',
      });
      expect(resultsOf(seen)).toEqual(resultsOf(main));
      expect(seen).not.toMatch(/headroom_retrieve|mcp__headroom/);
    }
  });

  it('T42 huge requests pass: 25 MB, 600 messages, 300 tools', async () => {
    const tools = Array.from({ length: 300 }, (_, index) => ({ ...claudeTools[0], name: `tool_${index}` }));
    const messages = [prompt('Go.')];
    for (let round = 0; round < 300; round++) {
      messages.push(
        toolUse(`t42-${round}`, 'Read', { file_path: `/x/${round}` }),
        toolResult(`t42-${round}`, `${round} ${'code '.repeat(17_000)}`),
      );
    }
    const body = JSON.stringify(claudeRequest(messages, { tools }));
    expect(body.length).toBeGreaterThan(25_000_000);
    expect((await proxied.body(body)) === body).toBe(true);
  });
});
