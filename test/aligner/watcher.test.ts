import { describe, expect, it } from 'vitest';
import { apis } from '../../providers/apis/index.ts';
import { createCacheWatcher } from '../../src/aligner/watcher.ts';
import type { CacheFacts } from '../../src/model/cache.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { LedgerBlock } from '../../src/model/ledger.ts';
import type { Usage } from '../../src/model/usage.ts';
import { fixture } from '../providers/apis/fixture.ts';

const usage: Usage = { uncached: 4, write: 100, writeLong: 0, read: 900, output: 5 };
const minute = 60_000;

/** A proxy's thread in small: requests of one session, each answered before the next unless said otherwise. */
function session(api = 'anthropic-messages') {
  const watcher = createCacheWatcher();
  const adapter = apis.find((each) => each.api === api)!;
  let number = 0;
  let time = 0;
  const send = (
    body: unknown,
    how: {
      after?: number;
      name?: string;
      answer?: 'none' | 'begun' | 'failed';
      usage?: Usage;
      blocks?: readonly LedgerBlock[];
    } = {},
  ): CacheFacts => {
    const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const { stream: _, ...read } = adapter.read(raw);
    const requestId = String(++number);
    time += how.after ?? 1000;
    const request = { api, raw, ...read, session: how.name ?? 's' };
    const facts = watcher.observe(request, { requestId, time, sentBytes: raw.length, blocks: how.blocks ?? [] });
    if (how.answer === 'begun') watcher.begun(requestId);
    else if (how.answer !== 'none')
      watcher.ended(requestId, { usage: how.usage ?? usage, failed: how.answer === 'failed' });
    return facts as CacheFacts;
  };
  return { send, watcher };
}

const mark = { cache_control: { type: 'ephemeral' } };
const words = (seed: string, count = 60) => Array.from({ length: count }, (_, index) => `${seed}${index}`).join(' ');
const tool = (name: string, description = words(name)) => ({ name, description, input_schema: { type: 'object' } });

/** A conversation as Claude Code sends it: marks on the system prompt and on the last block, which moves. */
function claude(turns: number, over: JsonObject = {}): JsonObject {
  const messages = Array.from({ length: 2 * turns - 1 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: [{ type: 'text', text: words(`m${index}-`), ...(index === 2 * turns - 2 ? mark : {}) }],
  }));
  return {
    model: 'claude-opus-4-8',
    system: [{ type: 'text', text: words('system'), ...mark }],
    tools: [tool('Read'), tool('Bash'), tool('Edit')],
    messages,
    ...over,
  };
}

describe('a conversation that only grows', () => {
  it('could have the whole of the request before, whatever mark has moved', () => {
    const { send } = session();
    expect(send(claude(1))).toMatchObject({ sameBytes: 0, couldBytes: 0, continues: false, marked: true });
    const second = send(claude(2), { after: 90_000 });
    const third = send(claude(3), { after: 7 * minute });
    expect(second).toMatchObject({ continues: true, pauseMs: 90_000, before: { usage, long: false } });
    expect(second.couldBytes).toBe(second.before?.bytes);
    expect(third).toMatchObject({ couldBytes: second.bytes, sameBytes: second.bytes, pauseMs: 7 * minute });
    expect(second.parted ?? third.parted).toBeUndefined();
    expect(second.reformed ?? third.reformed).toBeUndefined();
  });

  it('of any API and of real clients', () => {
    for (const [name, file, list] of [
      ['anthropic-messages', 'claude', 'messages'],
      ['openai-chat', 'chat', 'messages'],
      ['openai-responses', 'codex', 'input'],
      ['gemini', 'gemini', 'contents'],
    ] as const) {
      const whole = JSON.parse(fixture(file).toString('utf8'));
      const { send } = session(name);
      const first = send({ ...whole, [list]: whole[list].slice(0, -2) });
      const second = send(whole);
      expect(second).toMatchObject({ continues: true, couldBytes: first.bytes, sameBytes: first.bytes });
      expect(second.marked).toBe(name === 'anthropic-messages' ? (second.marked as boolean) : undefined);
    }
  });

  it('knows the lifetime of its latest writes', () => {
    const { send } = session();
    send(claude(1), { usage: { ...usage, write: 0, writeLong: 100 } });
    expect(send(claude(2), { usage: { ...usage, write: 0 } }).before?.long).toBe(true);
    expect(send(claude(3), { usage: { ...usage, writeLong: 50 } }).before?.long).toBe(true);
    expect(send(claude(4)).before?.long).toBe(false);
  });

  it('goes on from the latest request that was answered, not from one under way or refused', () => {
    const { send } = session();
    const first = send(claude(1));
    send(claude(2), { answer: 'none' });
    expect(send(claude(3)).couldBytes).toBe(first.bytes);
    const { send: again } = session();
    again(claude(1), { answer: 'failed' });
    expect(again(claude(1)).couldBytes).toBe(0);
    const same = again(claude(1));
    expect(same.couldBytes).toBe(same.bytes);
    const { send: parallel } = session();
    parallel(claude(1), { answer: 'begun' });
    expect(parallel(claude(2)).couldBytes).toBeGreaterThan(0);
  });

  it('tells where a form of ours was not repeated', () => {
    const block = (key: string): LedgerBlock => ({
      key,
      tool: 't',
      kind: 'log',
      removed: 9,
      retrieved: false,
      depth: 0,
    });
    const { send } = session();
    send(claude(1), { blocks: [block('a')] });
    expect(send(claude(2), { blocks: [block('a'), block('b')] }).reformed).toBeUndefined();
    expect(send(claude(3), { blocks: [block('a'), block('c'), block('d')] }).reformed).toBe(true);
    expect(send(claude(4), { blocks: [block('a')] }).reformed).toBe(true);
  });
});

