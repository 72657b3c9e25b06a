import { drawRow, isNarrow, type Overwritten } from './row.ts';
import type { TerminalToken } from './tokens.ts';

/** Blanks behind a text from which they can be there to wipe what was longer. */
const fewestBlanks = 4;

/** What was written on a row between two returns to its first column. */
export type Piece = {
  /** What it shows by itself. */
  readonly text: string;
  /** An erase code or blanks took all of it off the row. */
  wiped: boolean;
  /** What it showed in between. */
  readonly overwritten: readonly Overwritten[];
};

/**
 * The pieces that a row was written in, in order, those without any visible character left out. `undefined` where a piece cannot
 * be drawn for certain or stands beside what is left of an earlier one.
 */
export function piecesOf(tokens: readonly TerminalToken[]): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let current: TerminalToken[] = [];
  let before: TerminalToken | undefined;
  let column = 0;
  let settled = 0;
  let widest = { visible: 0, reach: 0 };
  const wipe = () => {
    while (settled < pieces.length) (pieces[settled++] as Piece).wiped = true;
    widest = { visible: 0, reach: 0 };
  };
  const finish = (): boolean => {
    if (current.length === 0) return true;
    const piece = drawRow(current);
    const beside = settled < pieces.length && current.some(leavesGap);
    current = [];
    if (piece === undefined || beside) return false;
    const { visible, blanks, reach } = extentOf(piece.text);
    if (visible === 0) {
      if (reach >= widest.visible) wipe();
      return true;
    }
    // Blanks behind a text wipe the one before where they reach beyond it; records of a fixed width are all as wide.
    const before = pieces.at(-1);
    if (before !== undefined && blanks >= fewestBlanks && reach >= widest.visible && reach !== widest.reach) {
      before.wiped = true;
    }
    pieces.push({ ...piece, wiped: false });
    widest = { visible: Math.max(widest.visible, visible), reach: Math.max(widest.reach, reach) };
    return true;
  };
  for (const token of tokens) {
    const left = column;
    column = columnBehind(column, token);
    if (token.type === 'return' || (column === 0 && left > 0)) {
      if (!finish()) return undefined;
    } else if (token.type === 'erase' && token.part !== 0) {
      if (!finish()) return undefined;
      wipe();
    } else if (token.type === 'erase') {
      // What colours a match sends this behind each colour, where nothing is to be wiped.
      if (before?.type !== 'colour') wipe();
      if (current.length > 0) current.push(token);
    } else if (token.type === 'blank' && current.length === 0) {
      if (token.cells >= widest.visible) wipe();
    } else if (token.type !== 'colour' && token.type !== 'hidden') {
      current.push(token);
    }
    before = token;
  }
  return finish() ? pieces : undefined;
}

/** The column behind a token, from 0, as far as every character takes one cell. */
function columnBehind(column: number, token: TerminalToken): number {
  if (token.type === 'text') return column + token.text.length;
  if (token.type === 'move') return Math.max(0, column + token.columns);
  if (token.type === 'column') return token.column;
  if (token.type === 'backspace') return Math.max(0, column - 1);
  return token.type === 'return' ? 0 : column;
}

function leavesGap(token: TerminalToken): boolean {
  return token.type === 'column' || (token.type === 'move' && token.columns > 0);
}

type Extent = {
  /** Cells that its visible characters take at most. */
  readonly visible: number;
  /** Blanks behind them. */
  readonly blanks: number;
  /** Cells that it takes at least. */
  readonly reach: number;
};

function extentOf(text: string): Extent {
  const visible = text.trimEnd().length;
  return { visible: isNarrow(text) ? visible : visible * 2, blanks: text.length - visible, reach: text.length };
}
