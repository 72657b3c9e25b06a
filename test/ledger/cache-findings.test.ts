import { describe, expect, it } from 'vitest';
import { cacheHealth, describeFinding, renderCache } from '../../commands/ui/cache.ts';
import { findInCache } from '../../src/ledger/cache-findings.ts';
import { summarise } from '../../src/ledger/summarise.ts';
import type { CacheBooking, Parting } from '../../src/model/cache.ts';
import type { RequestRow } from '../../src/model/ledger.ts';

const minute = 60_000;
const plain: RequestRow = {
  ...{ time: 1, upstream: 'u', model: 'm', api: 'a', session: 's', project: 'p', failed: false, estimated: false },
  ...{ demo: false, tokensRemoved: 0, tokensRetrieved: 0, dollars: 0, addedMs: 1, byTool: {}, byKind: {} },
  ...{ leftAlone: {}, selfCausedMiss: false },
  usage: { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 },
};
const row = (cache: CacheBooking, api = 'an-api', model = 'a-model') => ({ api, model, cache });
const parted = (over: Partial<Parting> = {}): Parting => ({
  section: 'tools',
  byte: 1234,
  cause: 'volatile',
  names: ['uuid after "session"'],
  ...over,
});
const changed = (dollars: number, over?: Partial<Parting>) =>
  row({ could: 1000, read: 400, losses: { agent: { tokens: 600, dollars } }, parted: parted(over) });
const pause = (minutes: number, dollars: number, longer?: number) =>
  row({
    could: 1000,
    read: 0,
    losses: { pause: { tokens: 1000, dollars } },
    pauseMs: minutes * minute,
    ...(longer === undefined ? {} : { lifetime: { longer } }),
  });
const told = (rows: Parameters<typeof findInCache>[0]) => findInCache(rows).map(describeFinding);
const figures = (rows: readonly ReturnType<typeof row>[]) =>
  summarise(rows.map((each) => ({ ...plain, ...each }))).cache;

describe('findings', () => {
  it('are at most five, the most expensive first, and nothing that cost nothing', () => {
    const rows = [
      ...[1, 2, 3, 4, 5, 6].map((dollars) => changed(dollars, { names: [`uuid after "${dollars}"`] })),
      changed(0.00001, { names: ['x'] }),
    ];
    expect(findInCache(rows).map(({ dollars }) => dollars)).toEqual([6, 5, 4, 3, 2]);
    expect(findInCache([])).toEqual([]);
    expect(findInCache([{ model: 'm' }, row({ could: 5, read: 5 })])).toEqual([]);
  });

  it('join what changed in the same place for the same reason, wherever its byte has moved', () => {
    const rows = [changed(0.2), changed(0.3, { byte: 1240 }), changed(0.1, { section: 'system' })];
    expect(told(rows)).toEqual([
      'tools, byte 1,240: uuid after "session" had another value in 2 requests; 1,200 tokens had to be sent again',
      'system, byte 1,234: uuid after "session" had another value in 1 request; 600 tokens had to be sent again',
    ]);
    expect(told([changed(1, { cause: 'toolOrder', names: ['Bash', 'Read'] })])[0]).toContain(
      'the tools were in another order (from Bash, Read)',
    );
    expect(told([changed(1, { section: 'messages', cause: 'text', names: [] })])[0]).toContain(
      'an earlier message was changed',
    );
  });

  it('weigh pauses against an hour’s lifetime, where the client can ask for it', () => {
    const writes = row({ could: 0, read: 0, lifetime: { longer: 0.3 } });
    const findings = findInCache([pause(6, 0.2, 0.01), pause(47.5, 0.22, 0), pause(90, 0.1), writes]);
    expect(findings.map(({ requests }) => requests)).toEqual([2, 1]);
    expect(findings[0]).toMatchObject({ dollars: expect.closeTo(0.42, 9), hourDollars: expect.closeTo(0.31, 9) });
    expect(told([pause(6, 0.2, 0.01), pause(47.5, 0.22, 0), pause(90, 0.1), writes])).toEqual([
      '2 pauses of 6 to 48 minutes, longer than the provider caches a prompt; `ttl: 1h` would have cost $0.3100 more in writes',
      '1 pause of 90 minutes, longer than the provider caches a prompt',
    ]);
    expect(told([pause(61, 1), pause(600, 1)])[0]).toMatch(/^2 pauses of 61 minutes to 10 hours,/);
    expect(told([pause(140, 1), pause(610, 1)])[0]).toMatch(/^2 pauses of 2 to 10 hours,/);
    expect(told([pause(6.001, 1), pause(6.02, 1)])[0]).toMatch(/^2 pauses of 6 minutes,/);
    expect(told([pause(5.6, 1), pause(119.7, 1)])[0]).toMatch(/^2 pauses of 6 minutes to 2 hours,/);
  });

  it('weigh an hour’s lifetime against the pauses that it bridged', () => {
    const long = (shorter: number, bridged?: number) =>
      row({ could: 9, read: 9, lifetime: { shorter, ...(bridged === undefined ? {} : { bridged }) } });
    expect(findInCache([long(0.5), long(0.5, 0.1)])).toMatchObject([
      { kind: 'hours', requests: 2, dollars: 0.9, pauses: 1, bridgedDollars: 0.1 },
    ]);
    expect(findInCache([long(0.5, 0.9)])).toEqual([]);
    expect(told([long(0.5)])).toEqual([
      'writes for an hour (`ttl: 1h`) cost $0.5000 more than for five minutes and bridged no pause',
    ]);
  });

  it('name the model whose minimum was missed, and who missed what besides', () => {
    const under = (tokens: number) =>
      row({ could: 0, read: 0, under: { tokens, minimum: 4096, dollars: 0.01 } }, 'a', 'model-x');
    expect(told([under(3900), under(3500)])).toEqual([
      '2 requests to model-x continued 3,500 to 3,900 tokens, just under the 4,096 from which on it caches a prompt',
    ]);
    const lost = (cause: 'unasked' | 'provider' | 'headroom') =>
      row({ could: 9, read: 0, losses: { [cause]: { tokens: 9, dollars: 1 } } });
    expect(
      findInCache([lost('unasked'), lost('provider'), lost('headroom')])
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['headroom', 'provider', 'unasked']);
  });
});

