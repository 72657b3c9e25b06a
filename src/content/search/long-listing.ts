import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const entryPattern =
  /^([bcdlps-][rwxsStT-]{9}[.+@]?) +(\d+) +(\S+) +(\S+) +(\d+) ([A-Z][a-z]{2} [ \d]\d (?:\d\d:\d\d| \d{4})) (.+)$/;
const writtenPattern =
  /^(?:(d )|([bcdlps-][rwxsStT-]{9}[.+@]?) (\d+) (\S+) (\S+) )?(\d+) ([A-Z][a-z]{2} [ \d]\d (?:\d\d:\d\d| \d{4})) (.+)$/;
const noticePattern =
  /^\[headroom: lossless, ls -l without (\S+) (\d+) (\S+) (\S+) before files and (\S+) (\d+) (\S+) (\S+) before folders, which begin with d\]$/;
const fewestEntries = 4;
/** A form may be longer by its notice and still take fewer tokens. */
const longestNotice = 140;

type Head = { readonly mode: string; readonly links: string; readonly owner: string; readonly group: string };
type Entry = Head & { readonly size: string; readonly date: string; readonly name: string };

/**
 * `ls -l`, one folder or many, with the commonest mode, links and owners of files and of folders once, and without
 * padding, which the entries of a folder have in common.
 */
export const longListingCodec: Codec = { name: 'search-long-listing', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const entries = lines.map(readEntry);
  const known = entries.filter((entry) => entry !== undefined);
  if (known.length < fewestEntries) return undefined;
  const file = commonest(known.filter(({ mode }) => !mode.startsWith('d')));
  const folder = commonest(known.filter(({ mode }) => mode.startsWith('d')));
  const first = entries.findIndex((entry) => entry !== undefined);
  const notice = losslessNotice(`ls -l without ${file} before files and ${folder} before folders, which begin with d`);
  const body = lines.slice(first).map((line, index) => {
    const entry = entries[first + index];
    if (entry === undefined) return line;
    const head = headOf(entry);
    const told = head === file ? '' : head === folder ? 'd ' : `${head} `;
    return `${told}${entry.size} ${entry.date} ${entry.name}`;
  });
  const encoded = [...lines.slice(0, first), notice, ...body].join('\n');
  return encoded.length < text.length + longestNotice && decode(encoded) === text ? encoded : undefined;
}

function readEntry(line: string): Entry | undefined {
  const match = line.length > 1000 ? null : entryPattern.exec(line);
  if (match === null) return undefined;
  const [, mode = '', links = '', owner = '', group = '', size = '', date = '', name = ''] = match;
  return { mode, links, owner, group, size, date, name };
}

function headOf({ mode, links, owner, group }: Head): string {
  return `${mode} ${links} ${owner} ${group}`;
}

function commonest(entries: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(headOf(entry), (counts.get(headOf(entry)) ?? 0) + 1);
  let best = '- 0 - -';
  for (const [head, count] of counts) if (count > (counts.get(best) ?? 0)) best = head;
  return best;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const told = (noticePattern.exec(lines[start] as string) as RegExpExecArray).slice(1);
  const out = lines.slice(0, start);
  for (let index = start + 1; index < lines.length; ) {
    const entries: Entry[] = [];
    for (; index < lines.length; index++) {
      const entry = readWritten(lines[index] as string, told);
      if (entry === undefined) break;
      entries.push(entry);
    }
    for (const line of padded(entries)) out.push(line);
    if (index < lines.length) out.push(lines[index++] as string);
  }
  return out.join('\n');
}

function readWritten(line: string, told: readonly string[]): Entry | undefined {
  const match = line.length > 1000 ? null : writtenPattern.exec(line);
  if (match === null) return undefined;
  const [, folder, mode, links, owner, group, size = '', date = '', name = ''] = match;
  const [a, b, c, d] =
    mode === undefined ? (folder === undefined ? told.slice(0, 4) : told.slice(4)) : [mode, links, owner, group];
  return { mode: a ?? '', links: b ?? '', owner: c ?? '', group: d ?? '', size, date, name };
}

/** Entries of one folder: numbers at the right of their columns, names at the left. */
function padded(entries: readonly Entry[]): readonly string[] {
  const width = (of: (entry: Entry) => string) => entries.reduce((most, entry) => Math.max(most, of(entry).length), 0);
  const [links, owner, group, size] = [
    width((entry) => entry.links),
    width((entry) => entry.owner),
    width((entry) => entry.group),
    width((entry) => entry.size),
  ];
  return entries.map((entry) =>
    [
      entry.mode,
      entry.links.padStart(links),
      entry.owner.padEnd(owner),
      entry.group.padEnd(group),
      entry.size.padStart(size),
      entry.date,
      entry.name,
    ].join(' '),
  );
}
