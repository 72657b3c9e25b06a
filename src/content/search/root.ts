const contextPart = /-\d+-/g;
const maxPathLength = 400;
const mostLooked = 400;

/**
 * The folder that context lines have before their paths if hits have paths relative to it. Some programs shorten the
 * path up to a line's first colon, and so leave it whole on context lines without one.
 * @param paths the paths of hits
 * @returns the folder with its separator at the end
 */
export function findRoot(lines: readonly string[], paths: ReadonlySet<string>): string | undefined {
  let looked = 0;
  for (const line of lines) {
    if (!line.startsWith('/') || line.includes(':')) continue;
    if (++looked > mostLooked) return undefined;
    const head = line.slice(0, maxPathLength);
    for (const match of head.matchAll(contextPart)) {
      const path = head.slice(0, match.index);
      for (let at = 0; at >= 0; at = path.indexOf('/', at + 1)) {
        if (paths.has(path.slice(at + 1))) return path.slice(0, at + 1);
      }
    }
  }
  return undefined;
}

/** A line without the root, if it has the root and no colon. */
export function withoutRoot(line: string, root: string): string {
  return line.startsWith(root) && !line.includes(':') ? line.slice(root.length) : line;
}
