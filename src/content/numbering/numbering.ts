import type { Codec } from '../../model/content.ts';
import { joinLines, splitLines } from '../lines.ts';
import { losslessNotice } from '../marker.ts';

const header = losslessNotice('line numbers on each tenth line');
/** A line after its number, as viewers print it: ` 12→text` or `12<TAB>text`. */
const numbered = /^( *)(\d{1,7})(→|\t)/;
/** Numbers that stay: the first of a run, and multiples of this. */
const step = 10;
/** Fewer numbers than these are not worth a legend. */
const fewestNumbers = 20;

/** A line's number and its formatting. */
type Numbered = { readonly number: number; readonly width: number; readonly mark: string; readonly length: number };

/**
 * Removes the line numbers of a file as a viewer shows it, except the first of each run and every tenth; the mark after
 * the number stays on every line. Counting restores the others.
 */
export const numberingCodec: Codec = {
  name: 'line-numbers',
  encode(text) {
    const { lines, closed } = splitLines(text);
    let before: Numbered | undefined;
    let taken = 0;
    const out = lines.map((line) => {
      const own = readNumber(line);
      const follows = own !== undefined && before !== undefined && isNext(own, before);
      before = own;
      if (own === undefined || !follows || own.number % step === 0) return line;
      taken++;
      return line.slice(own.length - own.mark.length);
    });
    if (taken < fewestNumbers) return undefined;
    const encoded = joinLines({ lines: [header, ...out], closed });
    return numberingCodec.decode(encoded) === text ? encoded : undefined;
  },
  decode(encoded) {
    const { lines, closed } = splitLines(encoded);
    let before: Numbered | undefined;
    const out = lines.slice(1).map((line) => {
      const own = readNumber(line);
      if (own !== undefined || before === undefined || !line.startsWith(before.mark)) {
        before = own;
        return line;
      }
      const number = before.number + 1;
      before = { ...before, number };
      return `${String(number).padStart(before.width)}${line}`;
    });
    return joinLines({ lines: out, closed });
  },
};

/** A text with its removed line numbers restored; any other unchanged. */
export function withLineNumbers(text: string): string {
  return text.startsWith(`${header}\n`) ? numberingCodec.decode(text) : text;
}

function readNumber(line: string): Numbered | undefined {
  const found = numbered.exec(line);
  if (found === null) return undefined;
  const [whole, spaces = '', digits = '', mark = ''] = found;
  return {
    number: Number(digits),
    width: spaces === '' ? 0 : spaces.length + digits.length,
    mark,
    length: whole.length,
  };
}

function isNext(own: Numbered, before: Numbered): boolean {
  const sameWidth = own.width === before.width || own.width === 0;
  return own.number === before.number + 1 && own.mark === before.mark && sameWidth;
}