describe('a change in the head', () => {
  const system = (text: string) => ({
    system: [{ type: 'text', text: `${words('s')}\n${text}\n${words('t')}`, ...mark }],
  });

  it('is named by kind and label where it is a volatile token, with its byte', () => {
    const { send } = session();
    const first = send(claude(2, system('session: 0f0f0f0f-1111-4222-8333-444444444444')));
    const facts = send(claude(3, system('session: 0f0f0f0f-1111-4222-8333-555555555555')));
    expect(facts.parted).toEqual({
      section: 'system',
      byte: '{"type":"text","text":"'.length + words('s').length + '\\nsession: 0f0f0f0f-1111-4222-8333-'.length,
      cause: 'volatile',
      names: ['uuid after "session"'],
    });
    expect(facts.continues).toBe(true);
    expect(facts.couldBytes).toBe(first.bytes);
    expect(facts.sameBytes).toBeLessThan(first.bytes / 2);
    expect(JSON.stringify(facts)).not.toContain('5555');
  });

  it('is told by its byte in the body, wherever the mark stands', () => {
    const marked = (text: string) => ({ system: [{ ...mark, type: 'text', text: `at ${text} ${words('t')}` }] });
    const { send } = session();
    send(claude(2, marked('2026-03-01')));
    const next = marked('2026-04-01');
    const { parted } = send(claude(3, next));
    expect(JSON.stringify(next.system).slice(1 + (parted?.byte ?? 0), 5 + (parted?.byte ?? 0))).toBe('4-01');
  });

  it('is a counter where a number grew, and mere text where it fell', () => {
    const { send } = session();
    send(claude(2, system('tokens used: 99')));
    expect(send(claude(3, system('tokens used: 1204'))).parted).toMatchObject({
      cause: 'counter',
      names: ['number after "tokens used"'],
    });
    expect(send(claude(4, system('tokens used: 17'))).parted).toMatchObject({ cause: 'text', names: [] });
  });

  it('is found in tools, in their order, and in what was added to them', () => {
    const { send } = session();
    const first = send(claude(2));
    const order = send(claude(3, { tools: [tool('Bash'), tool('Read'), tool('Edit')] }));
    expect(order.parted).toEqual({
      section: 'tools',
      byte: order.parted?.byte,
      cause: 'toolOrder',
      names: ['Bash', 'Read'],
    });
    expect([order.sameBytes, order.continues, order.couldBytes]).toEqual([0, true, first.bytes]);
    const tools = [tool('Bash'), tool('Read'), tool('Edit')];
    expect(send(claude(4, { tools: [...tools, tool('Extra')] })).parted).toMatchObject({
      section: 'tools',
      cause: 'tools',
      names: ['Extra'],
    });
    const dated = (day: number) => [
      tool('Bash'),
      tool('Read', `${words('r')}.\nAs of 2026-03-0${day}\nread "files"`),
      tool('Edit'),
    ];
    send(claude(5, { tools: dated(1) }));
    const facts = send(claude(6, { tools: dated(2) }));
    expect(facts.parted).toMatchObject({ cause: 'volatile', names: ['iso8601 after "As of"'], section: 'tools' });
    const raw = Buffer.from(JSON.stringify(dated(2)));
    expect(raw.subarray((facts.parted?.byte ?? 0) + 1).toString('utf8')).toMatch(/^2\\nread/);
  });

  it('counts where a program goes to and fro between two heads', () => {
    const { send } = session();
    const other = { tools: [tool('Bash'), tool('Read'), tool('Edit')] };
    send(claude(1));
    const second = send(claude(2));
    expect(send(claude(3, other)).couldBytes).toBe(second.bytes);
    const back = send(claude(4));
    expect(back).toMatchObject({ continues: true, parted: { cause: 'toolOrder' } });
    expect(back.couldBytes).toBeGreaterThan(second.bytes);
  });

  it('counts for a program that asks one question after the other, where it is volatile', () => {
    const ask = (question: string, now: string) => ({
      model: 'm',
      system: `It is ${now}. ${words('s', 300)}`,
      messages: [{ role: 'user', content: question }],
    });
    const { send } = session();
    send(ask('why', '2026-03-01 10:00:00'));
    const facts = send(ask('how', '2026-03-01 10:00:07'));
    expect(facts).toMatchObject({ continues: false, marked: false, parted: { cause: 'volatile' } });
    expect(facts.couldBytes).toBeGreaterThan(1000);
  });

  it('in settings is told from one in the text', () => {
    const { send } = session();
    send(claude(2));
    const facts = send(claude(3, { tool_choice: { type: 'any' } }));
    expect(facts).toMatchObject({ continues: true, parted: { section: 'messages', byte: 0, cause: 'settings' } });
  });
});

