import type { Handle } from '../../model/block.ts';
import type { Compressed } from '../../model/content.ts';
import { keptForm } from '../lines.ts';
import type { Lost } from './facts.ts';

/** Lost facts up to which a form is mended; a form that lost more was made for another kind of text. */
const mostMended = 40;

/**
 * Puts the lines back that hold what a form lost, where the form does nothing but leave lines out.
 * @param text the original
 * @param lost what `createJudge` found missing in the form
 * @returns the form with those lines, to be judged again; `undefined` where lines cannot bring it all back
 */
export function mendForm(
  text: string,
  form: Compressed,
  lost: readonly Lost[],
  handle: Handle,
): Compressed | undefined {
  const { lines, kind, by } = form;
  if (lines === undefined || lost.length === 0 || lost.length > mostMended) return undefined;
  const keep = [...lines.keep];
  for (const { line } of lost) {
    // A line that is marked as kept and still lost is sent in another layout.
    if (line === undefined || lines.keep[line] !== false) return undefined;
    keep[line] = true;
  }
  return keptForm(text, { ...lines, keep }, { handle, kind, by });
}
