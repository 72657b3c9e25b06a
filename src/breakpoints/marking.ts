import type { BreakpointAnswer, BreakpointQuery, Marking } from '../model/breakpoints.ts';
import { breakpointQuery } from './query.ts';

/** The planner, in whatever thread it lives. */
export type PlannerCalls = {
  plan(query: BreakpointQuery): Promise<BreakpointAnswer>;
  begun(id: number): Promise<void>;
  refused(id: number, until: number): Promise<void>;
};

const msPerDay = 86_400_000;

/** Builds the marking over a planner. */
export function createMarking(planner: PlannerCalls, onFailure: (error: Error) => void): Marking {
  const tell = (told: Promise<void>) => void told.catch(onFailure);
  return {
    async mark(request, syntax, asking) {
      try {
        const query = syntax && breakpointQuery(request, asking);
        if (query === undefined) return undefined;
        const { id, ...plan } = await planner.plan(query);
        if (id === 0) return undefined;
        const edits = syntax?.edits(request.raw, request.prompt ?? [], plan) ?? [];
        return { id, marks: plan.marks.length, edits };
      } catch (error) {
        onFailure(error as Error);
        return undefined;
      }
    },
    begun: (id) => tell(planner.begun(id)),
    refused: (id, accepted, time) => tell(planner.refused(id, accepted ? time + msPerDay : 0)),
  };
}
