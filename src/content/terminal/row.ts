import type { TerminalToken } from './tokens.ts';

const space = 0x20;
/** Cursor moves may widen a row by this many cells beyond its characters before it counts as unclear. */
const extraCells = 512;

// Characters that take one cell in every terminal: Latin, Greek, Cyrillic, punctuation, arrows, box drawing, blocks, check marks, braille.
const narrowText =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2713-\u2718\u2800-\u28ff]*$/;

/** Whether every character of a text takes exactly one terminal cell. */
export function isNarrow(text: string): boolean {
  return narrowText.test(text);
}

/** Characters that a row showed before others took their cells; `wiped` if those were blanks or an erase code. */
export type Overwritten = { readonly text: string; readonly wiped: boolean };

/** The visible text of a row, and its intermediate texts. */
export type Row = { readonly text: string; readonly overwritten: readonly Overwritten[] };

/**
 * The visible text of one row after tokens that never go back to its first column, or `undefined` if that is not
 * certain: characters of unknown width or tabs that the cursor moves over, moves far beyond the text, or a text that
 * was written over in part. The row is as wide as it needs to be; nothing wraps.
 */
export function drawRow(tokens: readonly TerminalToken[]): Row | undefined {
  const texts = tokens.filter((token) => token.type === 'text');
  const moves = tokens.some(({ type }) => type === 'backspace' || type === 'move' || type === 'column');
  if (!moves) return { text: texts.map(({ text }) => text).join(''), overwritten: [] };
  return texts.every(({ text }) => isNarrow(text)) ? drawCells(tokens) : undefined;
}

function drawCells(tokens: readonly TerminalToken[]): Row | undefined {
  const capacity = tokens.reduce((sum, token) => sum + (token.type === 'text' ? token.text.length : 0), extraCells);
  const cells = new Uint16Array(capacity);
  const overwritten: Overwritten[] = [];
  let length = 0;
  let cursor = 0;
  let written = 0;
  const lose = (to: number, newer: string | undefined) => {
    const older = textOf(cells.subarray(cursor, Math.min(to, length)));
    if (older.trim() === '' || newer?.startsWith(older)) return;
    overwritten.push({ text: older, wiped: newer === undefined || newer.trim() === '' });
  };
  for (const token of tokens) {
    if (token.type === 'text') {
      const end = cursor + token.text.length;
      if (end > capacity) return undefined;
      if (cursor > length) cells.fill(space, length, cursor);
      else lose(end, token.text);
      for (let index = 0; index < token.text.length; index++) cells[cursor++] = token.text.charCodeAt(index);
      length = Math.max(length, cursor);
      written = cursor;
    } else if (token.type === 'erase') {
      lose(length, undefined);
      length = Math.min(length, cursor);
    } else if (token.type === 'blank') {
      lose(cursor + token.cells, undefined);
      cells.fill(space, Math.min(cursor, length), Math.min(cursor + token.cells, length));
    } else {
      cursor = moved(cursor, token);
      if (cursor > capacity) return undefined;
    }
  }
  // The rest of an older text after a newer one reads as a part of it.
  const isMixed = overwritten.length > 0 && textOf(cells.subarray(written, length)).trim() !== '';
  return isMixed ? undefined : { text: textOf(cells.subarray(0, length)), overwritten };
}

function moved(cursor: number, token: TerminalToken): number {
  if (token.type === 'backspace') return Math.max(0, cursor - 1);
  if (token.type === 'column') return token.column;
  return token.type === 'move' ? Math.max(0, cursor + token.columns) : cursor;
}

function textOf(cells: Uint16Array): string {
  return Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength).toString('utf16le');
}
