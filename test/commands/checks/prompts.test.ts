import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkPrompts } from '../../../commands/checks/prompts.ts';
import type { PromptAlignment } from '../../../src/model/alignment.ts';
import type { CacheBooking } from '../../../src/model/cache.ts';
import { openStore } from '../../../src/store/open.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-prompts-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const now = Date.UTC(2026, 2, 20);
const name = { kind: 'iso8601', label: 'now' } as const;
const calm: PromptAlignment = { score: 90, tokens: [name], changed: [], fresh: true };

function book(daysAgo: number, alignment?: PromptAlignment, cache?: CacheBooking): void {
  const store = openStore({ folder: home, maxBytes: 1e9, maxDays: 30 });
  store.appendRequest({
    time: now - daysAgo * 86_400_000,
    api: 'a',
    upstream: 'u',
    model: 'm',
    session: 's',
    project: 'p',
    failed: false,
    estimated: false,
    demo: false,
    usage: { uncached: 1, write: 0, writeLong: 0, read: 0, output: 1 },
    tokensRemoved: 0,
    tokensRetrieved: 0,
    dollars: 0,
    addedMs: 1,
    byTool: {},
    byKind: {},
    leftAlone: {},
    selfCausedMiss: false,
    replaced: [],
    ...(alignment && { alignment }),
    ...(cache && { cache }),
  });
  store.close();
}

it('has nothing to check before the first request, and none of what is long past', () => {
  expect(checkPrompts(home, now)).toMatchObject({ status: 'skipped' });
  book(9, { ...calm, changed: [name] });
  expect(checkPrompts(home, now)).toMatchObject({ status: 'skipped' });
});

it('is calm where nothing changed, and warns where something did', () => {
  book(2);
  book(1, calm);
  expect(checkPrompts(home, now)).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^in the last 7 days cache hits: none were possible/),
  });
  book(0, { ...calm, changed: [name] });
  const { status, detail } = checkPrompts(home, now);
  expect(status).toBe('warning');
  expect(detail).toMatch(/^in the last 7 days 1 request came with another value [^\n]*: iso8601 after "now" \(1\)$/);
});

it('tells how the cache does, and warns of the most expensive finding that can be helped', () => {
  const parted = { section: 'tools', byte: 9, cause: 'toolOrder', names: ['a', 'b'] } as const;
  const lost = (cause: 'agent' | 'provider' | 'pause', dollars: number): CacheBooking => ({
    could: 1000,
    read: 500,
    losses: { [cause]: { tokens: 500, dollars } },
    ...(cause === 'agent' ? { parted } : {}),
  });
  book(1, undefined, lost('provider', 9));
  book(1, undefined, lost('pause', 8));
  book(1, undefined, lost('agent', 0.005));
  expect(checkPrompts(home, now)).toEqual({
    status: 'ok',
    name: 'prompt cache',
    detail:
      'in the last 7 days cache hits: 50 % of the tokens that could be read; cache misses caused by pauses 16.7 %, the agent’s own changes 16.7 %, headroom 0, the provider 16.7 %',
  });
  book(1, undefined, lost('agent', 0.2));
  expect(checkPrompts(home, now)).toMatchObject({
    status: 'warning',
    detail: expect.stringMatching(
      /^in the last 7 days \$0\.2050 were lost: tools, byte 9: the tools were in another order/,
    ),
  });
});

it('leaves a database that cannot be read to the check of the store', () => {
  writeFileSync(path.join(home, 'headroom.db'), 'no database '.repeat(1000));
  expect(checkPrompts(home, now)).toMatchObject({ status: 'skipped' });
});
