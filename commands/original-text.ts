import { readBack } from '../src/content/layouts.ts';
import type { Decision } from '../src/model/decision.ts';
import type { ReadStore } from '../src/store/read-only.ts';
import { createCounter } from '../src/tokens/counter.ts';
import { loadRanks } from '../src/tokens/ranks.ts';

/** Why an original cannot be shown: it was stored and is gone, it was never stored, or no layout restores it. */
export type Absence = 'dropped' | 'neverKept' | 'unreadable';

/** An original, or why there is none. */
export type OriginalText = { readonly text: string } | { readonly absence: Absence };

/**
 * Finds the original text of a shortened block: in the store, if a copy was kept, or in the sent form, if that lost
 * nothing. Text restored from a form is the original only if it has as many tokens.
 */
export function createOriginalTexts(store: ReadStore | undefined): (decision: Decision) => Promise<OriginalText> {
  let counter: ReturnType<typeof createCounter> | undefined;
  return async ({ handle, fidelity, sent = '', by = '', tokensBefore }) => {
    if (handle !== undefined) {
      const kept = store?.original(handle);
      return kept === undefined ? { absence: 'dropped' } : { text: kept.toString('utf8') };
    }
    if (fidelity !== 'lossless') return { absence: 'neverKept' };
    counter ??= createCounter(await loadRanks());
    const { count } = counter;
    const text = readBack(sent, by, (read) => count(read) === tokensBefore);
    return text === undefined ? { absence: 'unreadable' } : { text };
  };
}
