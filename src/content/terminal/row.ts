import type { TerminalToken } from './tokens.ts';

const space = 0x20;
/** Cursor moves may widen a row by this many cells beyond its characters before it counts as unclear. */
const extraCells = 4096;
/** With more segments than this that cannot be told to be covered, a row counts as unclear. */
const mostKept = 64;

// Characters that take one cell in every terminal: Latin, Greek, Cyrillic, punctuation, arrows, box drawing, blocks, check marks, braille.
const narrowText =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2713-\u2718\u2800-\u28ff]*$/;
const zeroWidth = /[\p{Mark}\p{Cf}]/gu;

/** Whether every character of a text takes exactly one terminal cell. */
export function isNarrow(text: string): boolean {
  return narrowText.test(text);
}

/**
 * What one row shows after its tokens, or `undefined` when that cannot be told for certain: characters of unknown width or tabs
 * that are written over, or moves far beyond the text. The row is as wide as it needs to be; nothing wraps.
 */
export function drawRow(tokens: readonly TerminalToken[]): string | undefined {
  if (tokens.every((token) => token.type === 'text')) return tokens.map(({ text }) => text).join('');
  if (tokens.every((token) => token.type !== 'text' || isNarrow(token.text))) return drawCells(tokens);
  return drawSegments(tokens);
}

function drawCells(tokens: readonly TerminalToken[]): string | undefined {
  const capacity = tokens.reduce((sum, token) => sum + (token.type === 'text' ? token.text.length : 0), extraCells);
  const cells = new Uint16Array(capacity);
  let length = 0;
  let cursor = 0;
  const fill = (from: number, to: number) => {
    cells.fill(space, from, to);
    length = Math.max(length, to);
  };
  for (const token of tokens) {
    if (token.type === 'text') {
      if (cursor + token.text.length > capacity) return undefined;
      if (cursor > length) fill(length, cursor);
      for (let index = 0; index < token.text.length; index++) cells[cursor++] = token.text.charCodeAt(index);
      length = Math.max(length, cursor);
    } else if (token.type === 'erase') {
      if (token.part === 0) length = Math.min(length, cursor);
      else if (token.part === 1) fill(0, Math.min(cursor + 1, length));
      else length = 0;
    } else if (token.type === 'blank') {
      fill(Math.min(cursor, length), Math.min(cursor + token.cells, length));
    } else {
      cursor = moved(cursor, token);
      if (cursor > capacity) return undefined;
    }
  }
  return toText(cells.subarray(0, length));
}

function moved(cursor: number, token: TerminalToken): number {
  if (token.type === 'return') return 0;
  if (token.type === 'backspace') return Math.max(0, cursor - 1);
  if (token.type === 'column') return token.column;
  return token.type === 'move' ? Math.max(0, cursor + token.columns) : cursor;
}

function toText(cells: Uint16Array): string {
  return Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength).toString('utf16le');
}

/** For characters of unknown width: a segment vanishes only when the row was erased or when what follows surely covers it. */
function drawSegments(tokens: readonly TerminalToken[]): string | undefined {
  let shown = '';
  let current = '';
  let columnKnown = true;
  let kept = 0;
  for (const token of tokens) {
    if (token.type === 'text') {
      if (!columnKnown) return undefined;
      current += token.text;
    } else if (token.type === 'return') {
      if (current !== '' && !covers(current, shown) && ++kept > mostKept) return undefined;
      shown = layOver(shown, current);
      current = '';
      columnKnown = true;
    } else if (token.type === 'erase' && token.part === 0) {
      shown = '';
    } else if (token.type === 'erase' && token.part === 2) {
      columnKnown = current === '';
      shown = '';
      current = '';
    } else {
      return undefined;
    }
  }
  return layOver(shown, current);
}

function layOver(older: string, newer: string): string {
  if (newer === '') return older;
  return covers(newer, older) ? newer : `${older}\r${newer}`;
}

function covers(newer: string, older: string): boolean {
  if (older === '') return true;
  if (newer.includes('\t') || older.includes('\t')) return false;
  return Array.from(newer.replace(zeroWidth, '')).length >= older.length * 2;
}
