import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unknownHabits } from '../../src/breakpoints/habits.ts';
import { createJournal } from '../../src/breakpoints/journal.ts';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import { readBreakpoints } from '../../src/store/breakpoint-reader.ts';
import { connect, disconnect } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { migrations } from '../../src/store/schema.ts';
import { freshFolder, requestRow } from '../store/samples.ts';
import {
  beginning,
  keptMemory,
  openDatabase,
  type Planning,
  planningOver,
  turns,
  user,
  userString,
} from './planning.ts';

/** The request of a conversation with so many messages of the user, and what marks and lists it goes up with. */
function ask(planning: Planning, count: number, at = count, name = 'a') {
  const { marks, arrays } = planning.answer({ messages: turns(name, count, userString), at });
  return { marks, arrays };
}

describe('a database', () => {
  it('lets a new planner go on where the one before was', () => {
    const folder = freshFolder();
    const before = keptMemory(folder);
    const planning = planningOver(before.memory);
    for (const count of [1, 2, 3]) ask(planning, count);
    planning.planner.refused(
      planning.plan({ messages: turns('x', 1), at: 3, upstream: 'refusing' }).id,
      Date.now() + 6e7,
    );
    before.sync();
    before.close();
    const after = planningOver(keptMemory(folder).memory);
    expect(ask(after, 4)).toEqual({ marks: ['au3', 'au4'], arrays: ['au2', 'au3', 'au4'] });
    expect(ask(after, 1, 5, 'b')).toEqual({ marks: ['bu1'], arrays: ['bu1'] });
    after.answer({ messages: turns('x', 1), at: 4, upstream: 'refusing' });
    expect(after.plan({ messages: turns('x', 2), at: 5, upstream: 'refusing' }).marks).toEqual([]);
  });

  it('lets two planners take turns in one conversation', () => {
    const folder = freshFolder();
    const kept = [keptMemory(folder), keptMemory(folder)] as const;
    const planners = kept.map(({ memory }) => planningOver(memory)) as [Planning, Planning];
    const alone = planningOver(createMemoryStore());
    for (let count = 1; count <= 8; count++) {
      expect(ask(planners[count % 2] as Planning, count)).toEqual(ask(alone, count));
      for (const { sync } of [...kept, ...kept]) sync();
    }
    // Each has but the latest request of the conversation, whoever sent it.
    const rows = readBreakpoints(folder).requests;
    expect(rows.map(({ ends }) => ends.length)).toEqual([8]);
    for (const { memory } of kept) {
      const known = rows.flatMap(({ program, upstream }) => memory.recent(program, upstream, 0));
      expect(known.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    }
  });

  it('keeps what a conversation lost over a restart', () => {
    const folder = freshFolder();
    for (let count = 1; count <= 10; count++) {
      const kept = keptMemory(folder);
      const planning = planningOver(kept.memory);
      const planned = planning.answer({ messages: turns('a', count, userString), at: count / 2 });
      planning.receipt(planned, { dollars: -0.01 });
      kept.sync();
      kept.close();
    }
    expect(ask(planningOver(keptMemory(folder).memory), 11, 6).marks).toEqual([]);
  });

  it('adds what two processes saw of one conversation', () => {
    const folder = freshFolder();
    const kept = [keptMemory(folder), keptMemory(folder)] as const;
    for (let round = 1; round <= 3; round++) {
      for (const { memory } of kept) memory.addToAccount(7, 0.5, beginning);
      for (const { sync } of [...kept, ...kept]) sync();
    }
    for (const { memory } of kept) expect(memory.account(7)).toEqual({ requests: 6, dollars: 3 });
  });

  it('is no reason to forget what is not written yet', () => {
    const folder = freshFolder();
    const other = keptMemory(folder);
    const planned = planningOver(other.memory).answer({ messages: turns('a', 1), at: 0 });
    other.sync();
    const journal = createJournal(() => {});
    const memory = createMemoryStore(journal);
    memory.take(readBreakpoints(folder));
    const request = memory.get(planned.id) ?? expect.unreachable();
    memory.set({ ...request, open: false });
    const { program } = request;
    memory.setHabits(program, { ...unknownHabits, bytesPerToken: 3 }, beginning);
    memory.take(readBreakpoints(folder));
    expect(memory.get(planned.id)?.open).toBe(false);
    expect(memory.habits(program)?.bytesPerToken).toBe(3);
    journal.take();
    journal.settle(true);
    memory.take(readBreakpoints(folder));
    expect(memory.get(planned.id)?.open).toBe(true);
    expect(memory.habits(program)?.bytesPerToken).toBe(4);
  });

  it('of an older version is brought up to date, and can be read as it is', () => {
    const folder = oldDatabase();
    expect(readBreakpoints(folder)).toEqual({ requests: [], programs: [], accounts: [], refusals: [] });
    const reader = openReadOnly(folder);
    expect([...reader.requests()]).toEqual([]);
    expect(reader.size()).toMatchObject({ originals: 0, decisions: 0, requests: 0 });
    reader.close();
    expect(readdirSync(folder)).toEqual(['headroom.db']);
    const store = openDatabase(folder);
    store.appendRequest(requestRow());
    const kept = keptMemory(folder);
    const planning = planningOver(kept.memory);
    ask(planning, 1);
    expect(ask(planning, 2).marks).toEqual(['au2']);
    kept.sync();
    expect(readBreakpoints(folder).requests).toHaveLength(1);
    kept.close();
    store.close();
    expect([...openReadOnly(folder).requests()]).toEqual([requestRow()]);
  });

  it('forgets conversations after two days, refusals when they are over, programs after ninety days', () => {
    const day = 86_400_000;
    let now = beginning;
    const folder = freshFolder();
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30, now: () => now });
    const { memory, sync } = keptMemory(folder);
    const planning = planningOver(memory);
    for (const count of [1, 2]) ask(planning, count);
    memory.addToAccount(1, -1, beginning);
    memory.leaveAlone('an upstream', beginning + 3 * day);
    sync();
    const counts = () => {
      store.prune();
      const connection = connect({ path: path.join(folder, 'headroom.db'), readOnly: true, timeout: 100 });
      const found = ['requests', 'accounts', 'refusals', 'programs'].map((table) =>
        Number(connection.database.prepare(`SELECT count(*) AS n FROM cache_${table}`).get()?.n),
      );
      disconnect(connection);
      return found;
    };
    expect(counts()).toEqual([1, 1, 1, 1]);
    now = beginning + 2.1 * day;
    expect(counts()).toEqual([0, 0, 1, 1]);
    now = beginning + 3.1 * day;
    expect(counts()).toEqual([0, 0, 0, 1]);
    now = beginning + 91 * day;
    expect(counts()).toEqual([0, 0, 0, 0]);
  });

  it('keeps no more than the latest two thousand requests, as the memory does', () => {
    const folder = freshFolder();
    const store = openDatabase(folder);
    const { memory, sync } = keptMemory(folder);
    const { id, ...kept } =
      memory.get(planningOver(memory).answer({ messages: [user('a', 10)], at: 0 }).id) ?? expect.unreachable();
    sync();
    const ids = Array.from({ length: 2000 }, () => memory.add(kept).id);
    sync();
    store.prune();
    const rows = readBreakpoints(folder).requests.map((request) => request.id);
    expect(rows).toEqual(ids);
    expect(memory.get(id)).toBeUndefined();
    for (const each of ids) expect(memory.get(each)).toBeDefined();
  });
});

/** A database as the version wrote it that knew nothing of breakpoints. */
function oldDatabase(): string {
  const folder = freshFolder();
  const made = freshFolder();
  const connection = connect({ path: path.join(made, 'headroom.db'), timeout: 100 });
  connection.database.exec(`${migrations[0]}; PRAGMA user_version = 1`);
  disconnect(connection);
  copyFileSync(path.join(made, 'headroom.db'), path.join(folder, 'headroom.db'));
  return folder;
}
