import { append } from '../../lib/lists.ts';
import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const notice = losslessNotice('changed files below their folders, without padding');
const countPart = /^ *(\d+)((?: [+-]+)?)$/;
const widthsPattern = /^\[headroom: padded to (\d+) and (\d+)\]$/;
const folderLine = /^\S.*\/:$/;
const root = './';
const fewestFiles = 4;

type FileLine = {
  readonly path: string;
  readonly count: string;
  readonly rest: string;
  readonly width: number;
  readonly countWidth: number;
};
type Widths = { readonly path: number; readonly count: number };

/** Lists of `path | 10 ++--` with each folder on a line of its own, a colon at its end, and no padding. */
export const statCodec: Codec = { name: 'git-stat', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const files = lines.map(readLine);
  const first = files.findIndex((file) => file !== undefined);
  if (first < 0 || text.includes(notice)) return undefined;
  if (files.filter((file) => file !== undefined).length < fewestFiles) return undefined;
  const out = [...lines.slice(0, first), notice];
  for (let index = first; index < lines.length; ) {
    let end = index;
    while (files[end] !== undefined) end++;
    if (end === index) {
      out.push(lines[index++] as string);
      continue;
    }
    append(out, encodeBlock(files.slice(index, end) as FileLine[]));
    index = end;
  }
  const encoded = out.join('\n');
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

function readLine(line: string): FileLine | undefined {
  const bar = line.startsWith(' ') ? line.lastIndexOf(' | ') : -1;
  const match = bar < 0 ? null : countPart.exec(line.slice(bar + 3));
  if (match === null || line[1] === ' ') return undefined;
  const [, count = '', rest = ''] = match;
  const path = line.slice(1, bar).trimEnd();
  return { path, count, rest, width: bar - 1, countWidth: line.length - bar - 3 - rest.length };
}

function encodeBlock(files: readonly FileLine[]): readonly string[] {
  const widths = widthsOf(files);
  const { width, countWidth } = files[0] as FileLine;
  const out =
    widths.path === width && widths.count === countWidth ? [] : [`[headroom: padded to ${width} and ${countWidth}]`];
  let folder = root;
  for (const { path, count, rest } of files) {
    const own = path.includes(' => ') || !path.includes('/') ? root : path.slice(0, path.lastIndexOf('/') + 1);
    if (own !== folder) out.push(`${own}:`);
    folder = own;
    out.push(` ${own === root ? path : path.slice(own.length)} | ${count}${rest}`);
  }
  return out;
}

function widthsOf(files: readonly Pick<FileLine, 'path' | 'count'>[]): Widths {
  let [path, count] = [0, 0];
  for (const file of files) {
    path = Math.max(path, file.path.length);
    count = Math.max(count, file.count.length);
  }
  return { path, count };
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(notice);
  if (start < 0) return text;
  const out = lines.slice(0, start);
  for (let index = start + 1; index < lines.length; ) {
    const files: FileLine[] = [];
    let folder = root;
    let given: Widths | undefined;
    for (; index < lines.length; index++) {
      const line = lines[index] as string;
      const file = readLine(line);
      const widths = files.length === 0 ? widthsPattern.exec(line) : null;
      if (file !== undefined) files.push({ ...file, path: folder === root ? file.path : folder + file.path });
      else if (widths !== null) given = { path: Number(widths[1]), count: Number(widths[2]) };
      else if (folderLine.test(line)) folder = line.slice(0, -1);
      else break;
    }
    const width = given ?? widthsOf(files);
    for (const { path, count, rest } of files)
      out.push(` ${path.padEnd(width.path)} | ${count.padStart(width.count)}${rest}`);
    if (index < lines.length) out.push(lines[index++] as string);
  }
  return out.join('\n');
}
