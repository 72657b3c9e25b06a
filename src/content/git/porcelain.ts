import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const heading = /^([0-9a-f]{40}) (\d+) (\d+)( \d+)?$/;
const shortHeading = /^([0-9a-f]{8}) (\d+) (\d+)( \d+)?$/;
const information = /^(?:author|committer|summary|previous|filename|boundary)\b/;
const words =
  'a commit stands in full at first and then by 8 digits; a line without one is the next of the same commit';
const told = ', particulars before each';
const noticePattern =
  /^\[headroom: lossless, blame of (\d+) lines(, particulars before each)?: a commit stands in full at first/;
const sameCommitter = 'committer as author';
const people = ['', '-mail', '-time', '-tz'];

type Entry = {
  readonly hash: string;
  readonly from: number;
  readonly to: number;
  readonly count: string;
  readonly facts: readonly string[];
  readonly line: string;
};

/**
 * `git blame --porcelain` and `--line-porcelain` with each commit's details once, its hash cut to eight digits from
 * then on, and no heading before a line that follows the previous one in both files.
 */
export const porcelainCodec: Codec = { name: 'git-blame-porcelain', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return undefined;
  const { entries, end } = readEntries(lines, start);
  const known = new Map<string, Entry>();
  const repeated = entries.some(
    (entry, index) => index > 0 && entries[index - 1]?.hash === entry.hash && entry.facts.length > 2,
  );
  const out = [
    ...lines.slice(0, start),
    losslessNotice(`blame of ${entries.length} lines${repeated ? told : ''}: ${words}`),
  ];
  let above: Entry | undefined;
  for (const entry of entries) {
    const short = entry.hash.slice(0, 8);
    const first = known.get(short);
    const facts = repeated ? (first?.facts ?? []) : [];
    if (first?.hash !== entry.hash || !sameLines(facts, entry.facts)) {
      out.push(`${entry.hash} ${entry.from} ${entry.to}${entry.count}`, ...shortenFacts(entry.facts));
      known.set(short, entry);
    } else if (!follows(entry, above)) {
      out.push(`${short} ${entry.from} ${entry.to}${entry.count}`);
    }
    out.push(entry.line);
    above = entry;
  }
  const encoded = [...out, ...lines.slice(end)].join('\n');
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

function readEntries(lines: readonly string[], start: number): { entries: readonly Entry[]; end: number } {
  const entries: Entry[] = [];
  let end = start;
  for (;;) {
    const match = heading.exec(lines[end] ?? '');
    if (match === null) break;
    let at = end + 1;
    while (information.test(lines[at] ?? '')) at++;
    const line = lines[at];
    // A terminal does not show a tab at a line's end.
    if (line === undefined || (line !== '' && !line.startsWith('\t'))) break;
    const [, hash = '', from, to, count = ''] = match;
    entries.push({ hash, from: Number(from), to: Number(to), count, facts: lines.slice(end + 1, at), line });
    end = at + 1;
  }
  return { entries, end };
}

function follows(entry: Entry, above: Entry | undefined): boolean {
  return above?.hash === entry.hash && entry.from === above.from + 1 && entry.to === above.to + 1 && entry.count === '';
}

function sameLines(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}

/** Facts with the committer's four lines merged into one if they equal the author's. */
function shortenFacts(facts: readonly string[]): readonly string[] {
  const same =
    facts[0]?.startsWith('author ') &&
    people.every((part, index) => {
      const value = facts[index]?.slice(`author${part}`.length);
      return facts[index]?.startsWith(`author${part} `) && facts[index + 4] === `committer${part}${value}`;
    });
  return same ? [...facts.slice(0, 4), sameCommitter, ...facts.slice(8)] : facts;
}

function restoreFacts(facts: readonly string[]): readonly string[] {
  if (facts[4] !== sameCommitter) return facts;
  const author = facts.slice(0, 4);
  return [...author, ...author.map((line) => line.replace(/^author/, 'committer')), ...facts.slice(5)];
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const [, total, each] = noticePattern.exec(lines[start] as string) as RegExpExecArray;
  const repeated = each !== undefined;
  const out = lines.slice(0, start);
  const known = new Map<string, { hash: string; facts: readonly string[] }>();
  let current = { hash: '', facts: [] as readonly string[] };
  let from = 0;
  let to = 0;
  let index = start + 1;
  for (let left = Number(total); left > 0 && index < lines.length; left--, index++) {
    const line = lines[index] as string;
    const match = heading.exec(line) ?? shortHeading.exec(line);
    if (match === null) {
      out.push(`${current.hash} ${++from} ${++to}`, ...(repeated ? current.facts : []), line);
      continue;
    }
    const [, name = '', first, second, count = ''] = match;
    let at = index + 1;
    while (information.test(lines[at] ?? '')) at++;
    const facts = restoreFacts(lines.slice(index + 1, at));
    if (name.length === 40) known.set(name.slice(0, 8), { hash: name, facts });
    current = known.get(name.slice(0, 8)) ?? current;
    [from, to] = [Number(first), Number(second)];
    out.push(`${current.hash} ${from} ${to}${count}`, ...(repeated || name.length === 40 ? current.facts : []));
    out.push(lines[at] ?? '');
    index = at;
  }
  return [...out, ...lines.slice(index)].join('\n');
}
