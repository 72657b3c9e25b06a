import type { Marking } from '../model/breakpoints.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { BreakpointPlanner } from './planner.ts';
import { breakpointQuery } from './query.ts';
import type { BreakpointReceipt } from './settle.ts';

const msPerDay = 86_400_000;

/** A planner with the stored knowledge, and what stores it. */
export type StartedPlanner = {
  readonly planner: BreakpointPlanner;
  /** The breakpoint fields of a ledger record; `undefined` if there are none. */
  receiptOf(record: LedgerRecord): BreakpointReceipt | undefined;
  /** Resolves when everything learned is written and everything others wrote is read, or neither can be done now. */
  settle(): Promise<void>;
  /** Writes all outstanding changes and releases everything. */
  close(): Promise<void>;
};

/** A marking and its owner's side of it. */
export type OwnedMarking = Marking & Pick<StartedPlanner, 'settle' | 'close'>;

/**
 * Builds the marking over a planner in the same thread.
 * @param start starts the planner; called once, by the first request that needs a plan
 */
export function createMarking(start: () => Promise<StartedPlanner>, onFailure: (error: Error) => void): OwnedMarking {
  let starting: Promise<StartedPlanner> | undefined;
  let started: StartedPlanner | undefined;
  const begin = async () => {
    started = await start();
    return started;
  };
  const tell = (work: () => void) => {
    try {
      work();
    } catch (error) {
      onFailure(error as Error);
    }
  };
  const whenStarted = async (work: (planner: StartedPlanner) => Promise<void>) => {
    const running = await starting?.catch(() => undefined);
    if (running !== undefined) await work(running);
  };
  return {
    async mark(request, syntax, asking) {
      try {
        const query = syntax && breakpointQuery(request, asking);
        if (query === undefined) return undefined;
        starting ??= begin();
        const { planner } = started ?? (await starting);
        const { id, writes, ...plan } = planner.plan(query);
        if (id === 0) return undefined;
        const edits = syntax?.edits(request.prompt ?? [], plan) ?? [];
        return { id, marks: plan.marks.length, writes, edits };
      } catch (error) {
        onFailure(error as Error);
        return undefined;
      }
    },
    begun: (id) => tell(() => started?.planner.begun(id)),
    refused: (id, accepted, time) => tell(() => started?.planner.refused(id, accepted ? time + msPerDay : 0)),
    answered: (record) =>
      tell(() => {
        const receipt = record.breakpoints && started?.receiptOf(record);
        if (receipt !== undefined) started?.planner.receipt(record.breakpoints?.id ?? 0, receipt);
      }),
    settle: () => whenStarted((running) => running.settle()),
    close: () => whenStarted((running) => running.close()),
  };
}
