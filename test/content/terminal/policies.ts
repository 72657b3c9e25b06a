import { failuresAmong } from '../../../src/content/must-keep/telling.ts';
import type { RenderPolicy } from '../../../src/content/terminal/policy.ts';
import { renderTerminal } from '../../../src/content/terminal/render.ts';

/** What holds of the output of a program of which nothing is known. */
export const output: RenderPolicy = {
  keepsReturns: false,
  keepsLineEnds: false,
  comparison: false,
  tellsByColour: true,
  firstLine: 0,
  failuresAmong: (texts) => failuresAmong(texts, false),
};

/** What is shown of a text. */
export function shown(text: string, policy: Partial<RenderPolicy> = {}): string {
  return renderTerminal(text, { ...output, ...policy })?.text ?? text;
}
