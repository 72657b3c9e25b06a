import { keptForm } from '../content/lines.ts';
import type { Gate } from '../content/must-keep/facts.ts';
import type { Handle } from '../model/block.ts';
import type { Compressed, TokenCounter } from '../model/content.ts';

type FormsOf = {
  readonly handle: Handle;
  readonly counter: TokenCounter;
  readonly finish: (form: Compressed) => Compressed;
};

/**
 * Checks a text's forms, hardest first, for the facts that must be kept. If no lossy form passes, the gentlest gets its
 * lost lines back: one missing line must not cause all of the text to be sent.
 * @param of the text's handle, what counts tokens, and the notice that every form of the text needs
 * @returns the forms that may be sent, and whether any may not
 */
export function formsThatKeep(
  text: string,
  forms: readonly Compressed[],
  gate: Gate,
  of: FormsOf,
): { readonly kept: readonly Compressed[]; readonly lostSomething: boolean } {
  const isLossy = (form: Compressed) => form.fidelity === 'lossy' && form.checked !== true;
  const kept = forms.filter((form) => !isLossy(form) || gate(form.text).length === 0);
  const lostSomething = kept.length < forms.length;
  if (!lostSomething || kept.some(({ fidelity }) => fidelity === 'lossy')) return { kept, lostSomething };
  const whole = completed(text, forms.findLast(isLossy), gate, of);
  return { kept: whole === undefined ? kept : [...kept, whole], lostSomething };
}

/** A form with its lost lines restored; `undefined` if that does not help. */
function completed(
  text: string,
  form: Compressed | undefined,
  gate: Gate,
  { handle, counter, finish }: FormsOf,
): Compressed | undefined {
  if (form?.lines === undefined) return undefined;
  const missing = gate.linesLost(form.text);
  if (missing === undefined) return undefined;
  const keep = [...form.lines.keep];
  for (const index of missing) keep[index] = true;
  const made = keptForm(text, { ...form.lines, keep }, { handle, counter, kind: form.kind, by: form.by });
  return made === undefined || gate(made.text).length > 0 ? undefined : finish({ ...form, ...made });
}
