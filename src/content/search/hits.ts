import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { findRoot, withoutRoot } from './root.ts';

const words = 'hits grouped by file';
const notice = losslessNotice(words);
const rootWords = `${words}; the path of lines without a colon began with `;
const rootNotice = /^\[headroom: lossless, hits grouped by file; the path of lines without a colon began with (.+)\]$/;
const plainNotice = losslessNotice('hits grouped by file, each after two spaces');
const opening = notice.slice(0, -1);
const hitPattern = /^((?:[A-Za-z]:[\\/])?[^\s:"'<>\0]+(?::[^\s:"'<>\0]+)*?):\d+:/;
const numberStart = /^\d+[:-]/;
const contextPart = /-\d+-/g;
const plainHit = /^((?:[\w@.+~-]*[/\\])*[\w@+~-][\w@.+~-]*\.\w+|(?:[\w@.+~-]*[/\\])+[\w@.+~-]+):/;
const maxPathLength = 400;

/**
 * Hits with their path before each (`path:12:text`, context as `path-12-text`) as the path on a line of its own with a
 * colon, and below it `12:text`. Lines that are no hits stay where they are.
 */
export const hitsCodec: Codec = { name: 'search-hits', encode: encodeNumbered, decode };

/** Hits without line numbers (`path:text`) below their path, each after two spaces. */
export const plainHitsCodec: Codec = { name: 'search-plain-hits', encode: encodePlain, decode };

function encodeNumbered(text: string): string | undefined {
  const lines = text.split('\n');
  const hits = lines.map(pathOfHit);
  const paths = new Set(hits.filter((path) => path !== undefined));
  if (paths.size === 0) return undefined;
  const found = pathsOfLines(lines, hits, paths);
  const plain = group(text, lines, found, notice, (line, path) => line.slice(path.length + 1));
  const root = findRoot(lines, paths);
  if (root === undefined) return plain;
  const bare = lines.map((line) => withoutRoot(line, root));
  const rooted = pathsOfLines(bare, hits, paths).map((path, index) =>
    // Decoding puts the root before lines without a colon, so such a line that has none stays as it is.
    bare[index] === lines[index] && !(lines[index] as string).includes(':') ? undefined : path,
  );
  const written = bare.map((line, index) => (rooted[index] === undefined ? (lines[index] as string) : line));
  const kind = losslessNotice(`${rootWords}${root}`);
  const shorter = group(text, written, rooted, kind, (line, path) => line.slice(path.length + 1));
  return shorter !== undefined && shorter.length < (plain ?? text).length ? shorter : plain;
}

/** The file that each line is from, `undefined` for lines that are neither hits nor their context. */
function pathsOfLines(
  lines: readonly string[],
  hits: readonly (string | undefined)[],
  paths: ReadonlySet<string>,
): readonly (string | undefined)[] {
  let current: string | undefined;
  return lines.map((line, index) => {
    if (current === undefined || !isContextOf(line, current)) current = hits[index] ?? pathOfContext(line, paths);
    return current;
  });
}

function encodePlain(text: string): string | undefined {
  const lines = text.split('\n');
  const found = lines.map((line) => (numberStart.test(line) ? undefined : plainHit.exec(line)?.[1]));
  return group(text, lines, found, plainNotice, (line, path) => `  ${line.slice(path.length + 1)}`);
}

function pathOfHit(line: string): string | undefined {
  const path = hitPattern.exec(line.length > 2000 ? line.slice(0, 2000) : line)?.[1];
  return path !== undefined && path.length <= maxPathLength ? path : undefined;
}

function isContextOf(line: string, path: string): boolean {
  return line.startsWith(`${path}-`) && numberStart.test(line.slice(path.length + 1, path.length + 20));
}

/** The path of a context line; only paths that have hits are believed, because `-12-` can stand in any path. */
function pathOfContext(line: string, paths: ReadonlySet<string>): string | undefined {
  const head = line.slice(0, maxPathLength);
  for (const match of head.matchAll(contextPart)) {
    const path = head.slice(0, match.index);
    if (paths.has(path)) return path;
  }
  return undefined;
}

/** Writes lines below headings; gives up unless decoding gives the text back. */
function group(
  text: string,
  lines: readonly string[],
  paths: readonly (string | undefined)[],
  kind: string,
  rest: (line: string, path: string) => string,
): string | undefined {
  const first = paths.findIndex((path) => path !== undefined);
  if (first < 0 || text.includes(opening)) return undefined;
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
    out.push(rest(line, path));
  }
  const encoded = out.join('\n');
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line === notice || line === plainNotice || rootNotice.test(line));
  if (start < 0) return text;
  const plain = lines[start] === plainNotice;
  const root = rootNotice.exec(lines[start] as string)?.[1];
  const isHit = plain ? (line: string) => line.startsWith('  ') : (line: string) => numberStart.test(line);
  const out = lines.slice(0, start);
  let path: string | undefined;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] as string;
    const next = lines[index + 1];
    if (line.endsWith(':') && !isHit(line) && next !== undefined && isHit(next)) {
      path = line.slice(0, -1);
    } else if (path !== undefined && isHit(line)) {
      const hit = plain ? `${path}:${line.slice(2)}` : `${path}${separatorOf(line)}${line}`;
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
