import { findRoot, withoutRoot } from './root.ts';

const hitPattern = /^((?:[A-Za-z]:[\\/])?[^\s:"'<>\0]+(?::[^\s:"'<>\0]+)*?):\d+:/;
const numberStart = /^\d+[:-]/;
const contextPart = /-\d+-/g;
/** The part before the minutes of a time: `10`, `2024-05-01T10`, `[10`, `at=2024-05-01_10`. */
const time = /^\d+(?:-\d+)*(?:T\d+)?$|(?:\d-\d\d[T_]|[=[({|;,])\d{1,2}$/;
const maxPathLength = 400;
const looked = 2000;

/** Lines of a search with the file that each is from. */
export type HitLines = {
  /** The lines, without the root if there is one. */
  readonly lines: readonly string[];
  /** The file of each line, `undefined` for lines that are neither hits nor their context. */
  readonly paths: readonly (string | undefined)[];
  /** The folder that lines without a colon had before their path. */
  readonly root?: string;
};

/** Reads `path:12:text` and the context lines `path-12-text` between; `undefined` if no line is a hit. */
export function readHitLines(lines: readonly string[]): HitLines | undefined {
  const hits = lines.map(pathOfHit);
  const known = new Set(hits.filter((path) => path !== undefined));
  return known.size === 0 ? undefined : { lines, paths: pathsOfLines(lines, hits, known) };
}

/** Whether most lines of a text that are not empty are hits or their context. */
export function isMostlyHits(text: string): boolean {
  const lines = text.split('\n').filter((line) => line !== '');
  const paths = readHitLines(lines)?.paths ?? [];
  return paths.filter((path) => path !== undefined).length > lines.length / 2;
}

/** Hits and context of a program that spells the path of lines without a colon from the root of the disk; `undefined` for others. */
export function readRootedHitLines(lines: readonly string[]): HitLines | undefined {
  const hits = lines.map(pathOfHit);
  const known = new Set(hits.filter((path) => path !== undefined));
  const root = findRoot(lines, known);
  if (root === undefined) return undefined;
  const bare = lines.map((line) => withoutRoot(line, root));
  const paths = pathsOfLines(bare, hits, known).map((path, index) =>
    // Decoding puts the root before lines without a colon, so such a line that has none stays as it is.
    bare[index] === lines[index] && !(lines[index] as string).includes(':') ? undefined : path,
  );
  const written = bare.map((line, index) => (paths[index] === undefined ? (lines[index] as string) : line));
  return { lines: written, paths, root };
}

function pathsOfLines(
  lines: readonly string[],
  hits: readonly (string | undefined)[],
  known: ReadonlySet<string>,
): readonly (string | undefined)[] {
  let current: string | undefined;
  return lines.map((line, index) => {
    if (current === undefined || !isContextOf(line, current)) current = hits[index] ?? pathOfContext(line, known);
    return current;
  });
}

function pathOfHit(line: string): string | undefined {
  const path = hitPattern.exec(line.length > looked ? line.slice(0, looked) : line)?.[1];
  return path !== undefined && path.length <= maxPathLength && !time.test(path) ? path : undefined;
}

function isContextOf(line: string, path: string): boolean {
  return line.startsWith(`${path}-`) && numberStart.test(line.slice(path.length + 1, path.length + 20));
}

/** The path of a context line; only paths that have hits are believed, because any path may contain `-12-`. */
function pathOfContext(line: string, known: ReadonlySet<string>): string | undefined {
  const head = line.slice(0, maxPathLength);
  for (const match of head.matchAll(contextPart)) {
    const path = head.slice(0, match.index);
    if (known.has(path)) return path;
  }
  return undefined;
}
