import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const words = 'paths grouped by folder';
const noticePattern = /^\[headroom: lossless, paths grouped by folder(?:; numbers padded to (\d+))?\]$/;
/** The text before a path, and the path: its folder and its name. */
const entryPattern = /^((?:[^\s/├└│]+[ \t]+){1,5})((?:[^\s/:][^\s/:]*)?\/(?:[^\s/:]+\/)*)?([^\s/:]+)$/;
const numbered = /^ *(\d+) /;
const longestLine = 400;
const fewestEntries = 5;
/** Entries among the lines; in other texts a path at a line's end is part of what the line says. */
const fewestShare = 0.8;
/** A form may be longer by its notice and still take fewer tokens. */
const longestNotice = 140;

type Entry = { readonly before: string; readonly folder: string; readonly name: string };

/**
 * Lines that say something of a path that ends them (`wc -l`, `du`, `git diff --numstat`) with each folder on a line of
 * its own, a colon at its end. Other lines follow a line with only a colon.
 */
export const entriesCodec: Codec = { name: 'search-entries', encode, decode };

function encode(text: string): string | undefined {
  const source = text.split('\n');
  const width = numberWidth(source);
  const lines = width === undefined ? source : source.map((line) => line.trimStart());
  const entries = lines.map(readEntry);
  const first = entries.findIndex((entry) => entry !== undefined && entry.folder !== '');
  const known = entries.filter((entry) => entry !== undefined).length;
  const told = lines.filter((line) => line !== '').length;
  if (first < 0 || known < fewestEntries || known < fewestShare * told) return undefined;
  const out = [
    ...source.slice(0, first),
    losslessNotice(width === undefined ? words : `${words}; numbers padded to ${width}`),
  ];
  let folder: string | undefined;
  for (let index = first; index < lines.length; index++) {
    const entry = entries[index];
    const own = entry?.folder ?? '';
    if (lines[index] === '') {
      out.push('');
      continue;
    }
    if (own !== folder) out.push(`${own}:`);
    folder = own;
    out.push(own === '' ? (lines[index] as string) : `${entry?.before}${entry?.name}`);
  }
  const encoded = out.join('\n');
  return encoded.length < text.length + longestNotice && decode(encoded) === text ? encoded : undefined;
}

function readEntry(line: string): Entry | undefined {
  const match = line.length > longestLine ? null : entryPattern.exec(line);
  return match === null ? undefined : { before: match[1] as string, folder: match[2] ?? '', name: match[3] as string };
}

/** The width to which all lines' numbers are padded; `undefined` if they are not. */
function numberWidth(lines: readonly string[]): number | undefined {
  let width: number | undefined;
  for (const line of lines) {
    if (line === '') continue;
    const own = (numbered.exec(line)?.[0].length ?? 0) - 1;
    if (own < 1 || (width !== undefined && own !== width)) return undefined;
    width = own;
  }
  return width;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const padded = noticePattern.exec(lines[start] as string)?.[1];
  const out = lines.slice(0, start);
  let folder = '';
  for (const line of lines.slice(start + 1)) {
    if (line === ':' || line.endsWith('/:')) {
      folder = line.slice(0, -1);
      continue;
    }
    const name = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t')) + 1;
    const whole = line === '' ? line : line.slice(0, name) + folder + line.slice(name);
    const number = padded === undefined ? undefined : numbered.exec(whole)?.[1];
    out.push(number === undefined ? whole : whole.replace(number, number.padStart(Number(padded))));
  }
  return out.join('\n');
}
