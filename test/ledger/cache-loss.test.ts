import { describe, expect, it } from 'vitest';
import { cacheBooking } from '../../src/ledger/cache-loss.ts';
import type { CacheBefore, CacheFacts } from '../../src/model/cache.ts';
import type { Usage } from '../../src/model/usage.ts';
import { paidWrites as facts } from './model-facts.ts';

const minute = 60_000;
const usage = (part: Partial<Usage>): Usage => ({ uncached: 0, write: 0, writeLong: 0, read: 0, output: 9, ...part });
/** The request before: 10,000 tokens in 40,000 bytes, all of them kept. */
const before: CacheBefore = {
  usage: usage({ write: 1000, read: 9000 }),
  bytes: 40_000,
  sentBytes: 40_000,
  long: false,
};
/** A request that contains the one before whole and adds a tenth. */
const grown: CacheFacts = {
  bytes: 44_000,
  sameBytes: 40_000,
  couldBytes: 40_000,
  continues: true,
  pauseMs: minute,
  before,
  marked: true,
};
const book = (cache: Partial<CacheFacts>, receipt: Usage, selfCausedMiss = false) =>
  cacheBooking({ cache: { ...grown, ...cache }, selfCausedMiss }, receipt, facts);
const all = usage({ read: 10_000, write: 1000 });
const nothing = usage({ write: 11_000 });
const dollars = (tokens: number, each: number) => expect.closeTo((tokens * each) / 1e6, 9);

describe('what could come from the cache', () => {
  it('is what the request before left, and lost is nothing where all of it was read', () => {
    expect(book({}, all)).toEqual({ could: 10_000, read: 10_000, lifetime: { longer: dollars(1000, 3) } });
    expect(book({ marked: undefined }, all)).toEqual({ could: 10_000, read: 10_000 });
    // Providers count in steps; what little is missing says nothing.
    expect(book({ marked: undefined }, usage({ read: 9920, uncached: 1080 }))).toEqual({ could: 9920, read: 9920 });
    // Reads from elsewhere count no further than what was left here.
    expect(book({ marked: undefined }, usage({ read: 10_900, uncached: 100 }))?.read).toBe(10_000);
  });

  it('is nothing where no request went before, none is known, or all were too short to be kept', () => {
    expect(cacheBooking({ selfCausedMiss: false }, all, facts)).toBeUndefined();
    const first = {
      sameBytes: 0,
      couldBytes: 0,
      continues: false,
      before: undefined,
      pauseMs: undefined,
      marked: undefined,
    };
    expect(book(first, all)).toBeUndefined();
    const short = { ...before, usage: usage({ uncached: 500 }), bytes: 2000, sentBytes: 2000 };
    expect(book({ before: short, couldBytes: 2000, sameBytes: 2000 }, usage({ uncached: 600 }))).toEqual({
      could: 0,
      read: 0,
      short: true,
    });
    // A first request with writes of its own has a lifetime to weigh, and nothing that came again.
    expect(book({ ...first, marked: true }, usage({ write: 2000 }))).toEqual({
      could: 0,
      read: 0,
      lifetime: { longer: dollars(2000, 3) },
    });
  });

  it('is told by this receipt’s tokens a byte where the request before has none yet', () => {
    const open = { ...before, usage: undefined };
    expect(book({ before: open, marked: undefined }, usage({ uncached: 11_000 }))).toMatchObject({
      could: 10_000,
      read: 0,
    });
  });

  it('is the shared start of another conversation, by the bytes that went up', () => {
    const shortened = { ...before, bytes: 100_000 };
    const cache = { before: shortened, continues: false, sameBytes: 20_000, couldBytes: 20_000, marked: undefined };
    expect(book(cache, usage({ read: 4000, uncached: 3900 }))).toEqual({ could: 4000, read: 4000 });
    expect(book(cache, usage({ read: 3000, uncached: 4900 }))).toMatchObject({ could: 5000, read: 3000 });
    expect(book(cache, usage({ uncached: 7900 }))).toMatchObject({
      could: 5000,
      losses: { provider: { tokens: 5000 } },
    });
  });
});

