import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { type HitLines, readHitLines, readRootedHitLines } from './hit-lines.ts';

const words = 'hits grouped by file';
const spacedWords = `${words}; lines around them after a space`;
const rootWords = '; the path of lines without a colon began with ';
const noticePattern =
  /^\[headroom: lossless, hits grouped by file(; lines around them after a space)?(?:; the path of lines without a colon began with (.+))?\]$/;
const numberStart = /^\d+[:-]/;
const spacedStart = /^\d+[: ]/;
/** A dash before more than one blank, which the tokenizer would join with a space. */
const indentation = /-\d+- {2}/;
const fewestIndented = 12;
const dash = /^(\d+)-/;

/**
 * Hits and context lines with their path before each (`path:12:text`, `path-12-text`) as the path on a line of its own
 * with a colon, and under it `12:text` and `12-text`. Lines that are neither stay where they are.
 */
export const hitsCodec: Codec = {
  name: 'search-hits',
  encode: (text) => encodeHits(text, readHitLines(text.split('\n'))),
  decode,
};

/** The same for a text whose hits were already read. */
export function encodeHits(text: string, hits: HitLines | undefined): string | undefined {
  if (hits === undefined) return undefined;
  const plain = writeBest(text, hits);
  const rooted = readRootedHitLines(hits.lines);
  if (rooted === undefined) return plain;
  const shorter = writeBest(text, rooted);
  return shorter !== undefined && shorter.length < (plain ?? text).length ? shorter : plain;
}

/**
 * With a space for the dash of lines around hits if many are indented and the space is unambiguous: before blanks it
 * costs no token.
 */
function writeBest(text: string, hits: HitLines): string | undefined {
  const { lines, paths } = hits;
  const indented = paths.filter(
    (path, index) =>
      path !== undefined && lines[index]?.[path.length] === '-' && indentation.test(lines[index] as string),
  );
  return (indented.length >= fewestIndented ? write(text, hits, true) : undefined) ?? write(text, hits, false);
}

/** Writes lines under headings; gives up unless decoding restores the text. */
function write(text: string, { lines, paths, root }: HitLines, spaced: boolean): string | undefined {
  const kind = losslessNotice(`${spaced ? spacedWords : words}${root === undefined ? '' : rootWords + root}`);
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
    const rest = line.slice(path.length + 1);
    out.push(spaced && line[path.length] === '-' ? rest.replace(dash, '$1 ') : rest);
  }
  const encoded = out.join('\n');
  return encoded.length < text.length + kind.length && decode(encoded) === text ? encoded : undefined;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const [, spaced, root] = noticePattern.exec(lines[start] as string) as unknown as [string, string?, string?];
  const hitStart = spaced === undefined ? numberStart : spacedStart;
  const out = lines.slice(0, start);
  let path: string | undefined;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] as string;
    const isHit = hitStart.test(line);
    if (line.endsWith(':') && !isHit && hitStart.test(lines[index + 1] ?? '')) {
      path = line.slice(0, -1);
    } else if (path !== undefined && isHit) {
      const digits = /^\d+/.exec(line)?.[0].length ?? 0;
      const separator = line[digits] === ':' ? ':' : '-';
      const hit = `${path}${separator}${line.slice(0, digits)}${separator}${line.slice(digits + 1)}`;
      out.push(root === undefined || hit.includes(':') ? hit : root + hit);
    } else {
      out.push(line);
    }
  }
  return out.join('\n');
}
