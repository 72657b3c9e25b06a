import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unknownHabits } from '../../src/breakpoints/habits.ts';
import { createKeeper } from '../../src/breakpoints/keeper.ts';
import type { BreakpointChanges } from '../../src/model/breakpoint-rows.ts';
import type { PlannedRequest } from '../../src/model/breakpoints.ts';
import { readBreakpoints } from '../../src/store/breakpoint-reader.ts';
import { connect, disconnect } from '../../src/store/connection.ts';
import { databaseName } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open.ts';
import { freshFolder } from '../store/samples.ts';
import { beginning } from './planning.ts';

const request = (id: number, changes: Partial<PlannedRequest> = {}): PlannedRequest => ({
  id,
  program: 'a program',
  upstream: 'an upstream',
  time: beginning,
  begun: false,
  conversation: id,
  hashes: Buffer.alloc(16, id),
  ends: [1],
  pace: { came: 0, of: 0 },
  arrays: [],
  kept: [],
  open: true,
  parts: [],
  ...changes,
});

const changes = (some: Partial<BreakpointChanges>): BreakpointChanges => ({
  requests: [],
  removed: [],
  programs: [],
  accounts: [],
  refusals: [],
  ...some,
});

/** A keeper of a folder's rows. */
function keeperOf(folder: string) {
  let opened = 0;
  const keeper = createKeeper({
    readAll: () => readBreakpoints(folder),
    open: () => {
      opened++;
      return openStore({ folder, maxBytes: 1e9, maxDays: 30, busyMs: 1 });
    },
    now: () => beginning,
  });
  return { ...keeper, opened: () => opened };
}

const ids = (rows: { readonly requests: readonly PlannedRequest[] } | undefined) => rows?.requests.map(({ id }) => id);

describe('a keeper', () => {
  it('answers with everything first, then with what others wrote, and with nothing where nobody did', () => {
    const folder = freshFolder();
    const [one, other] = [keeperOf(folder), keeperOf(folder)];
    expect(ids(one.read())).toEqual([]);
    const habits = { program: 'a program', habits: unknownHabits, time: beginning };
    const refusals = [{ upstream: 'an upstream', until: beginning }];
    const accounts = [{ conversation: 3, requests: 1, dollars: -2, time: beginning }];
    one.write(changes({ requests: [request(3), request(4)], programs: [habits], refusals, accounts }));
    expect(other.read()).toEqual({ requests: [request(3), request(4)], programs: [habits], refusals, accounts });
    other.write(changes({ requests: [request(4, { begun: true }), request(5)], removed: [3], accounts }));
    const news = one.read();
    expect(news?.requests).toEqual([request(4, { begun: true }), request(5)]);
    expect([news?.programs, news?.refusals]).toEqual([[], []]);
    expect(news?.accounts).toEqual([{ ...accounts[0], requests: 2, dollars: -4 }]);
    expect(one.read()).toBeUndefined();
    expect(ids(readBreakpoints(folder))).toEqual([4, 5]);
    for (const { close } of [one, other]) close();
  });

  it('lets go of a database that failed, and opens it anew', () => {
    const folder = freshFolder();
    const closed: number[] = [];
    let opened = 0;
    const keeper = createKeeper({
      readAll: () => readBreakpoints(folder),
      open() {
        const number = ++opened;
        const write = () => {
          if (number === 1) throw new Error('the disk is full');
        };
        const breakpoints = { read: () => readBreakpoints(folder), changedElsewhere: () => false, write };
        return { breakpoints, close: () => void closed.push(number) };
      },
    });
    expect(() => keeper.write(changes({ removed: [1] }))).toThrow('the disk is full');
    expect([opened, closed]).toEqual([1, [1]]);
    keeper.write(changes({ removed: [1] }));
    keeper.close();
    expect([opened, closed]).toEqual([2, [1, 2]]);
  });

  it('looks no further back than twenty minutes for what others wrote', () => {
    const folder = freshFolder();
    const [one, other] = [keeperOf(folder), keeperOf(folder)];
    one.read();
    one.write(changes({ requests: [request(1)] }));
    one.read();
    const minutesAgo = (minutes: number) => ({ time: beginning - minutes * 60_000 });
    other.write(changes({ requests: [request(2, minutesAgo(21)), request(3, minutesAgo(19))] }));
    expect(ids(one.read())).toEqual([3]);
    expect(ids(keeperOf(folder).read())).toEqual([2, 3, 1]);
    for (const { close } of [one, other]) close();
  });

  it('writes a batch whole or not at all, and once more does no harm to requests', () => {
    const folder = freshFolder();
    const keeper = keeperOf(folder);
    keeper.write(changes({ requests: [request(1)] }));
    const odd = { program: 'p', habits: unknownHabits, time: 'never' as unknown as number };
    expect(() => keeper.write(changes({ requests: [request(2)], removed: [1], programs: [odd] }))).toThrow();
    expect(ids(readBreakpoints(folder))).toEqual([1]);
    for (let time = 0; time < 2; time++) keeper.write(changes({ requests: [request(2)], removed: [1] }));
    expect(readBreakpoints(folder).requests).toEqual([request(2)]);
    keeper.close();
  });

  it('leaves the request of another process alone that has the same number', () => {
    const folder = freshFolder();
    const [one, other] = [keeperOf(folder), keeperOf(folder)];
    one.write(changes({ requests: [request(1)] }));
    other.write(changes({ requests: [request(1, { hashes: Buffer.alloc(16), arrays: [1] })] }));
    expect(readBreakpoints(folder).requests).toEqual([request(1)]);
    for (const { close } of [one, other]) close();
  });

  it('reads while another process writes, and says so where it cannot write', () => {
    const folder = freshFolder();
    const keeper = keeperOf(folder);
    keeper.write(changes({ requests: [request(1)] }));
    const connection = connect({ path: path.join(folder, databaseName), timeout: 100 });
    connection.database.exec('BEGIN EXCLUSIVE');
    expect(ids(keeper.read())).toEqual([]);
    expect(ids(keeperOf(folder).read())).toEqual([1]);
    expect(() => keeper.write(changes({ requests: [request(2)] }))).toThrow('to write');
    connection.database.exec('ROLLBACK');
    disconnect(connection);
    keeper.write(changes({ requests: [request(2)] }));
    expect(keeper.opened()).toBe(2);
    expect(ids(readBreakpoints(folder))).toEqual([1, 2]);
    keeper.close();
  });

  it('goes on in a new database where the one that it had is deleted', () => {
    const folder = freshFolder();
    const keeper = keeperOf(folder);
    keeper.write(changes({ requests: [request(1)] }));
    rmSync(folder, { recursive: true });
    expect(() => keeper.write(changes({ requests: [request(2)] }))).toThrow('deleted or replaced');
    expect(ids(keeper.read())).toEqual([]);
    keeper.write(changes({ requests: [request(2)] }));
    expect(ids(readBreakpoints(folder))).toEqual([2]);
    keeper.close();
  });
});
