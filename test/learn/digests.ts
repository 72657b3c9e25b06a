import type { FormUses, SessionDigest } from '../../src/learn/session-digest.ts';

/** A digest with what is not told left at nothing. */
export function digestOf(more: Partial<SessionDigest> = {}): SessionDigest {
  const { id = 's', root = id, first = 0, last = first } = more;
  return {
    ...{ agent: 'claude', id, root, isSubAgent: false, first, last, calls: 0, failedCalls: 0, masked: 0, classes: {} },
    ...{ requests: 0, tokens: 0, dollars: 0, brokenLines: 0, repeatedCalls: 0, rereads: 0, corrections: 0, uses: [] },
    ...more,
  };
}

/** Uses of a form with what is not told left at nothing. */
export function usesWith(key: string, more: Partial<FormUses> = {}): FormUses {
  return { key, worked: 0, empty: 0, failed: 0, failedCalls: [], replacements: {}, ...more };
}
