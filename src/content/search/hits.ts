import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { type HitLines, readHitLines, readRootedHitLines } from './hit-lines.ts';

const words = 'hits grouped by file';
const notice = losslessNotice(words);
const rootWords = `${words}; the path of lines without a colon began with `;
const rootNotice = /^\[headroom: lossless, hits grouped by file; the path of lines without a colon began with (.+)\]$/;
const numberStart = /^\d+[:-]/;

/**
 * Hits and context lines with their path before each (`path:12:text`, `path-12-text`) as the path on a line of its own
 * with a colon, and below it `12:text` and `12-text`. Lines that are neither stay where they are.
 */
export const hitsCodec: Codec = {
  name: 'search-hits',
  encode: (text) => encodeHits(text, readHitLines(text.split('\n'))),
  decode,
};

/** The same for a text whose hits are read already. */
export function encodeHits(text: string, hits: HitLines | undefined): string | undefined {
  if (hits === undefined) return undefined;
  const plain = write(text, hits, notice);
  const rooted = readRootedHitLines(hits.lines);
  if (rooted === undefined) return plain;
  const shorter = write(text, rooted, losslessNotice(`${rootWords}${rooted.root}`));
  return shorter !== undefined && shorter.length < (plain ?? text).length ? shorter : plain;
}

/** Writes lines below headings; gives up unless decoding gives the text back. */
function write(text: string, { lines, paths }: HitLines, kind: string): string | undefined {
  const first = paths.findIndex((path) => path !== undefined);
  if (first < 0) return undefined;
  const out = [...lines.slice(0, first), kind];
  let heading: string | undefined;
  for (let index = first; index < lines.length; index++) {
    const path = paths[index];
    const line = lines[index] as string;
    if (path === undefined) {
      out.push(line);
      continue;
    }
    if (path !== heading) out.push(`${path}:`);
    heading = path;
    out.push(line.slice(path.length + 1));
  }
  const encoded = out.join('\n');
  return encoded.length < text.length + kind.length && decode(encoded) === text ? encoded : undefined;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line === notice || rootNotice.test(line));
  if (start < 0) return text;
  const root = rootNotice.exec(lines[start] as string)?.[1];
  const out = lines.slice(0, start);
  let path: string | undefined;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] as string;
    const isHit = numberStart.test(line);
    if (line.endsWith(':') && !isHit && numberStart.test(lines[index + 1] ?? '')) {
      path = line.slice(0, -1);
    } else if (path !== undefined && isHit) {
      const hit = `${path}${separatorOf(line)}${line}`;
      out.push(root === undefined || hit.includes(':') ? hit : root + hit);
    } else {
      out.push(line);
    }
  }
  return out.join('\n');
}

function separatorOf(line: string): string {
  return line[/^\d+/.exec(line)?.[0].length ?? 0] as string;
}
