import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import { createMirroredStore } from '../../src/breakpoints/mirrored-store.ts';
import type { BreakpointStore } from '../../src/model/breakpoints.ts';
import { connect, disconnect } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { migrations } from '../../src/store/schema.ts';
import { freshFolder, requestRow } from '../store/samples.ts';
import { beginning, openDatabase, type Planning, planningOver, turns, user, userString } from './planning.ts';

/** The request of a conversation with so many messages of the user, and what marks and lists it goes up with. */
function ask(planning: Planning, count: number, at = count, name = 'a') {
  const { marks, arrays } = planning.answer({ messages: turns(name, count, userString), at });
  return { marks, arrays };
}

describe('a database', () => {
  it('lets a new planner go on where the one before was', () => {
    const folder = freshFolder();
    const before = openDatabase(folder);
    const planning = planningOver(before.breakpoints);
    for (const count of [1, 2, 3]) ask(planning, count);
    planning.planner.refused(
      planning.plan({ messages: turns('x', 1), at: 3, upstream: 'refusing' }).id,
      Date.now() + 6e7,
    );
    before.close();
    const after = planningOver(openDatabase(folder).breakpoints);
    expect(ask(after, 4)).toEqual({ marks: ['au3', 'au4'], arrays: ['au2', 'au3', 'au4'] });
    expect(ask(after, 1, 5, 'b')).toEqual({ marks: ['bu1'], arrays: ['bu1'] });
    after.answer({ messages: turns('x', 1), at: 4, upstream: 'refusing' });
    expect(after.plan({ messages: turns('x', 2), at: 5, upstream: 'refusing' }).marks).toEqual([]);
  });

  it('lets two planners take turns in one conversation', () => {
    const folder = freshFolder();
    const planners = [0, 1].map(() => planningOver(openDatabase(folder).breakpoints)) as [Planning, Planning];
    const alone = planningOver(createMemoryStore());
    for (let count = 1; count <= 8; count++) {
      expect(ask(planners[count % 2] as Planning, count)).toEqual(ask(alone, count));
    }
  });

  it('keeps what a conversation lost over a restart', () => {
    const folder = freshFolder();
    for (let count = 1; count <= 10; count++) {
      const store = openDatabase(folder);
      const planning = planningOver(store.breakpoints);
      const planned = planning.answer({ messages: turns('a', count, userString), at: count / 2 });
      planning.receipt(planned, { dollars: -0.01 });
      store.close();
    }
    expect(ask(planningOver(openDatabase(folder).breakpoints), 11, 6).marks).toEqual([]);
  });

  it('of an older version is brought up to date, and can be read as it is', () => {
    const folder = oldDatabase();
    const reader = openReadOnly(folder);
    expect([...reader.requests()]).toEqual([]);
    expect(reader.size()).toMatchObject({ originals: 0, decisions: 0, requests: 0 });
    reader.close();
    expect(readdirSync(folder)).toEqual(['headroom.db']);
    const store = openDatabase(folder);
    store.appendRequest(requestRow());
    const planning = planningOver(store.breakpoints);
    ask(planning, 1);
    expect(ask(planning, 2).marks).toEqual(['au2']);
    store.close();
    expect([...openReadOnly(folder).requests()]).toEqual([requestRow()]);
  });

  it('forgets conversations after two days, refusals when they are over, programs after ninety days', () => {
    const day = 86_400_000;
    let now = beginning;
    const folder = freshFolder();
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30, now: () => now });
    const planning = planningOver(store.breakpoints);
    for (const count of [1, 2]) ask(planning, count);
    store.breakpoints.addToAccount(1, -1, beginning);
    store.breakpoints.leaveAlone('an upstream', beginning + 3 * day);
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

  it('keeps no more than the latest two thousand requests', () => {
    const store = openDatabase(freshFolder());
    const planning = planningOver(store.breakpoints);
    const first = planning.answer({ messages: [user('a', 10)], at: 0 });
    const { id: _, ...kept } = store.breakpoints.get(first.id) ?? expect.unreachable();
    let last = 0;
    store.together(() => {
      for (let index = 0; index < 2000; index++) last = store.breakpoints.add(kept).id;
    });
    store.prune();
    expect(store.breakpoints.get(first.id)).toBeUndefined();
    expect(store.breakpoints.get(first.id + 1)).toBeDefined();
    expect(store.breakpoints.get(last)).toBeDefined();
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

const methods = ['together', 'habits', 'setHabits', 'recent', 'endingWith', 'add', 'set', 'remove', 'get'] as const;

/** A store of which one method fails from some time on. */
function failing(store: BreakpointStore, method: (typeof methods)[number], has: () => boolean): BreakpointStore {
  const work = store[method] as (...args: unknown[]) => unknown;
  const fails = (...args: unknown[]) => {
    if (has()) throw new Error(`the disk is full: ${method}`);
    return work(...args);
  };
  return { ...store, [method]: fails };
}

describe('a store that fails', () => {
  it.each(methods)('in %s leaves every conversation its form, and is not asked again', (method) => {
    let full = false;
    const troubles: string[] = [];
    const database = openDatabase(freshFolder()).breakpoints;
    const store = createMirroredStore(
      failing(database, method, () => full),
      (error) => troubles.push((error as Error).message),
    );
    const planning = planningOver(store);
    const alone = planningOver(createMemoryStore());
    for (let count = 1; count <= 3; count++) expect(ask(planning, count)).toEqual(ask(alone, count));
    full = true;
    for (let count = 4; count <= 7; count++) expect(ask(planning, count)).toEqual(ask(alone, count));
    expect(ask(planning, 1, 8, 'b')).toEqual(ask(alone, 1, 8, 'b'));
    expect(troubles).toEqual([`the disk is full: ${method}`]);
  });

  it('when it writes what it did keeps the answer that it gave', () => {
    let full = false;
    const database = openDatabase(freshFolder()).breakpoints;
    const troubles: unknown[] = [];
    const store = createMirroredStore(
      {
        ...database,
        together: (work) =>
          database.together(() => {
            const result = work();
            if (full) throw new Error('the disk is full');
            return result;
          }),
      },
      (error) => troubles.push(error),
    );
    const planning = planningOver(store);
    const alone = planningOver(createMemoryStore());
    for (let count = 1; count <= 7; count++) {
      full = count > 3;
      expect(ask(planning, count)).toEqual(ask(alone, count));
    }
    expect(troubles).toHaveLength(1);
  });

  it('is asked again after a while, and a conversation goes on from what was known meanwhile', () => {
    let busy = false;
    let clock = 0;
    const database = openDatabase(freshFolder()).breakpoints;
    const store = createMirroredStore(
      failing(database, 'together', () => busy),
      () => {},
      () => clock,
    );
    const planning = planningOver(store);
    const alone = planningOver(createMemoryStore());
    const step = (count: number) => expect(ask(planning, count)).toEqual(ask(alone, count));
    step(1);
    step(2);
    busy = true;
    step(3);
    busy = false;
    clock = 29_999;
    step(4);
    clock = 30_001;
    step(5);
    step(6);
    const { id } = planning.answer({ messages: [{ role: 'user', content: 'a new one' }], at: 900 });
    expect(database.get(id)).toBeDefined();
  });

  it('from the start leaves the memory', () => {
    const planning = planningOver(createMirroredStore(undefined, () => expect.unreachable()));
    const alone = planningOver(createMemoryStore());
    for (let count = 1; count <= 4; count++) expect(ask(planning, count)).toEqual(ask(alone, count));
  });
});
