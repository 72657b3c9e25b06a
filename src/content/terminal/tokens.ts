/** A piece of a line as a terminal reads it. */
export type TerminalToken =
  /** Characters that are shown. */
  | { readonly type: 'text'; readonly text: string }
  /** Carriage return: back to the first column. */
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
  /** Leaves the line, or does something whose effect within it is not clear. */
  | { readonly type: 'unclear'; readonly raw: string };

// CSI, OSC and the other control strings, charset selection, two-character escapes, BS, CR, BEL. No branch can run past the
// next ESC, so that the whole scan is linear.
const control =
  /\x1b\[([0-?]*)([ -/]*)([@-~])|\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[()]B|[=>\\])|(\x1b[ -/]*[0-~])|([\r\b\x07])/g;

/** Reads a line into tokens. Sequences without any visible effect (colours, titles, links, modes) leave none. */
export function readTerminalTokens(line: string): readonly TerminalToken[] {
  const tokens: TerminalToken[] = [];
  let end = 0;
  for (const match of line.matchAll(control)) {
    if (match.index > end) tokens.push({ type: 'text', text: line.slice(end, match.index) });
    end = match.index + match[0].length;
    const token = readControl(match);
    if (token !== undefined) tokens.push(token);
  }
  if (end < line.length) tokens.push({ type: 'text', text: line.slice(end) });
  return tokens;
}

function readControl(match: RegExpExecArray): TerminalToken | undefined {
  const [raw, parameters, intermediate, final, otherEscape, single] = match;
  if (final !== undefined) return readSequence(raw, parameters ?? '', intermediate ?? '', final);
  if (otherEscape !== undefined) return { type: 'unclear', raw };
  if (single === '\r') return { type: 'return' };
  if (single === '\b') return { type: 'backspace' };
  return undefined;
}

function readSequence(raw: string, parameters: string, intermediate: string, final: string): TerminalToken | undefined {
  const silent = 'mhlnqtcp';
  if (silent.includes(final)) return undefined;
  if (intermediate !== '' || !/^\d{0,5}$/.test(parameters)) return { type: 'unclear', raw };
  const given = parameters === '' ? undefined : Number(parameters);
  const count = given === undefined || given === 0 ? 1 : given;
  switch (final) {
    case 'K':
    case 'J': {
      const part = given ?? 0;
      return part === 0 || part === 1 || part === 2 ? { type: 'erase', part } : undefined;
    }
    case 'G':
      return { type: 'column', column: count - 1 };
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
