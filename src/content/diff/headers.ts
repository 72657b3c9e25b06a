import { append } from '../../lib/lists.ts';
import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const words = 'files named once, --- and +++ lines left away';
const notice = losslessNotice(words);
const twice = /^diff --git a\/(\S+) b\/(\S+)$/;
const once = /^diff --git (?![ab]\/)(\S+)$/;
const extended =
  /^(?:index |old mode |new mode |new file mode |deleted file mode |similarity index |dissimilarity index |rename |copy )/;
const none = '/dev/null';

/** `git diff` with the path of a file once in its head instead of four times. */
export const diffHeadersCodec: Codec = { name: 'diff-headers', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith('diff --git '));
  if (first < 0) return undefined;
  const out = [...lines.slice(0, first), notice];
  for (let index = first; index < lines.length; ) {
    const line = lines[index] as string;
    const [, left, right] = twice.exec(line) ?? [];
    if (left === undefined || left !== right || left.startsWith('a/') || left.startsWith('b/')) {
      out.push(line);
      index++;
      continue;
    }
    const end = endOfHead(lines, index + 1);
    const head = lines.slice(index + 1, end);
    const [before, after] = namesOf(left, head);
    const isNamed = lines[end] === before && lines[end + 1] === after && lines[end + 2]?.startsWith('@@ ');
    out.push(isNamed || !lines[end]?.startsWith('@@ ') ? `diff --git ${left}` : line, ...head);
    index = isNamed ? end + 2 : end;
  }
  const encoded = out.join('\n');
  return encoded.length < text.length + notice.length && decode(encoded) === text ? encoded : undefined;
}

function endOfHead(lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && extended.test(lines[end] as string)) end++;
  return end;
}

function namesOf(path: string, head: readonly string[]): readonly [before: string, after: string] {
  const isNew = head.some((line) => line.startsWith('new file mode'));
  const isDeleted = head.some((line) => line.startsWith('deleted file mode'));
  return [`--- ${isNew ? none : `a/${path}`}`, `+++ ${isDeleted ? none : `b/${path}`}`];
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(notice);
  if (start < 0) return text;
  const out = lines.slice(0, start);
  for (let index = start + 1; index < lines.length; ) {
    const line = lines[index] as string;
    const path = once.exec(line)?.[1];
    if (path === undefined) {
      out.push(line);
      index++;
      continue;
    }
    const end = endOfHead(lines, index + 1);
    const head = lines.slice(index + 1, end);
    append(out, [`diff --git a/${path} b/${path}`, ...head]);
    if (lines[end]?.startsWith('@@ ')) append(out, namesOf(path, head));
    index = end;
  }
  return out.join('\n');
}