describe('what is no change of the conversation', () => {
  it('is going back to an earlier turn and on from there', () => {
    const { send } = session();
    send(claude(2));
    const third = send(claude(3));
    for (const turns of [4, 5, 6]) send(claude(turns));
    const messages = (claude(4).messages as JsonObject[]).slice(0, -1);
    const facts = send(
      claude(4, { messages: [...messages, { role: 'user', content: [{ type: 'text', text: 'otherwise', ...mark }] }] }),
    );
    expect(facts.parted).toBeUndefined();
    expect(facts.couldBytes).toBeLessThanOrEqual(third.bytes);
  });

  it('is another one that shares tools: it could have what was kept there', () => {
    const { send } = session();
    send(claude(3));
    const helper = claude(1, {
      system: [{ type: 'text', text: words('helper') }],
      messages: [{ role: 'user', content: 'go' }],
    });
    expect(send(helper)).toMatchObject({ continues: false, couldBytes: 0 });
    const sibling = send(
      claude(1, { messages: [{ role: 'user', content: [{ type: 'text', text: 'other', ...mark }] }] }),
    );
    expect(sibling).toMatchObject({ continues: false });
    expect(sibling.couldBytes).toBe(sibling.sameBytes);
    expect(sibling.couldBytes).toBeGreaterThan(1000);
    expect(sibling.parted).toBeUndefined();
    const main = send(claude(4));
    expect(main).toMatchObject({ continues: true });
    expect(main.couldBytes).toBeGreaterThan(sibling.couldBytes);
  });

  it('is asking for a title with what the user said', () => {
    const said = { role: 'user', content: [{ type: 'text', text: words('said', 500) }] };
    const { send } = session();
    send({ model: 'claude-opus-4-8', system: 'title', messages: [{ role: 'user', content: 'Name this:' }, said] });
    const first = send(claude(1, { messages: [said] }));
    expect([first.continues, first.couldBytes, first.parted]).toEqual([false, 0, undefined]);
  });

  it('is a compaction, and a request of another model or session', () => {
    const { send } = session();
    send(claude(9));
    const compacted = send(
      claude(1, { messages: [{ role: 'user', content: [{ type: 'text', text: words('summary'), ...mark }] }] }),
    );
    expect(compacted).toMatchObject({ continues: false });
    expect(compacted.couldBytes).toBe(compacted.sameBytes);
    expect(compacted.parted).toBeUndefined();
    const kept = (claude(9).messages as JsonObject[]).slice(-2);
    const summary = { role: 'user', content: [{ type: 'text', text: words('short') }] };
    const trimmed = send(claude(1, { messages: [summary, ...kept] }));
    expect(trimmed).toMatchObject({ continues: false, couldBytes: trimmed.sameBytes });
    expect(send(claude(10, { model: 'claude-haiku-4-5' })).couldBytes).toBe(0);
    expect(send(claude(10), { name: 'other' }).couldBytes).toBe(0);
  });
});