describe('cache health', () => {
  const loss = (tokens: number) => ({ tokens, dollars: 0 });

  it('reads as a sentence that adds up', () => {
    const rows = [
      row({ could: 985_000, read: 940_000, losses: { unasked: loss(20_000), provider: loss(25_000) } }),
      row({ could: 15_000, read: 0, losses: { pause: loss(12_000), agent: loss(3000) } }),
    ];
    expect(cacheHealth(figures(rows))).toBe(
      'cache hits: 94 % of the tokens that could be read; cache misses caused by pauses 1.2 %, the agent’s own changes 0.3 %, headroom 0, no request for caching 2 %, the provider 2.5 %',
    );
    const few = [row({ could: 1_000_000, read: 999_900, losses: { agent: loss(90), provider: loss(10) } })];
    expect(cacheHealth(figures(few))).toBe(
      'cache hits: over 99.9 % of the tokens that could be read; cache misses caused by pauses 0, the agent’s own changes under 0.1 %, headroom 0',
    );
  });

  it('says why there was nothing to be had', () => {
    expect(cacheHealth(figures([]))).toBe('cache hits: none were possible, as no request continued an earlier one');
    const short = row({ could: 0, read: 0, short: true });
    expect(figures([short, short, row({ could: 0, read: 0, lifetime: { longer: 1 } })]).short).toBe(2);
    expect(cacheHealth(figures([short, short]))).toBe(
      'cache hits: none were possible, as what was repeated in 2 requests was shorter than the provider caches',
    );
    expect(cacheHealth(figures([short, row({ could: 9, read: 9 })]))).toMatch(/^cache hits: 100 % of the/);
  });

  it('stands above the shares of each API and the findings', () => {
    const rows = [
      row({ could: 1000, read: 1000 }, 'one'),
      row({ could: 3000, read: 1500, losses: { pause: { tokens: 1500, dollars: 0.5 } }, pauseMs: 9 * minute }, 'two'),
    ];
    expect(figures(rows).byApi).toEqual({ one: { could: 1000, read: 1000 }, two: { could: 3000, read: 1500 } });
    const text = renderCache(figures(rows), findInCache(rows));
    expect(text).toMatch(/^Cache hits: 62\.5 % of the tokens/);
    expect(text).toMatch(/^two +3,000 tokens +50 %$/m);
    expect(text).toMatch(/^ \$0\.5000 {2}1 pause of 9 minutes/m);
    expect(renderCache(figures([]), [])).toMatch(/Nothing to report\.$/);
    expect(renderCache(figures([row({ could: 9, read: 9 })]), [])).toMatch(/Nothing that cost anything\.$/);
  });
});
