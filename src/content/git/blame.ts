import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const stampEnd = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}(?= +\d+\))/;
const stampStart = /^\^?[0-9a-f]{4,40} /;
const numberPart = /^ +(\d+)(?=\))/;
const numbered = /^\d+\)/;
const noticePattern =
  /^\[headroom: lossless, blame of (\d+) lines: each change stands above its lines, in full at first and then by its hash; numbers (\d+) wide\]$/;
const longestStamp = 300;
const fewestLines = 5;

type BlameLine = { readonly stamp: string; readonly hash: string; readonly number: string; readonly rest: string };

/**
 * `git blame` with hash, author and date once before their lines, and later the hash alone; then `12) the line`, the
 * line itself unchanged.
 */
export const blameCodec: Codec = { name: 'git-blame', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => readLine(line) !== undefined);
  if (start < 0) return undefined;
  const known = new Map<string, string>();
  const body: string[] = [];
  let current: string | undefined;
  let width = 0;
  let index = start;
  for (; index < lines.length; index++) {
    const line = readLine(lines[index] as string);
    if (line === undefined) break;
    if (line.stamp !== current) body.push(known.get(line.hash) === line.stamp ? `${line.hash}:` : `${line.stamp}):`);
    known.set(line.hash, line.stamp);
    current = line.stamp;
    width = Math.max(width, line.number.length);
    body.push(`${line.number}${line.rest}`);
  }
  if (index - start < fewestLines) return undefined;
  const notice = losslessNotice(
    `blame of ${index - start} lines: each change stands above its lines, in full at first and then by its hash; numbers ${width} wide`,
  );
  const encoded = [...lines.slice(0, start), notice, ...body, ...lines.slice(index)].join('\n');
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

function readLine(line: string): BlameLine | undefined {
  const hash = stampStart.exec(line)?.[0].slice(0, -1);
  if (hash === undefined) return undefined;
  const match = stampEnd.exec(line.slice(0, longestStamp));
  if (match === null) return undefined;
  const end = match.index + match[0].length;
  const number = numberPart.exec(line.slice(end, end + 20))?.[1];
  if (number === undefined) return undefined;
  return { stamp: line.slice(0, end), hash, number, rest: line.slice(line.indexOf(')', end)) };
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const [, count, width] = noticePattern.exec(lines[start] as string) as unknown as [string, string, string];
  const out = lines.slice(0, start);
  const known = new Map<string, string>();
  let stamp = '';
  let left = Number(count);
  let index = start + 1;
  for (; index < lines.length && left > 0; index++) {
    const line = lines[index] as string;
    const number = numbered.exec(line)?.[0].slice(0, -1);
    if (number !== undefined) {
      out.push(`${stamp} ${number.padStart(Number(width))}${line.slice(number.length)}`);
      left--;
    } else if (line.endsWith('):')) {
      stamp = line.slice(0, -2);
      known.set(stamp.slice(0, stamp.indexOf(' ')), stamp);
    } else {
      stamp = known.get(line.slice(0, -1)) ?? '';
    }
  }
  return [...out, ...lines.slice(index)].join('\n');
}