describe('what was lost', () => {
  it('to a pause, from five minutes on, and from an hour on where that was the lifetime', () => {
    const pause = { tokens: 10_000, dollars: dollars(10_000, 4.6) };
    const lost = book({ pauseMs: 6 * minute }, nothing);
    expect(lost).toMatchObject({ could: 10_000, read: 0, losses: { pause }, pauseMs: 6 * minute });
    expect(lost?.losses).toEqual({ pause });
    // An hour's writes would have cost more for the new tenth only: the rest would still have been there.
    expect(lost?.lifetime?.longer).toEqual(dollars(1000, 3));
    expect(book({ pauseMs: 4 * minute }, nothing)?.losses).toEqual({ provider: pause });
    const long = { ...before, long: true };
    expect(book({ pauseMs: 6 * minute, before: long }, nothing)?.losses).toEqual({ provider: pause });
    expect(book({ pauseMs: 61 * minute, before: long }, nothing)?.losses).toEqual({ pause });
    const free = { pauseMs: 30 * minute, marked: undefined };
    expect(book(free, usage({ uncached: 11_000 }))?.losses).toEqual({
      provider: { tokens: 10_000, dollars: dollars(10_000, 3.6) },
    });
    expect(Object.keys(book({ ...free, pauseMs: 61 * minute }, usage({ uncached: 11_000 }))?.losses ?? {})).toEqual([
      'pause',
    ]);
  });

  it('to the agent’s own change, as far as the change threw it away', () => {
    const parted = { section: 'system', byte: 7, cause: 'text', names: [] } as const;
    const changed = { sameBytes: 8000, parted };
    expect(book(changed, usage({ read: 1500, write: 9500 }))).toMatchObject({
      could: 10_000,
      read: 1500,
      losses: { agent: { tokens: 8500, dollars: dollars(8500, 4.6) } },
      parted,
    });
    // After a pause the start would have been gone anyway.
    const late = book({ ...changed, pauseMs: 9 * minute }, nothing);
    expect(late?.losses).toMatchObject({ pause: { tokens: 2000 }, agent: { tokens: 8000 } });
  });

  it('to us, where we changed what had been sent', () => {
    expect(Object.keys(book({ reformed: true, pauseMs: 9 * minute }, nothing)?.losses ?? {})).toEqual(['headroom']);
    expect(Object.keys(book({}, nothing, true)?.losses ?? {})).toEqual(['headroom']);
  });

  it('because nobody asked', () => {
    const plain = { marked: false, before: { ...before, usage: usage({ uncached: 10_000 }) } };
    const unasked = { tokens: 10_000, dollars: dollars(10_000, 3.6) };
    expect(book(plain, usage({ uncached: 11_000 }))?.losses).toEqual({ unasked });
    expect(book({ ...plain, pauseMs: 9 * minute }, usage({ uncached: 11_000 }))?.losses).toEqual({ unasked });
    // Of a prompt that was asked for up to its middle, the second half was not.
    const half = { ...before, usage: usage({ write: 4000, uncached: 6000 }) };
    expect(book({ before: half }, usage({ read: 4000, uncached: 7000 }))?.losses).toEqual({
      unasked: { tokens: 6000, dollars: dollars(6000, 3.6) },
    });
    // What another conversation was kept for says nothing of the start that the two share.
    const other = { marked: false, continues: false, sameBytes: 8000, couldBytes: 8000 };
    expect(book(other, nothing)?.losses).toEqual({ unasked: { tokens: 2000, dollars: dollars(2000, 3.6) } });
    const missed = book({ before: half, pauseMs: 8 * minute }, usage({ write: 4000, uncached: 7000 }))?.losses;
    expect(missed).toMatchObject({ pause: { tokens: 4000 }, unasked: { tokens: 6000 } });
  });

  it('to the agent’s own change where nobody asked, behind the byte where the prompts part', () => {
    const parted = { section: 'system', byte: 7, cause: 'volatile', names: ['time'] } as const;
    const changed = { marked: false, sameBytes: 8000, parted };
    const plain = { ...changed, before: { ...before, usage: usage({ uncached: 10_000 }) } };
    const losses = {
      agent: { tokens: 8000, dollars: dollars(8000, 3.6) },
      unasked: { tokens: 2000, dollars: dollars(2000, 3.6) },
    };
    const receipt = usage({ uncached: 11_000 });
    expect(book(plain, receipt)).toEqual({ could: 10_000, read: 0, losses, parted });
    expect(book({ ...plain, pauseMs: 9 * minute }, receipt)?.losses).toEqual(losses);
    expect(book({ ...plain, sameBytes: 0 }, receipt)?.losses).toEqual({
      agent: { tokens: 10_000, dollars: dollars(10_000, 3.6) },
    });
    // Tools were asked for and read, so that only what comes between them and the change was not.
    const tools = { ...changed, before: { ...before, usage: usage({ write: 1500, uncached: 8500 }) } };
    expect(book(tools, usage({ read: 1500, uncached: 9500 }))?.losses).toMatchObject({
      agent: { tokens: 8000 },
      unasked: { tokens: 500 },
    });
    // What we had kept and the pause lost is the pause's; what nobody asked for lies between it and the change.
    expect(book({ ...tools, pauseMs: 9 * minute }, usage({ write: 1500, uncached: 9500 }))?.losses).toMatchObject({
      pause: { tokens: 1500 },
      agent: { tokens: 8000 },
      unasked: { tokens: 500 },
    });
    // A client that marks only its system prompt leaves the rest out whatever it changes.
    const some = { ...before, usage: usage({ write: 4000, uncached: 6000 }) };
    expect(
      book({ ...changed, marked: true, before: some }, usage({ write: 4000, uncached: 7000 }))?.losses,
    ).toMatchObject({ agent: { tokens: 4000 }, unasked: { tokens: 6000 } });
  });

  it('always adds up with what was read', () => {
    for (const marked of [true, false, undefined]) {
      for (const read of [0, 900, 5000, 9000, 12_000]) {
        for (const pauseMs of [0, 7 * minute, 90 * minute]) {
          for (const sameBytes of [0, 15_000, 40_000]) {
            const parted =
              sameBytes < 40_000 ? ({ section: 'tools', byte: 0, cause: 'tools', names: [] } as const) : undefined;
            const booking = book({ marked, pauseMs, sameBytes, parted }, usage({ read, write: 12_000 - read }));
            const lost = Object.values(booking?.losses ?? {}).reduce((sum, { tokens }) => sum + tokens, 0);
            expect(lost + (booking?.read ?? 0)).toBe(booking?.could);
          }
        }
      }
    }
  });
});

