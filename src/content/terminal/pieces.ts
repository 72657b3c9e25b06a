import { drawRow, isNarrow, type Overwritten } from './row.ts';
import type { TerminalToken } from './tokens.ts';

/** From this many blanks on after a text, they may be there to wipe a longer one. */
const fewestBlanks = 4;

/** The text that was written on a row between two returns to its first column. */
export type Piece = {
  /** What it shows by itself. */
  readonly text: string;
  /** An erase code or blanks removed all of it from the row. */
  wiped: boolean;
  /** What it showed in between. */
  readonly overwritten: readonly Overwritten[];
};

/**
 * The pieces that a row was written in, in order, those without any visible character left out. `undefined` where a
 * piece cannot be drawn for certain or is beside the rest of an earlier one.
 */
export function piecesOf(tokens: readonly TerminalToken[]): readonly Piece[] | undefined {
  const row = createRow();
  let current: TerminalToken[] = [];
  let before: TerminalToken | undefined;
  let column = 0;
  const finish = (): boolean => {
    const written = current;
    current = [];
    return written.length === 0 || row.write(written);
  };
  for (const token of tokens) {
    const left = column;
    column = columnBehind(column, token);
    if (token.type === 'return' || (column === 0 && left > 0)) {
      if (!finish()) return undefined;
    } else if (token.type === 'erase' && token.part !== 0) {
      if (!finish()) return undefined;
      row.erase();
    } else if (token.type === 'erase') {
      // Programs that colour matches send this after each colour, with nothing to wipe.
      if (before?.type !== 'colour') row.erase();
      if (current.length > 0) current.push(token);
    } else if (token.type === 'blank' && current.length === 0) {
      row.blank(token.cells);
    } else if (token.type !== 'colour' && token.type !== 'hidden') {
      current.push(token);
    }
    before = token;
  }
  return finish() ? row.pieces : undefined;
}

/** A row with the pieces written on it; the newest that nothing wiped covers the others. */
function createRow() {
  const pieces: Piece[] = [];
  const standing: { readonly piece: Piece; readonly extent: Extent }[] = [];
  const wipeNewest = () => {
    const newest = standing.pop();
    if (newest !== undefined) newest.piece.wiped = true;
  };
  return {
    pieces,
    erase(): void {
      while (standing.length > 0) wipeNewest();
    },
    blank(cells: number): void {
      while ((standing.at(-1)?.extent.visible ?? Number.POSITIVE_INFINITY) <= cells) wipeNewest();
    },
    /** Writes from the first column on; `false` where the outcome is not certain. */
    write(tokens: readonly TerminalToken[]): boolean {
      const drawn = drawRow(tokens);
      if (drawn === undefined || (standing.length > 0 && tokens.some(leavesGap))) return false;
      const extent = extentOf(drawn.text);
      if (extent.visible === 0) {
        this.blank(extent.reach);
        return true;
      }
      const newest = standing.at(-1)?.extent;
      if (newest !== undefined && padsOver(extent, newest)) wipeNewest();
      const piece = { ...drawn, wiped: false };
      pieces.push(piece);
      standing.push({ piece, extent });
      return true;
    },
  };
}

/** Blanks after a text wipe what they cover; if both are equally wide, they are records of a fixed width. */
function padsOver({ blanks, reach }: Extent, older: Extent): boolean {
  return blanks >= fewestBlanks && reach >= older.visible && reach !== older.reach;
}

/** The column after a token, 0-based, as far as every character takes one cell. */
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
  /** Blanks after them. */
  readonly blanks: number;
  /** Cells that it takes at least. */
  readonly reach: number;
};

function extentOf(text: string): Extent {
  const visible = text.trimEnd().length;
  return { visible: isNarrow(text) ? visible : visible * 2, blanks: text.length - visible, reach: text.length };
}
