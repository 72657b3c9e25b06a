import { joinLines, splitLines } from '../lines.ts';
import { losslessNotice } from '../marker.ts';
import { findPatterns, type Pattern } from './patterns.ts';

/** Names of patterns: as many as a reader can keep in mind. */
const names = Array.from('ABCDEFGH');
const headerOf = (count: number) =>
  losslessNotice(
    `${count} ${count === 1 ? 'pattern' : 'patterns'} first, with * for what varies; below, a row such as "A> 1 | x" fills in its *`,
  );
const header =
  /^\[headroom: lossless, (\d+) patterns? first, with \* for what varies; below, a row such as "A> 1 \| x" fills in its \*\]$/;
const row = /^([A-Z])> (.*)$/;
const between = ' | ';

/**
 * Writes the shared part of an event's lines once, at the top, and of each line only its own part. Lines for which
 * `stays` is true are kept as they are.
 * @param events the number of each line's event, as `surveyLines` finds it
 * @returns `undefined` if no pattern is worth its line.
 */
export function encodePatterns(
  text: string,
  events: Uint32Array,
  stays: (index: number) => boolean,
): string | undefined {
  const { lines, closed } = splitLines(text);
  const patterns = findPatterns(lines, events, stays, names.length).filter(isWritable);
  if (patterns.length === 0) return undefined;
  const out = [
    headerOf(patterns.length),
    ...patterns.map(({ parts }, number) => `${names[number]}> ${parts.join('*')}`),
  ];
  const rows = new Map<number, string>();
  for (const [number, pattern] of patterns.entries()) {
    for (const [index, values] of pattern.rows) rows.set(index, `${names[number]}> ${values.join(between)}`);
  }
  for (const [index, line] of lines.entries()) {
    const written = rows.get(index);
    if (written === undefined && line.charAt(1) === '>' && row.test(line)) return undefined;
    out.push(written ?? line);
  }
  return joinLines({ lines: out, closed });
}

/** Whether the values of every row can be distinguished. */
function isWritable({ rows }: Pattern): boolean {
  for (const values of rows.values()) if (values.join(between).split(between).length !== values.length) return false;
  return true;
}

/** @throws {Error} when the text is not of this layout. */
export function decodePatterns(text: string): string {
  const { lines, closed } = splitLines(text);
  const count = Number(header.exec(lines[0] ?? '')?.[1] ?? 0);
  if (count === 0) throw new Error(`expected ${headerOf(1)}, found ${lines[0] ?? 'nothing'}`);
  const patterns = new Map(lines.slice(1, count + 1).map((line) => [line.charAt(0), line.slice(3).split('*')]));
  const decoded = lines.slice(count + 1).map((line) => {
    const match = line.charAt(1) === '>' ? row.exec(line) : null;
    const parts = match === null ? undefined : patterns.get(match[1] as string);
    if (match === null || parts === undefined) return line;
    const values = (match[2] as string).split(between);
    return parts.map((part, place) => (place === 0 ? part : (values[place - 1] ?? '') + part)).join('');
  });
  return joinLines({ lines: decoded, closed });
}