describe('a prompt just under the minimum', () => {
  it('is noted where it came back, whether its client asks, need not ask, or asks for nothing', () => {
    const short = (tokens: number) => ({
      couldBytes: 4 * tokens,
      sameBytes: 4 * tokens,
      before: { ...before, usage: usage({ uncached: tokens }), bytes: 4 * tokens, sentBytes: 4 * tokens },
    });
    const receipt = usage({ uncached: 1200 });
    const under = { tokens: 900, minimum: 1024, dollars: dollars(900, 3.6) };
    expect(book(short(900), receipt)).toEqual({ could: 0, read: 0, short: true, under });
    expect(book({ ...short(900), marked: undefined }, receipt)).toEqual({ could: 0, read: 0, short: true, under });
    expect(book({ ...short(900), marked: false }, receipt)).toEqual({ could: 0, read: 0, short: true, under });
    expect(book(short(600), receipt)).toEqual({ could: 0, read: 0, short: true });
  });
});

describe('a lifetime of an hour', () => {
  it('costs more for its writes, and saves what it bridges', () => {
    const long = { ...before, long: true };
    const receipt = usage({ read: 10_000, writeLong: 1000 });
    expect(book({ before: long }, receipt)?.lifetime).toEqual({ shorter: dollars(1000, 3) });
    const bridged = book({ before: long, pauseMs: 20 * minute }, receipt);
    expect(bridged?.lifetime).toEqual({ shorter: dollars(1000, 3), bridged: dollars(10_000, 4.6) });
    expect(bridged?.pauseMs).toBe(20 * minute);
    expect(book({ before: long, pauseMs: 20 * minute, marked: undefined }, receipt)?.lifetime).toBeUndefined();
  });
});
