import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  claudeFields,
  claudeRequest,
  claudeSession,
  claudeTarget,
  conversationOf,
  oneResult,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
  withBreakpoint,
  withoutResults,
} from '../harness/claude-shape.ts';
import { answerWith, startFakeUpstream } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { endToEnd, exchangeWith, useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();
const largeTurns = [2, 5, 6, 9];

/** Posts bodies one after the other and gives what the upstream saw. */
async function play(bodies: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  for (const body of bodies) seen.push(await proxied.body(body));
  return seen;
}

/** Plays sessions, interleaved, through a proxy of their own. */
async function playAlone(
  sessions: readonly (readonly string[])[],
  env: Record<string, string> = {},
  restartAt = -1,
): Promise<string[][]> {
  const upstream = await startFakeUpstream();
  const headroom = await startHeadroom({ upstream: upstream.url, env });
  try {
    const seen: string[][] = sessions.map(() => []);
    for (let turn = 0; turn < Math.max(...sessions.map(({ length }) => length)); turn++) {
      if (turn === restartAt) {
        await headroom.kill();
        await headroom.restart();
      }
      for (const [index, session] of sessions.entries()) {
        const body = session[turn];
        if (body === undefined) continue;
        const sent = await exchangeWith(headroom, upstream, { target: claudeTarget, fields: claudeFields, body });
        seen[index]?.push(sent.seen.text());
      }
    }
    return seen;
  } finally {
    await headroom.stop();
    await upstream.close();
  }
}

/** The raw text of a key's value in a compact body, up to the next key. */
function slice(body: string, from: string, to: string): string {
  const start = body.indexOf(from);
  const end = body.indexOf(to, start);
  expect(start).toBeGreaterThan(-1);
  expect(end).toBeGreaterThan(start);
  return body.slice(start, end);
}

describe('bytes', () => {
  it('T01 identity: a request without long output, and its answer, arrive as they left', async () => {
    const body = JSON.stringify(claudeRequest(withBreakpoint([...oneResult('t01', 'ok'), prompt('Thanks.')])));
    const fields = [
      ['Content-Type', 'text/event-stream; charset=utf-8'],
      ['Request-Id', 'req_1'],
      ['X-Odd', 'a,  b'],
      ['x-odd', 'c'],
    ] as const;
    const events = 'event: ping\ndata: {"type": "ping"}\n\n';
    proxied.upstream.respond(answerWith('200 OK', fields, events));
    const { response, seen } = await proxied.exchange({ target: claudeTarget, fields: claudeFields, body });
    expect(seen.line).toBe(`POST ${claudeTarget} HTTP/1.1`);
    expect(endToEnd(seen.fields)).toEqual(claudeFields);
    expect(seen.text()).toBe(body);
    expect(response.line).toBe('HTTP/1.1 200 OK');
    expect(endToEnd(response.fields)).toEqual(fields);
    expect(response.text()).toBe(events);
  });

  it('T02 odd bytes survive: only the characters of the one long string differ', async () => {
    const long = JSON.stringify(buildLog(2));
    const head = `{\n   "model": "claude-opus-4-8",   "n": [1.0, 1e5, 12345678901234567890, -0],\n   "s": "\\u00e9 é \\/ \\ud83e\\udd16", "s": 2,\n   "messages": [\n      {"role": "user", "content": "go"},\n      {"role":"assistant","content":[{"type":"tool_use","id":"t02","name":"Bash","input":{"command":"make"}}]},\n      {"role":"user", "content":[ {"type":"tool_result", "tool_use_id":"t02", "content": `;
    const tail = ` , "x": 1.50} ]}\n   ],\n   "unknown": {"a":1, "a":2},  "stream":true\n}\n`;
    const seen = await proxied.body(head + long + tail);
    expect(seen.startsWith(`${head}"`)).toBe(true);
    expect(seen.endsWith(`"${tail}`)).toBe(true);
    expect(seen.length).toBeLessThan(head.length + long.length * 0.7 + tail.length);
    expect(typeof JSON.parse(seen.slice(head.length, seen.length - tail.length))).toBe('string');
  });

  it('T12 tools untouched, T13 no invented fields, whatever is compressed', async () => {
    const tools: JsonObject[] = [
      {
        name: 'Zeta',
        input_schema: { type: 'object', properties: { title: {}, deprecated: {}, description: {} } },
        defer_loading: true,
        strict: true,
      },
      { type: 'tool_search_tool_regex_20251119', name: 'alpha' },
    ];
    for (const log of [buildLog(12), 'short']) {
      const body = JSON.stringify(claudeRequest(oneResult(`t12-${log.length}`, log), { tools }));
      const seen = await proxied.body(body);
      expect(slice(seen, '"tools":', ',"metadata":')).toBe(slice(body, '"tools":', ',"metadata":'));
      const bare = JSON.stringify({
        model: 'claude-opus-4-8',
        max_tokens: 5,
        messages: oneResult(`t13-${log.length}`, log),
      });
      expect(Object.keys(JSON.parse(await proxied.body(bare)))).toEqual(['model', 'max_tokens', 'messages']);
    }
  });

  it('T14 determinism: two processes in other places of the world send the same bytes', async () => {
    const bodies = claudeSession('t14', 6, [2, 4]);
    const [here] = await playAlone([bodies], { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    const [there] = await playAlone([bodies], { TZ: 'America/Los_Angeles', LANG: 'C', LC_ALL: 'C' });
    expect(here).toEqual(there);
    expect(here?.at(-1)?.length).toBeLessThan((bodies.at(-1)?.length ?? 0) * 0.7);
  });
});

describe('the prompt cache', () => {
  it('T03 prefix monotonicity: each body goes on where the one before stopped', async () => {
    const bodies = claudeSession('t03', 12, largeTurns);
    const seen = await play(bodies);
    for (let turn = 1; turn < seen.length; turn++) {
      const before = conversationOf(seen[turn - 1] as string);
      expect(conversationOf(seen[turn] as string).startsWith(before), `turn ${turn + 1}`).toBe(true);
    }
    expect(seen.at(-1)?.length).toBeLessThan((bodies.at(-1)?.length ?? 0) * 0.6);
    for (const [turn, body] of bodies.entries())
      expect(withoutResults(seen[turn] as string)).toEqual(withoutResults(body));
  });

  it('T04 restart in the middle, after a SIGKILL: the same bytes', async () => {
    const bodies = claudeSession('t04', 12, largeTurns);
    const [whole] = await playAlone([bodies]);
    const [restarted] = await playAlone([bodies], {}, 6);
    expect(restarted).toEqual(whole);
  });

  it('T05 no ageing: a result looks the same in turns 2, 3, 10 and 60', async () => {
    const bodies = claudeSession('t05', 60, []);
    const log = JSON.stringify(buildLog(5, 120)).slice(1, -1);
    const long = bodies.map((body) => body.replace('step 1: ok', () => log));
    const seen = await play([1, 2, 9, 59].map((turn) => long[turn] as string));
    const forms = seen.map((body) => resultsOf(body)[0]);
    expect(new Set(forms).size).toBe(1);
    expect((forms[0] as string).length).toBeLessThan(buildLog(5, 120).length * 0.9);
  });

  it('T06 no background improvement: pauses between turns change nothing', async () => {
    const bodies = claudeSession('t06', 8, largeTurns);
    const seen: string[] = [];
    for (const body of bodies) {
      seen.push(await proxied.body(body));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(await play(bodies)).toEqual(seen);
    const [quick] = await playAlone([bodies]);
    expect(seen).toEqual(quick);
  });

  it('T07 interleaved conversations: each sends what it sends alone', async () => {
    const sessions = ['main', 'one', 'two', 'three'].map((name) => claudeSession(`t07${name}`, 6, [2, 4]));
    const together = await playAlone(sessions);
    for (const [index, session] of sessions.entries()) expect(await play(session)).toEqual(together[index]);
  });

  it('T08 breakpoint on the newest block: it is compressed and keeps its cache_control', async () => {
    const log = buildLog(8);
    const body = JSON.stringify(claudeRequest(withBreakpoint(oneResult('t08', log))));
    const seen = await proxied.body(body);
    expect((resultsOf(seen)[0] as string).length).toBeLessThan(log.length * 0.7);
    expect(withoutResults(seen)).toEqual(withoutResults(body));
    expect(seen.match(/"cache_control"/g)).toHaveLength(3);
  });

  it('T09 four breakpoints stay four, T10 and every ttl stays as it is', async () => {
    const long = { type: 'ephemeral', ttl: '1h' };
    const tools = [{ name: 'Bash', input_schema: { type: 'object' }, cache_control: long }];
    const system = [{ type: 'text', text: 'You are an agent.', cache_control: long }];
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'Go.', cache_control: long }] },
      toolUse('t09', 'Bash', { command: 'make' }),
      toolResult('t09', buildLog(9), { cache_control: { type: 'ephemeral' } }),
    ];
    const body = JSON.stringify(claudeRequest(messages, { tools, system }));
    const seen = await proxied.body(body);
    expect(seen.length).toBeLessThan(body.length);
    expect(withoutResults(seen)).toEqual(withoutResults(body));
    expect(seen.match(/"cache_control"/g)).toHaveLength(4);
  });

  it('T11 cache_control inside a result’s content stays on its block', async () => {
    const content = [
      { type: 'text', text: buildLog(11), cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'exit 0' },
    ];
    const body = JSON.stringify(claudeRequest(oneResult('t11', content)));
    const seen = await proxied.body(body);
    const [result] = resultsOf(seen) as [typeof content];
    expect(result[0]?.text.length).toBeLessThan(buildLog(11).length * 0.7);
    expect(result[0]?.cache_control).toEqual({ type: 'ephemeral' });
    expect(result[1]).toEqual(content[1]);
    expect(withoutResults(seen)).toEqual(withoutResults(body));
  });

  it('T15 a block that was too much to compress stays as it is, in later turns and after a restart', async () => {
    const huge = `${'[build] compiled one more module\n'.repeat(150_000)}done\n`;
    const bodies = [oneResult('t15', huge), [...oneResult('t15', huge), prompt('And now?')]].map((messages) =>
      JSON.stringify(claudeRequest(messages)),
    );
    for (const body of bodies) expect((await proxied.body(body)) === body).toBe(true);
    await proxied.headroom.kill();
    await proxied.headroom.restart();
    for (const body of bodies) expect((await proxied.body(body)) === body).toBe(true);
  });
});
