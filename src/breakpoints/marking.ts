import type { CalledThread } from '../lib/call-thread.ts';
import type { BreakpointAnswer, BreakpointQuery, Marking } from '../model/breakpoints.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { PlannerMethods } from './planner-calls.ts';
import { breakpointQuery } from './query.ts';

const msPerDay = 86_400_000;
/** Milliseconds that a request waits for a plan; then it goes up without breakpoints. */
const planMs = 1000;

/** Builds the marking over the planner's thread. */
export function createMarking(planner: CalledThread<PlannerMethods>, onFailure: (error: Error) => void): Marking {
  const tell = (told: Promise<void>) => void told.catch(onFailure);
  const forget = (id: number) => id !== 0 && tell(planner.call('refused', id, 0));
  const planInTime = (query: BreakpointQuery): Promise<BreakpointAnswer | undefined> => {
    const answer = planner.call('plan', query);
    return withinTime(answer, () => {
      onFailure(new Error(`no plan within ${planMs} ms, sent without`));
      // What it plans in the end was not sent, and nothing may be built on it.
      answer.then(({ id }) => forget(id), onFailure);
    });
  };
  return {
    async mark(request, syntax, asking) {
      try {
        const query = syntax && breakpointQuery(request, asking);
        const answer = query && (await planInTime(query));
        if (answer === undefined || answer.id === 0) return undefined;
        const { id, writes, ...plan } = answer;
        const edits = syntax?.edits(request.prompt ?? [], plan) ?? [];
        return { id, marks: plan.marks.length, writes, edits };
      } catch (error) {
        onFailure(error as Error);
        return undefined;
      }
    },
    begun: (id) => tell(planner.call('begun', id)),
    refused: (id, accepted, time) => tell(planner.call('refused', id, accepted ? time + msPerDay : 0)),
    answered({ breakpoints, usage, model, api, sentBytes }: LedgerRecord) {
      if (breakpoints === undefined || usage === undefined) return;
      const { id, marks } = breakpoints;
      tell(planner.call('receipt', { id, marks, usage, model, api, sentBytes }));
    },
  };
}

/** What comes of a promise within the time; `undefined` where it is over, and then `onLate` is called. */
function withinTime<Value>(promise: Promise<Value>, onLate: () => void): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate();
      resolve(undefined);
    }, planMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
