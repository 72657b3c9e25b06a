import { append } from '../lib/lists.ts';
import type { CompressionLimits } from '../model/content.ts';
import { candidates } from './candidates.ts';
import { choose, losslessPreference, type Measured } from './choose.ts';
import { formsThatKeep } from './kept-facts.ts';
import { foldedForms, thinnedForms } from './pointer-forms.ts';
import type { Shorten, ShortenParts } from './shorten-parts.ts';

/** Builds the function that renders, detects, compresses, checks and measures one block. */
export function createShorten(parts: ShortenParts): Shorten {
  const { counter, limits } = parts;
  return (input) => {
    const { text } = input;
    // A token is at least one byte of UTF-8, and a character of a JavaScript string at most three.
    if (text.length * 3 < limits.minTokens) return { reason: 'tooSmall', tokens: 0 };
    const tokens = counter.count(text);
    if (tokens < limits.minTokens) return { reason: 'tooSmall', tokens };
    const found = candidates(parts, input, tokens);
    const { failed, call, asked } = input;
    const gate = parts.gate(found.base, { failed, call, asked, kind: found.kind });
    const { kept, lostSomething } = formsThatKeep(found.base, found.forms, gate, {
      handle: input.handle,
      counter,
      finish: found.finish,
    });
    const passing: Measured[] = kept.map((form) => ({ form, tokensAfter: counter.count(form.text) }));
    append(passing, foldedForms(counter, input, found, passing, tokens));
    if (input.thinNumbers === true) append(passing, thinnedForms(counter, input, found, passing, tokens));
    const winning = passing.filter((each) => wins(each, tokens, limits));
    const best = choose(winning, limits.leaveOut === 'most' ? 1 : losslessPreference);
    if (best === undefined) return { reason: lostSomething ? 'mustKeep' : 'noWin', tokens };
    return { ...best, tokens };
  };
}

function wins({ tokensAfter }: Measured, tokens: number, limits: CompressionLimits): boolean {
  return tokens - tokensAfter >= Math.max(limits.minSavedTokens, tokens * limits.minSavedShare);
}
