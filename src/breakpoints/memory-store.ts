import type { BreakpointRows } from '../model/breakpoint-rows.ts';
import type { BreakpointAccount, BreakpointStore, ProgramHabits } from '../model/breakpoints.ts';
import { type Journal, noJournal } from './journal.ts';
import { createRequestTable } from './request-table.ts';

/** Programs, accounts and upstreams that are remembered at most. */
const mostKnown = 2000;
/**
 * Numbers of requests begin with their millisecond, so that those of several processes are in order and do not collide:
 * the rest differs between processes. They stay below 2 to the 53 for two hundred years.
 */
const numbersPerMs = 1024;

/** A planner's knowledge, including that of other processes. */
export type PlannerMemory = BreakpointStore & {
  /** Adds rows of the database. Changes that are still to be written here are newer and win. */
  take(rows: BreakpointRows): void;
};

/**
 * A planner's knowledge in memory. All queries are answered from it.
 * @param journal receives every change that is to be written
 * @param ownNumber sets its numbers apart from those that other processes give in the same millisecond; below 1024
 */
export function createMemoryStore(
  journal: Journal = noJournal,
  ownNumber = Math.floor(Math.random() * numbersPerMs),
): PlannerMemory {
  const habits = new Map<string, ProgramHabits>();
  const requests = createRequestTable();
  const accounts = new Map<number, BreakpointAccount>();
  const refusals = new Map<string, number>();
  let lastId = 0;
  const numberAt = (time: number) => {
    lastId = Math.max(lastId + 1, Math.floor(time) * numbersPerMs + ownNumber);
    while (requests.get(lastId) !== undefined) lastId++;
    return lastId;
  };
  return {
    take(rows) {
      for (const request of rows.requests.filter(({ id }) => !journal.holdsRequest(id))) {
        requests.put(request);
        const over = requests.extendedBy(request).filter(({ id }) => !journal.holdsRequest(id));
        for (const { id } of over) requests.remove(id); // Another process has taken them out of the database.
      }
      for (const row of rows.programs) {
        if (!journal.holdsProgram(row.program)) putLatest(habits, row.program, row.habits);
      }
      for (const { conversation, requests: count, dollars } of rows.accounts) {
        const unwritten = journal.unwritten(conversation);
        const sum = { requests: count + unwritten.requests, dollars: dollars + unwritten.dollars };
        putLatest(accounts, conversation, sum);
      }
      for (const { upstream, until } of rows.refusals) {
        putLatest(refusals, upstream, Math.max(until, refusals.get(upstream) ?? 0));
      }
    },
    habits: (program) => habits.get(program),
    setHabits(program, value, time) {
      putLatest(habits, program, value);
      journal.program({ program, habits: value, time });
    },
    recent: requests.recent,
    endingWith: requests.endingWith,
    get: requests.get,
    add(request) {
      const id = numberAt(request.time);
      const own = { ...request, id, conversation: request.conversation === 0 ? id : request.conversation };
      requests.put(own);
      journal.request(own);
      return own;
    },
    set(request) {
      if (requests.get(request.id) === undefined) return;
      requests.put(request);
      journal.request(request);
    },
    remove(id) {
      requests.remove(id);
      journal.removed(id);
    },
    account: (conversation) => accounts.get(conversation),
    addToAccount(conversation, dollars, time) {
      const before = accounts.get(conversation) ?? { requests: 0, dollars: 0 };
      putLatest(accounts, conversation, { requests: before.requests + 1, dollars: before.dollars + dollars });
      journal.account({ conversation, requests: 1, dollars, time });
    },
    leftAloneUntil: (upstream) => refusals.get(upstream) ?? 0,
    leaveAlone(upstream, until) {
      putLatest(refusals, upstream, until);
      journal.refusal({ upstream, until });
    },
  };
}

/** Sets a value as the latest; beyond the limit, the earliest is dropped. */
function putLatest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > mostKnown && oldest.done !== true) map.delete(oldest.value);
}
