import { asksForBlanks } from '../content/detect/asked-blanks.ts';
import { coloursNames, printsComparison, searchesFiles } from '../content/detect/comparison.ts';
import { bodyStart, sampleLines } from '../content/detect/sample.ts';
import { detect } from '../content/detect.ts';
import { failuresAmong } from '../content/must-keep/telling.ts';
import { shownFiles } from '../content/shown-file.ts';
import { mayBeRendered, type RenderedText, renderTerminal } from '../content/terminal/render.ts';
import { withoutControls } from '../content/terminal/tokens.ts';
import type { ToolCall } from '../model/block.ts';

/** The source of a text, as far as it says which parts are content. */
export type RenderedSource = {
  readonly call?: ToolCall;
  readonly failed?: boolean;
  /** A tool that shows files or lines of files printed it. */
  readonly file?: boolean;
};

/**
 * Renders a tool's output as a terminal would show it, without losing content: its kind, and what the call asks for,
 * say what is content.
 * @returns `undefined` if every line is shown as it is
 */
export function renderOutput(
  text: string,
  { call, failed = false, file = false }: RenderedSource,
): RenderedText | undefined {
  if (!mayBeRendered(text)) return undefined;
  const command = call?.command;
  const plain = withoutControls(text);
  const { kind, shownFile } = detect(plain, call);
  const isViewed = file || shownFiles(command).shows;
  const showsFile = isViewed || shownFile;
  return renderTerminal(text, {
    keepsReturns: showsFile || searchesFiles(command),
    keepsLineEnds: showsFile || kind === 'prose' || isMarkdown(plain) || asksForBlanks(call),
    comparison: printsComparison(command),
    tellsByColour: !isViewed && !coloursNames(command),
    firstLine: linesIn(text.slice(0, bodyStart(text))),
    failuresAmong: (texts) => failuresAmong(texts, failed),
  });
}

/** Signs of Markdown from which on blanks at line ends count as line breaks. */
const fewestSigns = 2;

function isMarkdown(text: string): boolean {
  return sampleLines(text, bodyStart(text)).filter((line) => /^#{1,6} \S|^```/.test(line)).length >= fewestSigns;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
