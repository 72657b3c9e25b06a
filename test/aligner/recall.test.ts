import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anthropicMessages } from '../../providers/apis/anthropic-messages/adapter.ts';
import { createCacheWatcher } from '../../src/aligner/watcher.ts';
import { createBooking } from '../../src/ledger/booking.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { RequestRow } from '../../src/model/ledger.ts';
import type { Usage } from '../../src/model/usage.ts';
import { openStore, type Store } from '../../src/store/open.ts';

const minute = 60_000;
const facts = {
  name: 'a-model',
  pricedAs: 'a-model',
  price: { input: 4, output: 20, write: 5, writeLong: 8, read: 0.4 },
  tokenFactor: 1,
  tokenizer: 'a-tokenizer',
  cacheMinimum: 1024,
};

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-recall-'));
  store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;
let time = 0;

/**
 * A proxy's process: it knows what the database holds when it starts, and books what it sends there.
 * @param readsLate its first answer has ended before it has read the database
 */
function startProcess(readsLate = false) {
  const watcher = createCacheWatcher();
  let isRecalled = false;
  const recall = () => {
    if (!isRecalled) watcher.recall(store.keptPrompts());
    isRecalled = true;
  };
  if (!readsLate) recall();
  const ledger = { write: <T>(work: (to: Store) => T) => work(store), uncounted: () => [] };
  const booking = createBooking(
    ledger,
    () => facts,
    () => {},
    (text) => text.length,
  );
  return (
    body: JsonObject,
    usage: Partial<Usage>,
    how: { after?: number; session?: string; failed?: boolean } = {},
  ): RequestRow => {
    const raw = Buffer.from(JSON.stringify(body));
    const { stream: _, ...read } = anthropicMessages.read(raw);
    const requestId = String(++number);
    time += how.after ?? 1000;
    const session = how.session ?? 's';
    const sentBytes = raw.length;
    const cache = watcher.observe(
      { api: 'anthropic-messages', raw, ...read, session },
      { requestId, time, sentBytes, blocks: [] },
    );
    const failed = how.failed ?? false;
    const billed = { uncached: 4, write: 0, writeLong: 0, read: 0, output: 5, ...usage };
    const record = {
      id: requestId,
      time,
      api: 'anthropic-messages',
      upstream: 'u',
      model: read.model,
      session,
      project: 'p',
    };
    const rest = { failed, usage: billed, sentBytes, blocks: [], leftAlone: {}, addedMs: 1, selfCausedMiss: false };
    const whole = { ...record, ...rest, demo: false };
    watcher.ended(requestId, whole);
    recall();
    booking.record([{ ...whole, ...(cache === undefined ? {} : { cache: watcher.known(cache) }) }]);
    return [...store.requests()].at(-1) as RequestRow;
  };
}

const mark = { cache_control: { type: 'ephemeral' } };
const words = (seed: string, count = 400) => Array.from({ length: count }, (_, index) => `${seed}${index}`).join(' ');

/** A conversation of so many turns about one thing. */
function conversation(turns: number, about: string, system = 'system'): JsonObject {
  const messages = Array.from({ length: 2 * turns - 1 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: [{ type: 'text', text: words(`${about}${index}-`), ...(index === 2 * turns - 2 ? mark : {}) }],
  }));
  return { model: 'claude-opus-4-8', system: [{ type: 'text', text: words(system), ...mark }], messages };
}

describe.each([
  ['that has read the database', false],
  ['that reads the database only after its first answer', true],
])('a conversation that another process resumes, %s,', (_name, readsLate) => {
  test('could have been read whole, and was lost to the pause', () => {
    startProcess()(conversation(3, 'a'), { write: 42_000 });
    const { cache } = startProcess(readsLate)(conversation(4, 'a'), { write: 42_117 }, { after: 20 * minute });
    expect(cache).toMatchObject({ read: 0, pauseMs: 20 * minute, losses: { pause: { tokens: 42_004 } } });
    expect(cache?.losses?.pause?.dollars).toBeCloseTo((42_004 * 4.6) / 1e6, 6);
  });

  test('was not found by the provider where it comes in time, also under another session', () => {
    startProcess()(conversation(3, 'a'), { write: 42_000 });
    const { cache } = startProcess(readsLate)(
      conversation(4, 'a'),
      { write: 42_117 },
      { after: minute, session: 'another' },
    );
    expect(cache?.losses).toMatchObject({ provider: { tokens: 42_004 } });
  });

  test('was changed by the agent', () => {
    startProcess()(conversation(3, 'a'), { write: 42_000 });
    const { cache } = startProcess(readsLate)(conversation(4, 'a', 'other'), { write: 42_117 }, { after: minute });
    expect(cache?.losses?.agent?.tokens).toBeGreaterThan(30_000);
    expect(cache?.parted).toMatchObject({ section: 'system' });
  });

  test('lost nothing where it was read', () => {
    startProcess()(conversation(3, 'a'), { write: 42_000 });
    const { cache } = startProcess(readsLate)(conversation(4, 'a'), { read: 42_000, write: 900 }, { after: minute });
    expect(cache).toMatchObject({ could: 42_000, read: 42_000 });
    expect(cache?.losses).toBeUndefined();
  });

  test('had nothing to read of a request that failed, or of another model', () => {
    startProcess()(conversation(3, 'a'), { write: 42_000 }, { failed: true });
    expect(startProcess(readsLate)(conversation(4, 'a'), { write: 42_117 }, { after: minute }).cache?.could ?? 0).toBe(
      0,
    );
    const other = { ...conversation(5, 'a'), model: 'claude-opus-5' };
    expect(startProcess(readsLate)(other, { write: 43_000 }, { after: minute }).cache?.could ?? 0).toBe(0);
  });
});

test('a new conversation is not blamed for the day since one that began alike', () => {
  startProcess()(conversation(3, 'a'), { write: 42_000 });
  const soon = startProcess()(conversation(1, 'b'), { write: 9000 }, { after: 2 * minute, session: 't' });
  expect(soon.cache?.could).toBeGreaterThan(1024);
  const late = startProcess()(conversation(1, 'c'), { write: 9000 }, { after: 24 * 60 * minute, session: 'u' });
  expect(late.cache?.could ?? 0).toBe(0);
});

test('two prompts of a conversation are kept, of long ones too, and hold no text', () => {
  const send = startProcess();
  for (let turns = 1; turns <= 12; turns++) send(conversation(turns, 'a'), { write: 1000 * turns });
  const kept = store.keptPrompts();
  expect(kept).toHaveLength(2);
  expect(kept.map(({ usage }) => usage?.write)).toEqual([11_000, 12_000]);
  expect(JSON.stringify(kept)).not.toContain('a0-1');
});
