import type { BreakpointStore } from '../model/breakpoints.ts';
import { createMemoryStore } from './memory-store.ts';

/** Far from what a database counts to: numbers of requests that only the memory knows. */
const firstOwnId = 2 ** 40;

/**
 * A store that is kept in memory besides, so that a conversation goes on in the form in which it began when the store
 * fails. From the first failure on the memory alone is used.
 */
export function createMirroredStore(
  primary: BreakpointStore | undefined,
  onFailure: (error: unknown) => void,
): BreakpointStore {
  const memory = createMemoryStore(firstOwnId);
  let durable = primary;
  const attempt = <T>(work: (store: BreakpointStore) => T): T | undefined => {
    if (durable === undefined) return undefined;
    try {
      return work(durable);
    } catch (error) {
      durable = undefined;
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
    recent: (program, upstream, openBefore) => ask((store) => store.recent(program, upstream, openBefore)),
    endingWith: (program, upstream, hashes) => ask((store) => store.endingWith(program, upstream, hashes)),
    get: (id) => ask((store) => store.get(id)),
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
