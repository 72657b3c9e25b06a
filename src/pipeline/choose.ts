import type { Compressed } from '../model/content.ts';

/** A form with its length in tokens. */
export type Measured = { readonly form: Compressed; readonly tokensAfter: number };

/** A lossless form may be this much longer than the shortest lossy one and is still preferred: it costs no retrieval. */
export const losslessPreference = 1.25;

/** The shortest form, or one that leaves nothing out and is at most `preference` times as long. */
export function choose(passing: readonly Measured[], preference: number): Measured | undefined {
  const shortest = (forms: typeof passing) =>
    forms.reduce<(typeof passing)[number] | undefined>(
      (best, each) => (best === undefined || each.tokensAfter < best.tokensAfter ? each : best),
      undefined,
    );
  const least = shortest(passing);
  const gentle = shortest(passing.filter(({ form }) => form.fidelity !== 'lossy'));
  if (least === undefined || gentle === undefined) return least;
  return gentle.tokensAfter <= least.tokensAfter * preference ? gentle : least;
}
