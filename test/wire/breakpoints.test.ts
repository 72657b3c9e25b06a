import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/ledger/summarise.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import {
  asLists,
  type Billed,
  billing,
  breakpoint,
  chatFields,
  chatMessages,
  chatRequest,
  chatTarget,
  fieldsOf,
  longText,
} from '../harness/chat-shape.ts';
import { resultsOf, toolResult, toolUse } from '../harness/claude-shape.ts';
import { type Proxied, useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

/** Posts a body and gives what went up. */
async function ask(on: Proxied, body: string, billed?: Billed, fields = chatFields): Promise<string> {
  on.upstream.respond(billing(billed));
  return (await on.exchange({ target: chatTarget, fields, body })).seen.text();
}

/** A body up to the end of its messages, without the keys of breakpoints. */
function start(body: string): string {
  return body.slice(0, body.lastIndexOf(']')).replaceAll(breakpoint, '');
}

const marksIn = (body: string) => body.split(breakpoint).length - 1;

describe('a program that asks for no caching', () => {
  const proxied = useProxied();

  it('gets a breakpoint at each new end, and at the one before', async () => {
    const bodies = [1, 2, 3].map((count) => chatRequest(chatMessages('chat', count)));
    const [first, second, third] = bodies as [string, string, string];
    const text = (number: number) => longText(`chat ${number}`);
    expect(await ask(proxied, first)).toBe(first);
    expect(await ask(proxied, second)).toBe(asLists(second, [[text(2), true]]));
    const sent = asLists(third, [
      [text(2), true],
      [text(3), true],
    ]);
    const { response, seen } = await proxied.exchange({ target: chatTarget, fields: chatFields, body: third });
    expect(seen.text()).toBe(sent);
    expect(seen.field('content-length')).toBe(String(Buffer.byteLength(sent)));
    expect(response.status).toBe(200);
  });

  it('does not wait for the output of another conversation to be shortened', async () => {
    // The planner's thread is there by then, and knows the conversation.
    await ask(proxied, chatRequest(chatMessages('hurry', 1)), undefined, fieldsOf('in a hurry'));
    const large = Array.from({ length: 40 }, (_, index) => buildLog(200 + index, 3000)).join('\n');
    const busy = chatRequest([
      { role: 'user', content: 'run it' },
      toolUse('toolu_busy', 'Bash', { command: 'make all' }),
      toolResult('toolu_busy', large),
    ]);
    const before = proxied.upstream.requests.length;
    proxied.upstream.respond(billing());
    const small = chatRequest(chatMessages('hurry', 2));
    const [first, second] = await Promise.all([
      proxied.open({ target: chatTarget, fields: fieldsOf('busy'), body: busy }).response,
      proxied.open({ target: chatTarget, fields: fieldsOf('in a hurry'), body: small }).response,
    ]);
    expect([first.status, second.status]).toEqual([200, 200]);
    const seen = proxied.upstream.requests.slice(before).map((request) => request.field('user-agent'));
    expect(seen).toEqual(['in a hurry', 'busy']);
  });

  it('has its tool output shortened in the same request', async () => {
    const messages: JsonObject[] = [{ role: 'user', content: longText('an agent') }];
    const seen: string[] = [];
    const log = buildLog(51, 300);
    for (let turn = 1; turn <= 4; turn++) {
      seen.push(await ask(proxied, chatRequest(messages), undefined, fieldsOf('an agent')));
      const id = `toolu_51_${turn}`;
      messages.push(toolUse(id, 'bash', { command: `make ${turn}`, cache_control: { type: 'ephemeral' } }));
      messages.push(toolResult(id, turn === 2 ? log : `step ${turn} is done`));
    }
    expect(seen.map(marksIn).map((count, turn) => count - turn)).toEqual([0, 1, 2, 2]);
    for (let turn = 1; turn < seen.length; turn++) {
      expect(start(seen[turn] as string).startsWith(start(seen[turn - 1] as string)), `turn ${turn + 1}`).toBe(true);
    }
    const third = JSON.parse(seen[2] as string);
    expect(third.messages.at(-1).content[0].cache_control).toEqual({ type: 'ephemeral' });
    expect(String(resultsOf(seen[2] as string)[1]).length).toBeLessThan(log.length * 0.7);
    expect(resultsOf(seen[3] as string)[1]).toBe(resultsOf(seen[2] as string)[1]);
  });

  it('may send its bodies encoded', async () => {
    const fields = [...fieldsOf('a thrifty program'), ['content-encoding', 'gzip'] as const];
    const [first, second] = [1, 2].map((count) => chatRequest(chatMessages('zip', count))) as [string, string];
    const zipped = gzipSync(first);
    proxied.upstream.respond(billing());
    const one = await proxied.exchange({ target: chatTarget, fields, body: zipped });
    expect(one.seen.body.equals(zipped)).toBe(true);
    expect(one.seen.field('content-encoding')).toBe('gzip');
    const two = await proxied.exchange({ target: chatTarget, fields, body: gzipSync(second) });
    expect(two.seen.field('content-encoding')).toBeUndefined();
    const { messages } = JSON.parse(two.seen.text());
    expect(messages.at(-1).content).toEqual([
      { type: 'text', text: longText('zip 2'), cache_control: { type: 'ephemeral' } },
    ]);
  });
});

describe('what breakpoints brought', () => {
  const proxied = useProxied();

  it('stands in the figures, apart from what shorter prompts saved, and by the provider’s receipts', async () => {
    const receipts: readonly Billed[] = [{ uncached: 3000 }, { write: 4000 }, { write: 500, read: 4000 }];
    for (const [index, billed] of receipts.entries()) {
      await ask(proxied, chatRequest(chatMessages('bill', index + 1)), billed);
    }
    // Asked first: the proxy books what is still waiting before it answers.
    const response = await proxied.open({ method: 'GET', target: '/stats' }).response;
    const { code, stdout } = await proxied.headroom.run(['stats', '--json']);
    expect(code).toBe(0);
    const figures = JSON.parse(stdout.toString()) as Summary;
    // At 5 dollars a million, a write costs 6.25 and a read 0.50.
    const second = -4000 * 1.25e-6;
    const third = 4000 * 4.5e-6 - 500 * 1.25e-6;
    expect(figures).toMatchObject({ requests: 3, netDollars: 0, tokensRemoved: 0 });
    expect(figures.breakpoints.requests).toBe(2);
    expect(figures.breakpoints.dollars).toBeCloseTo(second + third, 7);
    const told = JSON.parse(response.text());
    expect(isJsonObject(told) && told.breakpoints).toEqual(figures.breakpoints);
  });
});
