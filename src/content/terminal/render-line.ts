import type { Taken } from '../marker.ts';
import { type LineEnd, withoutEndingBlanks, withoutReturn } from './ends.ts';
import { redrawn } from './redraw.ts';
import { readTerminalTokens } from './tokens.ts';

/** A line as it is shown. */
export type RenderedLine = {
  readonly text: string;
  /** What was removed. */
  readonly taken: readonly Taken[];
  /** Its earlier text that is no longer visible. */
  readonly overwritten: readonly string[];
};

/** Which parts of a line are content. */
export type LineRules = {
  /** Every line of the text ends in CRLF, so that one carriage return per line says nothing. */
  readonly everyReturn: boolean;
  readonly keepsColours: boolean;
  /** Blanks and carriage returns at its end, if not every line has one. */
  readonly keepsLineEnd: boolean;
  /** Carriage returns and backspaces inside it. */
  readonly keepsReturns: boolean;
};

const control = /[\x1b\r\b]/;
const colour = /\x1b\[[\d;:]*m/g;
/** How bold and underlined characters are sent to a printer: twice, or with an underscore. */
const overstrike = /([^\x08])\x08(?=\1)|_\x08(?=[^\x08])/g;

/** Renders one line, which stays byte for byte if its intermediate text may be content. */
export function renderLine(line: string, end: LineEnd, rules: LineRules): RenderedLine {
  const taken: Taken[] = [];
  if (rules.keepsColours) {
    const text = rules.everyReturn && end.returns > 0 ? withoutReturn(line) : line;
    return { text, taken: ['line ends'], overwritten: [] };
  }
  const body = bodyOf(end.body, rules, taken);
  if (body === undefined) return { text: line, taken: [], overwritten: [] };
  const stay = rules.keepsLineEnd ? end.returns - (rules.everyReturn ? 1 : 0) : 0;
  if (end.returns > 0 && stay < end.returns) taken.push('line ends');
  // A redraw that is padded with blanks wipes the earlier text.
  const isPadded = body.overwritten.length > 0;
  const shown = rules.keepsLineEnd && !isPadded ? body.shown : withoutEndingBlanks(body.shown);
  if (shown !== body.shown && !isPadded) taken.push('blanks');
  return { text: `${shown}${'\r'.repeat(Math.max(0, stay))}`, taken, overwritten: body.overwritten };
}

type Body = { readonly shown: string; readonly overwritten: readonly string[] };

function bodyOf(body: string, { keepsReturns }: LineRules, taken: Taken[]): Body | undefined {
  if (!control.test(body)) return { shown: body, overwritten: [] };
  const plain = body.replace(colour, '');
  if (plain !== body) taken.push('colours');
  if (!control.test(plain)) return { shown: plain, overwritten: [] };
  if (keepsReturns && body.includes('\r')) return undefined;
  const found = redrawn(readTerminalTokens(body.includes('\b') ? body.replace(overstrike, '') : body));
  if (found === undefined || (keepsReturns && found.overwritten.length > 0)) return undefined;
  taken.push(found.overwritten.length > 0 ? 'progress' : 'control sequences');
  return found;
}
