/** A piece of a line as a terminal reads it. */
export type TerminalToken =
  /** Characters that are shown. */
  | { readonly type: 'text'; readonly text: string }
  /** Back to the first column: a carriage return, or a move there. */
  | { readonly type: 'return' }
  /** Backspace: one column to the left. */
  | { readonly type: 'backspace' }
  /** Erases in the line: 0 from the cursor on, 1 up to the cursor, 2 all of it. */
  | { readonly type: 'erase'; readonly part: 0 | 1 | 2 }
  /** Blanks out this many cells from the cursor on. */
  | { readonly type: 'blank'; readonly cells: number }
  /** To this column, counted from 0. */
  | { readonly type: 'column'; readonly column: number }
  /** This many columns to the right, or to the left when negative. */
  | { readonly type: 'move'; readonly columns: number }
  /** Changes how the characters after it look. */
  | { readonly type: 'colour' }
  /** Shows nothing: a title, a link, a mode, a bell. */
  | { readonly type: 'hidden' }
  /** Leaves the line, or does something whose effect within it is not clear. */
  | { readonly type: 'unclear'; readonly raw: string };

/** Cells that a sequence may move over or blank out; no terminal is wider. */
const mostCells = 4096;

// CSI, OSC and the other control strings, charset selection, two-character escapes, BS, CR, BEL. No branch can run past the
// next ESC, so that the whole scan is linear.
const control =
  /\x1b\[([0-?]*)([ -/]*)([@-~])|\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[()]B|[=>\\])|(\x1b[ -/]*[0-~])|([\r\b\x07])/g;

/** Reads a line into tokens. Linear. */
export function readTerminalTokens(line: string): readonly TerminalToken[] {
  const tokens: TerminalToken[] = [];
  let end = 0;
  for (const match of line.matchAll(control)) {
    if (match.index > end) tokens.push({ type: 'text', text: line.slice(end, match.index) });
    end = match.index + match[0].length;
    tokens.push(readControl(match));
  }
  if (end < line.length) tokens.push({ type: 'text', text: line.slice(end) });
  return tokens;
}

/** A text without its control sequences and backspaces; carriage returns and line ends stay. */
export function withoutControls(text: string): string {
  return text.includes('\x1b') || text.includes('\b')
    ? text.replace(control, (each) => (each === '\r' ? each : ''))
    : text;
}

function readControl(match: RegExpExecArray): TerminalToken {
  const [raw, parameters, intermediate, final, otherEscape, single] = match;
  if (final !== undefined) return readSequence(raw, parameters ?? '', intermediate ?? '', final);
  if (otherEscape !== undefined) return { type: 'unclear', raw };
  if (single === '\r') return { type: 'return' };
  if (single === '\b') return { type: 'backspace' };
  return { type: 'hidden' };
}

function readSequence(raw: string, parameters: string, intermediate: string, final: string): TerminalToken {
  if (final === 'm' && intermediate === '' && /^[\d;:]*$/.test(parameters)) return { type: 'colour' };
  const silent = 'mhlnqtcp';
  if (silent.includes(final)) return { type: 'hidden' };
  if (intermediate !== '' || !/^\d{0,5}$/.test(parameters)) return { type: 'unclear', raw };
  const given = parameters === '' ? undefined : Number(parameters);
  const count = given === undefined || given === 0 ? 1 : given;
  if (count > mostCells) return { type: 'unclear', raw };
  switch (final) {
    case 'K':
    case 'J': {
      const part = given ?? 0;
      return part === 0 || part === 1 || part === 2 ? { type: 'erase', part } : { type: 'hidden' };
    }
    case 'G':
      return count === 1 ? { type: 'return' } : { type: 'column', column: count - 1 };
    case 'C':
      return { type: 'move', columns: count };
    case 'D':
      return { type: 'move', columns: -count };
    case 'X':
      return { type: 'blank', cells: count };
    default:
      return { type: 'unclear', raw };
  }
}
