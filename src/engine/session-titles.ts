import type { LlmRequest } from '../model/block.ts';

/** Finds the titles of sessions, once per session. */
export type SessionTitles = {
  /** A request has come in. */
  look(requestId: string, request: LlmRequest): void;
  /** It was answered: its title, if it is the first of its session that has one. */
  take(requestId: string, session: string): { readonly title?: string };
};

/** How many sessions and requests under way are remembered. */
const maxKnown = 1000;

/** Starts with no session known. Without a way to find titles there are none. */
export function createTitles(titleOf: ((request: LlmRequest) => string | undefined) | undefined): SessionTitles {
  const told = new Set<string>();
  const underWay = new Map<string, string>();
  return {
    look(requestId, request) {
      if (titleOf === undefined || (request.session !== undefined && told.has(request.session))) return;
      const title = titleOf(request);
      if (title === undefined) return;
      if (underWay.size >= maxKnown) underWay.clear();
      underWay.set(requestId, title);
    },
    take(requestId, session) {
      const title = underWay.get(requestId);
      underWay.delete(requestId);
      if (title === undefined || told.has(session)) return {};
      if (told.size >= maxKnown) told.clear();
      told.add(session);
      return { title };
    },
  };
}
