import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const commitLine = /^commit [0-9a-f]{40}\b/;
const dateLine = /^Date: {3}(\S.*?)( [+-]\d{4})$/;
const noticePattern =
  /^\[headroom: lossless, (\d+) commits, blank lines( and four blanks before (?:messages|words of messages))? left away; author is (.*) and time zone is ([+-]\d{4}) unless given\]$/;
const indent = '    ';
const fewestCommits = 3;

type Shared = {
  readonly commits: number;
  /** Which message lines lost their indentation of four blanks: all, those with words, or none. */
  readonly unindented: 'messages' | 'words of messages' | undefined;
  readonly author: string;
  readonly zone: string;
};

/**
 * `git log` in its full form, with and without `--stat`: the commonest author and time zone once, no blank lines around
 * heads, and messages at the margin if they can be distinguished from the rest.
 */
export const logCodec: Codec = { name: 'git-log', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => commitLine.test(line));
  if (start < 0) return undefined;
  const dates = lines.flatMap((line) => dateLine.exec(line)?.[2] ?? []);
  const authors = lines.filter((line) => line.startsWith('Author: ')).map((line) => line.slice('Author: '.length));
  const shared = { commits: dates.length, author: commonest(authors), zone: commonest(dates).trim() };
  if (dates.length < fewestCommits || shared.author === '' || shared.zone === '') return undefined;
  for (const unindented of ['messages', 'words of messages', undefined] as const) {
    const body = encodeCommits(lines.slice(start), { ...shared, unindented });
    if (body === undefined) return undefined;
    const notice = losslessNotice(
      `${shared.commits} commits, blank lines${unindented === undefined ? '' : ` and four blanks before ${unindented}`} left away; author is ${shared.author} and time zone is ${shared.zone} unless given`,
    );
    const encoded = [...lines.slice(0, start), notice, ...body].join('\n');
    if (encoded.length < text.length && decode(encoded) === text) return encoded;
  }
  return undefined;
}

function commonest(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = '';
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value;
  return best;
}

/** The lines from the first commit on; after the last complete head nothing is changed. */
function encodeCommits(lines: readonly string[], shared: Shared): readonly string[] | undefined {
  const out: string[] = [];
  let commits = 0;
  let index = 0;
  let inHead = false;
  for (; index < lines.length; index++) {
    const line = lines[index] as string;
    if (commitLine.test(line)) {
      if (index > 0) {
        if (lines[index - 1] !== '') return undefined;
        out.pop();
      }
      if (commits++ === shared.commits) break;
      inHead = true;
      out.push(line);
    } else if (!inHead) {
      out.push(shared.unindented !== undefined && line.startsWith(indent) ? line.slice(indent.length) : line);
    } else if (dateLine.test(line)) {
      const [, date = '', zone = ''] = dateLine.exec(line) as RegExpExecArray;
      out.push(`Date: ${date}${zone === ` ${shared.zone}` ? '' : zone}`);
      inHead = false;
      // The blank line after a head is left out; a text that ends there has none.
      if (lines[index + 1] === '') index++;
    } else if (line !== `Author: ${shared.author}`) {
      out.push(line);
    }
  }
  return [...out, ...lines.slice(index)];
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const [, count, unindented, author = '', zone = ''] = noticePattern.exec(lines[start] as string) as RegExpExecArray;
  const out = lines.slice(0, start);
  let left = Number(count);
  let index = start + 1;
  let head: 'none' | 'bare' | 'named' = 'none';
  for (; index < lines.length; index++) {
    const line = lines[index] as string;
    if (commitLine.test(line)) {
      if (index > start + 1) out.push('');
      if (left-- === 0) break;
      head = 'bare';
      out.push(line);
    } else if (head === 'none') {
      out.push(
        unindented !== undefined && isMessage(lines, index, unindented.includes('words')) ? indent + line : line,
      );
    } else if (line.startsWith('Date: ')) {
      if (head === 'bare') out.push(`Author: ${author}`);
      out.push(`Date:   ${line.slice('Date: '.length)}${/ [+-]\d{4}$/.test(line) ? '' : ` ${zone}`}`, '');
      head = 'none';
    } else {
      if (line.startsWith('Author: ')) head = 'named';
      out.push(line);
    }
  }
  return [...out, ...lines.slice(index)].join('\n');
}

/**
 * Whether a line at the margin belongs to a message: not to a list of files, and not the blank line before one or at
 * the end.
 */
function isMessage(lines: readonly string[], index: number, wordsOnly: boolean): boolean {
  const fileLine = /^ \S/;
  const line = lines[index] as string;
  if (line !== '') return !fileLine.test(line);
  const next = lines[index + 1];
  return !wordsOnly && next !== undefined && !fileLine.test(next);
}