describe('a change in the middle', () => {
  it('is leaving out the oldest messages with every turn', () => {
    const { send } = session();
    const turns = (from: number) => claude(8, { messages: (claude(8).messages as JsonObject[]).slice(from, from + 9) });
    const first = send(turns(0));
    const facts = send(turns(2));
    expect(facts).toMatchObject({ continues: true, parted: { section: 'messages', byte: 0, cause: 'text' } });
    expect(facts.couldBytes).toBeGreaterThan(first.bytes / 2);
  });

  it('throws away what comes after it, and what was put in is not counted', () => {
    const { send } = session();
    const before = claude(6);
    const { bytes } = send(before);
    const messages = (claude(7).messages as JsonObject[]).map((message, index) =>
      index === 2 ? { role: 'user', content: [{ type: 'text', text: 'old result cleared' }] } : message,
    );
    const facts = send(claude(7, { messages }));
    expect(facts.parted).toMatchObject({ section: 'messages', cause: 'text' });
    expect(facts.continues).toBe(true);
    expect(facts.couldBytes).toBeLessThan(bytes);
    expect(facts.couldBytes).toBeGreaterThan(bytes * 0.9);
    expect(facts.sameBytes).toBeLessThan(bytes * 0.6);
    const raw = Buffer.from(JSON.stringify(messages));
    const first = raw.indexOf('{"type"');
    expect(raw.subarray(first + (facts.parted?.byte ?? 0)).toString('utf8')).toMatch(
      /^\{"type":"text","text":"old result/,
    );
  });
});

describe('the watcher', () => {
  it('has nothing to say of a prompt that is not whole, and survives one that cannot be read', () => {
    const { send, watcher } = session('openai-responses');
    expect(
      send({ model: 'm', previous_response_id: 'r', input: [{ type: 'message', role: 'user', content: 'a' }] }),
    ).toBeUndefined();
    const broken = { api: 'a', model: 'm', raw: Buffer.alloc(0), blocks: [], conversation: [0, 0] as const };
    const prompt = [
      {
        section: 'messages' as const,
        get span(): readonly [number, number] {
          throw new Error('no');
        },
      },
    ];
    expect(
      watcher.observe({ ...broken, prompt }, { requestId: 'x', time: 0, sentBytes: 0, blocks: [] }),
    ).toBeUndefined();
    watcher.begun('unknown');
    watcher.ended('unknown', { usage, failed: false });
  });

  it('keeps few requests of few sessions', () => {
    const { send } = session();
    const first = send(claude(1), { name: 'first' });
    for (let index = 0; index < 70; index++) send(claude(1), { name: `s${index}` });
    expect(send(claude(2), { name: 's69' }).couldBytes).toBe(first.bytes);
    expect(send(claude(2), { name: 'first' }).couldBytes).toBe(0);
  });

  it('goes through the latest few where many stand equally close, on the thread that forwards', () => {
    const talk = (name: string, from: number) =>
      claude(6, {
        messages: (claude(6).messages as JsonObject[])
          .map(({ role }, index) => ({ role, content: `${name} ${words(`${index}-`)}` }))
          .slice(from),
      });
    for (const others of [7, 8]) {
      const { send } = session();
      send(talk('first', 0));
      for (let index = 0; index < others; index++) send(talk(`other ${index}`, 0));
      expect(send(talk('first', 2)).continues).toBe(others === 7);
    }
    // Of those that went further than the one that it contains whole, too.
    for (const others of [7, 8]) {
      const { send } = session();
      const open = (claude(1).messages as JsonObject[])[0] as JsonObject;
      const branch = (name: string, turns: number) => {
        const { messages } = talk(name, 0) as { messages: JsonObject[] };
        return claude(1, { messages: [open, ...messages.slice(1, turns)] });
      };
      send(claude(1, { messages: [open] }));
      send({ ...branch('first', 9), tools: [tool('Other')] });
      for (let index = 0; index < others; index++) send({ ...branch(`other ${index}`, 9), tools: [tool('Other')] });
      expect(send(branch('first', 11)).parted?.section).toBe(others === 7 ? 'tools' : undefined);
    }
  });

  it('finds each of many conversations that take turns', () => {
    const { send } = session();
    const talk = (name: string, turns: number) => {
      const plain = (claude(turns).messages as JsonObject[]).map(({ role }, index) => ({
        role,
        content: `${name} ${words(`${index}-`)}`,
      }));
      return claude(turns, { messages: plain });
    };
    for (let turn = 1; turn <= 6; turn++) {
      for (let index = 0; index < 20; index++) {
        const facts = send(talk(`c${index}`, turn));
        if (turn > 1) expect(facts.couldBytes).toBe(facts.before?.bytes);
      }
    }
  });
});
