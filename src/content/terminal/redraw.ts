import { type Piece, piecesOf } from './pieces.ts';
import { isCountOf, isFrameBeside, isProgress } from './progress.ts';
import type { Overwritten } from './row.ts';
import type { TerminalToken } from './tokens.ts';

/** The visible text of a line, and its earlier text that is no longer visible. */
export type Redrawn = { readonly shown: string; readonly overwritten: readonly string[] };

/**
 * What a line shows that was drawn more than once: of each row its last piece that is not blank. Where the cursor moves
 * to other rows nothing there counts as overwritten, and the moves stay between visible texts.
 * @returns `undefined` where a piece that would be removed is neither wiped nor a report of progress: the line is
 * content then
 */
export function redrawn(tokens: readonly TerminalToken[]): Redrawn | undefined {
  const out: string[] = [];
  const overwritten: string[] = [];
  let moves = '';
  let start = 0;
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index];
    if (token !== undefined && token.type !== 'unclear') continue;
    const pieces = piecesOf(tokens.slice(start, index));
    if (pieces === undefined || !mayGo(pieces)) return undefined;
    const last = pieces.at(-1);
    if (last !== undefined) {
      if (out.length > 0) out.push(moves);
      out.push(last.text);
      moves = '';
    }
    for (const piece of pieces) {
      if (piece !== last && piece.text.trim() !== last?.text.trim()) overwritten.push(piece.text);
      for (const { text } of piece.overwritten) overwritten.push(text);
    }
    moves += token?.raw ?? '';
    start = index + 1;
  }
  return { shown: out.join(''), overwritten };
}

function mayGo(pieces: readonly Piece[]): boolean {
  const last = pieces.at(-1)?.text.trim();
  return pieces.every(
    ({ text, wiped, overwritten }, index) =>
      areReports(overwritten) &&
      (index === pieces.length - 1 ||
        wiped ||
        text.trim() === last ||
        isProgress(text) ||
        isCountOf(text, last) ||
        isFrameBeside(text, pieces[index - 1]?.text) ||
        isFrameBeside(text, pieces[index + 1]?.text)),
  );
}

/** What backspaces may overwrite: frames of a spinner, reports of progress, or what blanks and erase codes wiped. */
function areReports(overwritten: readonly Overwritten[]): boolean {
  return overwritten.every(({ text, wiped }) => wiped || /^[|/\\+*xoO.-]$/.test(text.trim()) || isProgress(text));
}
