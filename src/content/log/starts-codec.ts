import type { Codec } from '../../model/content.ts';
import { joinLines, splitLines } from '../lines.ts';
import { losslessNotice } from '../marker.ts';
import { withoutStamp } from './stamp.ts';

const header = losslessNotice('what lines begin with stands above them once, behind ##');
const heading = '##';

/** How much of the prefix is the shared start of a line: all of it, or the part before the time. */
const cuts: readonly ((stamp: string) => string)[] = [
  (stamp) => stamp.trimEnd(),
  // Readers would put a time together wrongly that is half above the lines and half in them.
  (stamp) => stamp.slice(0, time.exec(stamp)?.index),
];
const time = /\[?\d{4}-\d\d-\d\dT/;

/**
 * Writes the time, or the names of job and step, that a CI service puts before every line once above consecutive lines
 * that share it.
 */
export const startsCodec: Codec = { name: 'starts', encode, decode };

function encode(text: string): string | undefined {
  const { lines, closed } = splitLines(text);
  const stamps = lines.map((line) => line.slice(0, line.length - withoutStamp(line).length));
  if (!stamps.some((stamp) => stamp !== '')) return undefined;
  let best: readonly string[] | undefined;
  let size = text.length;
  for (const cut of cuts) {
    const out = group(lines, stamps.map(cut));
    const length = out?.reduce((sum, line) => sum + line.length + 1, 0) ?? size;
    if (out === undefined || length >= size) continue;
    best = out;
    size = length;
  }
  // An unclosed last line that is only a start would read as the end of the previous line.
  if (best === undefined || (!closed && best.at(-1) === '')) return undefined;
  return joinLines({ lines: best, closed });
}

/** The lines under headings; `undefined` if one could be taken for a heading. */
function group(lines: readonly string[], starts: readonly string[]): readonly string[] | undefined {
  const out: string[] = [header];
  let current = '';
  for (const [index, line] of lines.entries()) {
    const start = starts[index] as string;
    if (start !== current) out.push(`${heading}${start}`);
    current = start;
    const rest = line.slice(start.length);
    if (rest.startsWith(heading)) return undefined;
    out.push(rest);
  }
  return out;
}

/** @throws {Error} when the text is not of this layout. */
function decode(text: string): string {
  const { lines, closed } = splitLines(text);
  if (lines[0] !== header) throw new Error(`expected ${header}, found ${lines[0] ?? 'nothing'}`);
  const out: string[] = [];
  let start = '';
  for (const line of lines.slice(1)) {
    if (line.startsWith(heading)) start = line.slice(heading.length);
    else out.push(start + line);
  }
  return joinLines({ lines: out, closed });
}
