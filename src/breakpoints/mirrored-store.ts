import type { BreakpointStore } from '../model/breakpoints.ts';
import { createMemoryStore } from './memory-store.ts';

/** Far from what a database counts to: numbers of requests that only the memory knows. */
const firstOwnId = 2 ** 40;
/** Milliseconds after a failure for which the memory alone is used. */
const pauseMs = 30_000;

/**
 * A store that is kept in memory besides, so that a conversation goes on in the form in which it began when the store
 * fails. After a failure the memory alone is used for a while; what it learned then stays there.
 * @param now milliseconds of a clock that never goes back
 */
export function createMirroredStore(
  primary: BreakpointStore | undefined,
  onFailure: (error: unknown) => void,
  now: () => number = () => performance.now(),
): BreakpointStore {
  const memory = createMemoryStore(firstOwnId);
  let failedUntil = Number.NEGATIVE_INFINITY;
  const attempt = <T>(work: (store: BreakpointStore) => T): T | undefined => {
    if (primary === undefined || now() < failedUntil) return undefined;
    try {
      return work(primary);
    } catch (error) {
      failedUntil = now() + pauseMs;
      onFailure(error);
      return undefined;
    }
  };
  const both = (work: (store: BreakpointStore) => void) => {
    attempt(work);
    work(memory);
  };
  const ask = <T>(work: (store: BreakpointStore) => T): T => {
    const found = attempt((store) => ({ answer: work(store) }));
    return found === undefined ? work(memory) : found.answer;
  };
  return {
    together(work) {
      let done: { readonly result: ReturnType<typeof work> } | undefined;
      attempt((store) =>
        store.together(() => {
          done = { result: work() };
        }),
      );
      return done === undefined ? work() : done.result;
    },
    habits: (program) => ask((store) => store.habits(program)),
    setHabits: (program, habits, time) => both((store) => store.setHabits(program, habits, time)),
    recent: (program, upstream, openBefore) => {
      const own = memory.recent(program, upstream, openBefore);
      const kept = attempt((store) => store.recent(program, upstream, openBefore));
      return kept === undefined ? own : [...kept, ...own.filter(({ id }) => id >= firstOwnId)];
    },
    endingWith: (program, upstream, hashes) => ask((store) => store.endingWith(program, upstream, hashes)),
    get: (id) => (id >= firstOwnId ? memory.get(id) : ask((store) => store.get(id))),
    add(request) {
      const added = attempt((store) => store.add(request));
      if (added === undefined) return memory.add(request);
      memory.put(added);
      return added;
    },
    set: (request) => both((store) => store.set(request)),
    remove: (id) => both((store) => store.remove(id)),
    account: (conversation) => ask((store) => store.account(conversation)),
    addToAccount: (conversation, dollars, time) => both((store) => store.addToAccount(conversation, dollars, time)),
    leftAloneUntil: (upstream) => ask((store) => store.leftAloneUntil(upstream)),
    leaveAlone: (upstream, until) => both((store) => store.leaveAlone(upstream, until)),
  };
}
