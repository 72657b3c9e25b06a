import { joinLines, splitLines } from '../lines.ts';
import { drawRow } from './row.ts';
import { readTerminalTokens, type TerminalToken } from './tokens.ts';

/** A text as a terminal shows it, with the number of lines that differ from the source and of all lines. */
export type RenderedText = { readonly text: string; readonly changedLines: number; readonly totalLines: number };

const anyControl = /[\x1b\r\b]|[ \t](?:\n|$)/;
const lineControl = /[\x1b\r\b]/;
const colour = /\x1b\[[\d;:]*m/g;

/**
 * What a terminal would show of a text, line by line: colours and other control sequences out, overwritten progress replaced by what
 * was last seen, backspaces applied, CR before LF and blanks at line ends out. The number of lines never changes. Where the cursor
 * moves to other lines nothing counts as overwritten, and where the outcome is not certain the line keeps all of its text.
 * @returns `undefined` when every line is shown as it stands.
 */
export function renderTerminal(text: string): RenderedText | undefined {
  if (!anyControl.test(text)) return undefined;
  const { lines, closed } = splitLines(text);
  let changedLines = 0;
  const shown = lines.map((line) => {
    const rendered = renderLine(line);
    if (rendered !== line) changedLines++;
    return rendered;
  });
  // A last line without LF that showed nothing would not count as a line any more: it stays as it stands.
  const last = lines.length - 1;
  if (!closed && lines[last] !== '' && shown[last] === '') {
    shown[last] = lines[last] as string;
    changedLines--;
  }
  if (changedLines === 0) return undefined;
  return { text: joinLines({ lines: shown, closed }), changedLines, totalLines: lines.length };
}

function renderLine(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === 0x0d) end--;
  const row = line.slice(0, end);
  if (!lineControl.test(row)) return withoutTrailingBlanks(row);
  const plain = row.replace(colour, '');
  if (!lineControl.test(plain)) return withoutTrailingBlanks(plain);
  return withoutTrailingBlanks(drawLine(readTerminalTokens(row)) ?? plain);
}

/** Draws each stretch between moves to other lines by itself; a move stays in the text where it separates visible text. */
function drawLine(tokens: readonly TerminalToken[]): string | undefined {
  const out: string[] = [];
  let moves = '';
  let start = 0;
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index];
    if (token !== undefined && token.type !== 'unclear') continue;
    const stretch = tokens.slice(start, index);
    const shown = start === 0 || isClearAnywhere(stretch) ? drawRow(stretch) : undefined;
    if (shown === undefined) return undefined;
    if (shown.trim() !== '') {
      if (out.length > 0) out.push(moves);
      out.push(shown);
      moves = '';
    }
    moves += token?.raw ?? '';
    start = index + 1;
  }
  return out.join('');
}

/** After a move to another line the column is unknown: nothing may be written over once text has been shown. */
function isClearAnywhere(stretch: readonly TerminalToken[]): boolean {
  const text = stretch.findIndex((token) => token.type === 'text');
  if (text === -1) return true;
  return stretch.slice(text).every((token) => token.type === 'text' || (token.type === 'erase' && token.part === 0));
}

function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
  return end === line.length ? line : line.slice(0, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
