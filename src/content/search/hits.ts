import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const notice = losslessNotice('hits grouped by file');
const plainNotice = losslessNotice('hits grouped by file, each after two spaces');
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
  let current: string | undefined;
  const found = lines.map((line, index) => {
    if (current === undefined || !isContextOf(line, current)) current = hits[index] ?? pathOfContext(line, paths);
    return current;
  });
  return group(text, lines, found, notice, (line, path) => line.slice(path.length + 1));
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
  if (first < 0 || text.includes(notice) || text.includes(plainNotice)) return undefined;
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
  const start = lines.findIndex((line) => line === notice || line === plainNotice);
  if (start < 0) return text;
  const isHit =
    lines[start] === notice ? (line: string) => numberStart.test(line) : (line: string) => line.startsWith('  ');
  const out = lines.slice(0, start);
  const plain = lines[start] === plainNotice;
  let path: string | undefined;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] as string;
    const next = lines[index + 1];
    if (line.endsWith(':') && !isHit(line) && next !== undefined && isHit(next)) {
      path = line.slice(0, -1);
    } else if (path !== undefined && isHit(line)) {
      out.push(plain ? `${path}:${line.slice(2)}` : `${path}${separatorOf(line)}${line}`);
    } else {
      out.push(line);
    }
  }
  return out.join('\n');
}

function separatorOf(line: string): string {
  return line[/^\d+/.exec(line)?.[0].length ?? 0] as string;
}
