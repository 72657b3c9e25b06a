import type { VolatileName } from '../model/alignment.ts';
import type { Parting } from '../model/cache.ts';
import { detectVolatile, labelBefore, type VolatileToken } from './volatile.ts';

/** How many bytes around a place are examined. */
const windowBytes = 2048;

/** A window of a text, and the place in it, in characters. */
type Window = { readonly text: string; readonly at: number };

/**
 * The token at which two versions of a text diverge: a volatile token of the same kind in both, or a number that is
 * higher in the later one; `undefined` for anything else.
 * @param within bytes that the two have in common at their start
 */
export function tokenAt(
  earlier: Uint8Array,
  later: Uint8Array,
  within: number,
): Pick<Parting, 'cause' | 'names'> | undefined {
  const before = windowAt(earlier, within);
  const now = windowAt(later, within);
  const token = detectVolatile(now.text).find(({ start, end }) => start <= now.at && now.at < end);
  const same =
    token && detectVolatile(before.text).find(({ start, kind }) => start === token.start && kind === token.kind);
  if (same !== undefined) {
    return { cause: 'volatile', names: [describe({ ...same, label: labelOf(before.text, same) })] };
  }
  const number = numberAt(now);
  const older = numberAt(before);
  if (number === undefined || older === undefined || number.value <= older.value) return undefined;
  const label = labelWithin(now.text, number.start);
  return { cause: 'counter', names: [label === '' ? 'number' : `number after "${label}"`] };
}

/** The name of a token: its own key if it has one, else the words before it. */
function labelOf(text: string, { kind, label, start }: VolatileToken): string {
  return kind === 'id' ? label : labelWithin(text, start);
}

/**
 * The words before a place, within its string: words outside are names of the format, not of the program. With escapes
 * blanked out, each quote begins or ends a string. A number may be outside any string.
 */
function labelWithin(text: string, place: number): string {
  const from = text.lastIndexOf('"', place) + 1;
  const before = text.slice(from, place);
  return from > 0 && /^\s*[:,\]}]/.test(before) ? '' : labelBefore(before, before.length);
}

/** A volatile token in words: its kind and the words before it. */
export function describe({ kind, label }: VolatileName): string {
  return label === '' ? kind : `${kind} after "${label}"`;
}

/** Cut where characters begin. Escapes become blanks and line ends of the same length, so that offsets hold. */
function windowAt(bytes: Uint8Array, place: number): Window {
  const isInside = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  let start = Math.max(0, place - windowBytes);
  let middle = Math.min(place, bytes.length);
  let end = Math.min(bytes.length, place + windowBytes);
  while (start > 0 && isInside(start)) start--;
  while (middle > start && isInside(middle)) middle--;
  while (end < bytes.length && isInside(end)) end++;
  const slice = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('utf8');
  const before = slice(start, middle);
  return { text: plain(before + slice(middle, end)), at: before.length };
}

function plain(source: string): string {
  return source.replaceAll(/\\(?:u[0-9a-fA-F]{4}|[^u])/g, (found) =>
    found[1] === 'n' || found[1] === 'r' ? ' \n' : ' '.repeat(found.length),
  );
}

/** The whole number that contains a place or starts right after it. */
function numberAt({ text, at }: Window): { readonly value: number; readonly start: number } | undefined {
  const isDigit = (index: number) => /\d/.test(text[index] ?? '');
  let start = at;
  while (isDigit(start - 1)) start--;
  let end = at;
  while (isDigit(end)) end++;
  if (start === end || end - start > 15) return undefined;
  return { value: Number(text.slice(start, end)), start };
}
