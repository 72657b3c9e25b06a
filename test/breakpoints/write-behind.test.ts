import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unknownHabits } from '../../src/breakpoints/habits.ts';
import { createMemoryStore } from '../../src/breakpoints/memory-store.ts';
import { createNews } from '../../src/breakpoints/news.ts';
import { createWriteBehind } from '../../src/breakpoints/write-behind.ts';
import type { BreakpointChanges, BreakpointRows } from '../../src/model/breakpoint-rows.ts';
import { readBreakpoints } from '../../src/store/breakpoint-reader.ts';
import { freshFolder } from '../store/samples.ts';
import { beginning, openDatabase, planningOver, turns, userString } from './planning.ts';

/** A writer whose batches end when the test says so. */
function heldWriter() {
  const batches: BreakpointChanges[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const told: string[] = [];
  const write = (changes: BreakpointChanges) =>
    new Promise<void>((resolve, reject) => {
      batches.push(changes);
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  const behind = createWriteBehind(write, (line) => told.push(line));
  return { ...behind, batches, told, end: (error?: Error) => ends.shift()?.(error) };
}

const refused = ({ refusals }: BreakpointChanges) => refusals.map(({ upstream, until }) => `${upstream} ${until}`);
const turn = () => vi.advanceTimersByTimeAsync(0);
const gathered = () => vi.advanceTimersByTimeAsync(300);

describe('what is written behind', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes in batches, one after the other, of several changes to one thing the last', async () => {
    const { journal, batches, end } = heldWriter();
    journal.refusal({ upstream: 'a', until: 1 });
    journal.refusal({ upstream: 'a', until: 2 });
    await gathered();
    journal.refusal({ upstream: 'b', until: 3 });
    journal.refusal({ upstream: 'a', until: 4 });
    await turn();
    expect(batches.map(refused)).toEqual([['a 2']]);
    end();
    await turn();
    expect(batches.map(refused)).toEqual([['a 2'], ['b 3', 'a 4']]);
    end();
    await turn();
    expect(batches).toHaveLength(2);
  });

  it('loses nothing of a batch that failed, of whatever kind, and of two to one thing the later', async () => {
    const { journal, batches, end } = heldWriter();
    const note = (time: number, name: string) => {
      journal.removed(time);
      journal.program({ program: name, habits: unknownHabits, time });
      journal.account({ conversation: time, requests: 1, dollars: 1, time });
      journal.refusal({ upstream: name, until: time });
    };
    note(1, 'first');
    note(2, 'both');
    await gathered();
    note(3, 'both');
    note(4, 'last');
    end(new Error('locked'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(batches).toHaveLength(2);
    const [, { removed, programs, accounts } = {} as BreakpointChanges] = batches;
    const named = programs.map(({ program, time }) => `${program} ${time}`);
    expect(named).toEqual(['first 1', 'both 3', 'last 4']);
    expect(batches.slice(1).map(refused)).toEqual([named]);
    expect([removed, accounts.map(({ conversation }) => conversation)]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('is tried again after growing pauses with what came since, and both ends of a failure are told once', async () => {
    const { journal, batches, told, end } = heldWriter();
    journal.account({ conversation: 1, requests: 1, dollars: 2, time: 0 });
    await gathered();
    for (const pause of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      await turn();
      const before = batches.length;
      end(new Error('the disk is full'));
      await turn();
      journal.account({ conversation: 1, requests: 1, dollars: 2, time: pause });
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(batches).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(batches).toHaveLength(before + 1);
    }
    end();
    await turn();
    expect(batches.at(-1)?.accounts).toEqual([{ conversation: 1, requests: 8, dollars: 16, time: 30_000 }]);
    expect(journal.unwritten(1)).toEqual({ requests: 0, dollars: 0 });
    expect(told).toEqual([
      'what the planner learned is not being stored: the disk is full',
      'what the planner learns is being stored again',
    ]);
    journal.removed(5);
    await gathered();
    expect(batches.at(-1)?.removed).toEqual([5]);
  });

  it('is flushed at once, also in a pause; a flush that fails ends all the same', async () => {
    const { journal, batches, flush, end } = heldWriter();
    await flush();
    expect(batches).toEqual([]);
    journal.removed(1);
    const failing = flush();
    await turn();
    end(new Error('locked'));
    await failing;
    expect(journal.holdsRequest(1)).toBe(true);
    const flushed = flush();
    await turn();
    end();
    await flushed;
    expect(batches.map(({ removed }) => removed)).toEqual([[1], [1]]);
    expect(journal.holdsRequest(1)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a database that cannot be written', () => {
  it('changes no form, and has everything once it can be written', async () => {
    const folder = freshFolder();
    const database = openDatabase(folder);
    let full = false;
    const { journal, flush } = createWriteBehind(
      async (changes) => {
        if (full) throw new Error('the disk is full');
        database.breakpoints.write(changes);
      },
      () => {},
    );
    const planning = planningOver(createMemoryStore(journal));
    const alone = planningOver(createMemoryStore());
    for (let count = 1; count <= 8; count++) {
      full = count > 2 && count < 7;
      const asked = { messages: turns('a', count, userString), at: count };
      const { sent } = planning.answer(asked);
      expect(sent).toBe(alone.answer(asked).sent);
      await flush();
    }
    const memory = createMemoryStore();
    memory.take(readBreakpoints(folder));
    const asked = { messages: turns('a', 9, userString), at: 9 };
    expect(planningOver(memory).answer(asked).sent).toBe(alone.answer(asked).sent);
    database.close();
  });

  it('ends with what the memory has, whichever writes fail', async () => {
    const step = fc.record({
      does: fc.constantFrom('add', 'settle', 'remove', 'habits', 'account', 'refuse'),
      of: fc.nat(4),
      fails: fc.boolean(),
      flushes: fc.boolean(),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const folder = freshFolder();
      const database = openDatabase(folder);
      let fails = false;
      const { journal, flush } = createWriteBehind(
        async (changes) => {
          if (fails) throw new Error('locked');
          database.breakpoints.write(changes);
        },
        () => {},
      );
      const memory = createMemoryStore(journal);
      const planning = planningOver(memory);
      const ids = [planning.plan({ messages: turns('a', 1), at: 0 }).id];
      const [first] = [memory.get(ids[0] as number)];
      if (first === undefined) return expect.unreachable();
      for (const { does, of, flushes, ...next } of steps) {
        fails = next.fails;
        const request = memory.get(ids[of % ids.length] as number);
        if (does === 'add') ids.push(memory.add({ ...first, conversation: of }).id);
        if (does === 'settle' && request !== undefined) memory.set({ ...request, begun: true, arrays: [of] });
        if (does === 'remove' && request !== undefined) memory.remove(request.id);
        if (does === 'habits')
          memory.setHabits(`p${of}`, { extended: [], returned: [], bytesPerToken: ids.length }, of + 1);
        if (does === 'account') memory.addToAccount(of, 0.25, beginning);
        if (does === 'refuse') memory.leaveAlone(`u${of}`, ids.length);
        if (flushes) await flush();
      }
      fails = false;
      await flush();
      const rows = readBreakpoints(folder);
      database.close();
      const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
      const known = ids.flatMap((id) => memory.get(id) ?? []);
      const facts = (requests: BreakpointRows['requests']) => plain(requests.map(({ hashes: _, ...rest }) => rest));
      expect(facts(rows.requests)).toEqual(facts(known));
      for (const { program, habits } of rows.programs) expect(habits).toEqual(plain(memory.habits(program)));
      for (const { conversation, requests, dollars } of rows.accounts) {
        expect({ requests, dollars }).toEqual(memory.account(conversation));
      }
      for (const { upstream, until } of rows.refusals) expect(until).toBe(memory.leftAloneUntil(upstream));
    });
    await fc.assert(property, { numRuns: 40 });
  });
});

describe('what others wrote', () => {
  it('is read one reading after the other; who asks meanwhile waits for one that began later', async () => {
    const ends: ((rows?: BreakpointRows) => void)[] = [];
    const taken: BreakpointRows[] = [];
    const look = createNews(
      () => new Promise((resolve) => ends.push(resolve)),
      (rows) => taken.push(rows),
      () => expect.unreachable(),
    );
    const done: string[] = [];
    const first = look().then(() => done.push('first'));
    const others = [look(), look()].map((each) => each.then(() => done.push('other')));
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(2);
    expect(done).toEqual(['first']);
    const rows = { requests: [], programs: [], accounts: [], refusals: [] };
    ends[1]?.(rows);
    await Promise.all(others);
    expect(taken).toEqual([rows]);
    expect(ends).toHaveLength(2);
  });

  it('tells of failures once in a row, and never throws', async () => {
    const told: string[] = [];
    const results = [new Error('locked'), new Error('locked'), undefined, new Error('gone')];
    const look = createNews(
      async () => {
        const result = results.shift();
        if (result !== undefined) throw result;
        return undefined;
      },
      () => expect.unreachable(),
      (line) => told.push(line),
    );
    for (let reading = 0; reading < 4; reading++) await look();
    expect(told.map((line) => line.split(': ')[1])).toEqual(['locked', 'gone']);
  });
});
