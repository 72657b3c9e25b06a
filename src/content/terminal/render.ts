import { joinLines, splitLines } from '../lines.ts';
import { type Taken, takenInOrder } from '../marker.ts';
import { colouredLines, fusesWords } from './compared.ts';
import { lineEndOf } from './ends.ts';
import { findHunks } from './hunks.ts';
import { outliersByColour } from './outliers.ts';
import type { RenderPolicy } from './policy.ts';
import { type LineRules, type RenderedLine, renderLine } from './render-line.ts';
import { withoutControls } from './tokens.ts';

/** A text as a terminal shows it. */
export type RenderedText = {
  readonly text: string;
  /** Lines that differ from the source. */
  readonly changedLines: number;
  readonly totalLines: number;
  /** What was removed. */
  readonly taken: readonly Taken[];
};

/** Whether there is anything in a text that rendering may remove. */
export function mayBeRendered(text: string): boolean {
  return /[\x1b\r\b]|[ \t](?:\n|$)/.test(text);
}

/**
 * What a terminal would show of a text, line by line: control sequences and meaningless colours are removed,
 * overwritten progress is replaced by its last state, and line ends lose what is invisible. Content stays: a line with
 * carriage returns inside is rendered if it is a redraw and no piece that would be removed reports a failure; otherwise
 * it stays byte for byte. The number of lines never changes. Linear.
 * @returns `undefined` if every line is shown as it is.
 */
export function renderTerminal(text: string, policy: RenderPolicy): RenderedText | undefined {
  if (!mayBeRendered(text)) return undefined;
  const { lines, closed } = splitLines(text);
  const rendered = renderLines(lines, closed, policy);
  const last = lines.length - 1;
  // A last line without LF that showed nothing would no longer count as a line, so it stays as it is.
  if (!closed && lines[last] !== '' && rendered[last]?.text === '') rendered[last] = asItCame(lines[last] as string);
  keepFailures(lines, rendered, policy);
  let changedLines = 0;
  const taken = new Set<Taken>();
  for (const [index, line] of rendered.entries()) {
    if (line.text === lines[index]) continue;
    changedLines++;
    for (const each of line.taken) taken.add(each);
  }
  if (changedLines === 0) return undefined;
  return {
    text: joinLines({ lines: rendered.map((line) => line.text), closed }),
    changedLines,
    totalLines: lines.length,
    taken: takenInOrder(taken),
  };
}

function renderLines(lines: readonly string[], closed: boolean, policy: RenderPolicy): RenderedLine[] {
  const ends = lines.map(lineEndOf);
  const plain = ends.map(({ body }) => withoutControls(body));
  const ended = ends.slice(policy.firstLine, closed ? undefined : -1);
  const everyReturn = ended.length > 0 && ended.every(({ returns }) => returns > 0);
  const hunks = findHunks(plain, policy.comparison);
  const compared = new Uint8Array(lines.length);
  for (const { first, end } of hunks) compared.fill(1, first, end);
  const coloured = new Uint8Array(lines.length);
  if (lines.some((line) => line.includes('\x1b['))) {
    for (const index of colouredLines(lines, plain, hunks)) coloured[index] = 1;
    for (const index of tellingIn(plain, lines, compared, policy)) coloured[index] = 1;
  }
  return ends.map((end, index) => {
    const inComparison = compared[index] === 1;
    const rules: LineRules = {
      everyReturn,
      keepsColours: coloured[index] === 1,
      keepsLineEnd: policy.keepsLineEnds || inComparison,
      keepsReturns: policy.keepsReturns || inComparison,
    };
    return renderLine(lines[index] as string, end, rules);
  });
}

/** Lines outside comparisons whose colours say what their text does not. */
function tellingIn(
  plain: readonly string[],
  lines: readonly string[],
  compared: Uint8Array,
  { tellsByColour }: RenderPolicy,
): readonly number[] {
  const raw = lines.map((line, index) =>
    compared[index] === 1 || (plain[index] as string).includes('\r') ? undefined : line,
  );
  const fused = [...raw.keys()].filter((index) => fusesWords(raw[index] ?? ''));
  return tellsByColour ? [...fused, ...outliersByColour(raw, plain)] : fused;
}

/** A piece that reports a failure and occurs nowhere else keeps its line unchanged. */
function keepFailures(lines: readonly string[], rendered: RenderedLine[], { failuresAmong }: RenderPolicy): void {
  let shown: ReadonlySet<string> | undefined;
  for (const [index, { text, overwritten }] of rendered.entries()) {
    if (overwritten.length === 0) continue;
    const pieces = [...overwritten, text];
    const failures = failuresAmong(pieces);
    for (const [at, piece] of overwritten.entries()) {
      if (failures[at] !== true) continue;
      shown ??= new Set(rendered.map((line) => line.text.trim()));
      if (shown.has(piece.trim())) continue;
      rendered[index] = asItCame(lines[index] as string);
      break;
    }
  }
}

function asItCame(text: string): RenderedLine {
  return { text, taken: [], overwritten: [] };
}
