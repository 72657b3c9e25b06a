import { hashAt } from '../lib/prefix-hash.ts';
import type { BreakpointAccount, BreakpointStore, PlannedRequest, ProgramHabits } from '../model/breakpoints.ts';

/** Requests of a program that are compared with a new one, the latest. */
const recentRequests = 64;
const mostRequests = 1000;

/**
 * A planner's knowledge in memory, for as long as the process lives.
 * @param firstId number of the first request that it numbers itself
 */
export function createMemoryStore(firstId = 1): BreakpointStore & { put(request: PlannedRequest): void } {
  const habits = new Map<string, ProgramHabits>();
  const requests = new Map<number, PlannedRequest>();
  const accounts = new Map<number, BreakpointAccount>();
  const refusals = new Map<string, number>();
  let nextId = firstId;
  const of = (program: string, upstream: string) =>
    [...requests.values()].filter((each) => each.program === program && each.upstream === upstream);
  const put = (request: PlannedRequest) => {
    requests.set(request.id, request);
    const oldest = requests.keys().next();
    if (requests.size > mostRequests && oldest.done !== true) requests.delete(oldest.value);
  };
  return {
    put,
    together: (work) => work(),
    habits: (program) => habits.get(program),
    setHabits: (program, value) => void habits.set(program, value),
    recent(program, upstream, openBefore) {
      const all = of(program, upstream).sort((a, b) => b.time - a.time || b.id - a.id);
      const isOpen = ({ open, parts, begun }: PlannedRequest) => open || parts.length > 0 || !begun;
      return all.filter((each, index) => index < recentRequests || (each.time < openBefore && isOpen(each)));
    },
    endingWith: (program, upstream, hashes) =>
      of(program, upstream).filter((each) => {
        const end = hashAt(each.hashes, each.ends.at(-1) ?? 0);
        return hashes.some((hash) => Buffer.compare(hash, end) === 0);
      }),
    get: (id) => requests.get(id),
    add(request) {
      const id = nextId++;
      const own = { ...request, id, conversation: request.conversation === 0 ? id : request.conversation };
      put(own);
      return own;
    },
    set(request) {
      if (requests.has(request.id)) requests.set(request.id, request);
    },
    remove: (id) => void requests.delete(id),
    account: (conversation) => accounts.get(conversation),
    addToAccount(conversation, dollars) {
      const before = accounts.get(conversation) ?? { requests: 0, dollars: 0 };
      accounts.set(conversation, { requests: before.requests + 1, dollars: before.dollars + dollars });
      const oldest = accounts.keys().next();
      if (accounts.size > mostRequests && oldest.done !== true) accounts.delete(oldest.value);
    },
    leftAloneUntil: (upstream) => refusals.get(upstream) ?? 0,
    leaveAlone: (upstream, until) => void refusals.set(upstream, until),
  };
}
