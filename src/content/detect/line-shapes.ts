// A path, a line number and what stands there; without a name that the searcher was given, the path has a folder or an ending.
const hit = /^(?=[^\s:]*[./\\])[^\s:()[\]{}"'<>=]+:\d+[:-]|^[A-Za-z]:[\\/][^:]*:\d+:/;
const searchedHit = /^[^\s:"'<>]*[./\\][^\s:"'<>]*:\d+[:-]/;
const rootHit = /^[A-Za-z_][\w-]*:\d+:/;
const contextLine = /^(?=\S*[./\\])[^\s:()"'<>]+-\d+-|^--$/;
const plainHit = /^(?=[^:]*[./\\])[\w@.+~/\\-]+:/;
const diagnostic = /^[^:]+:\d+(?::\d+)?:?\s+(?:fatal |\w+ )?(?:error|warning|note|info|[EWFC]\d{3,4})\b/i;
const pathLine = /^(?:\.{0,2}\/)?[\w@.+~#%=,-]+(?:\/[\w@.+~#%=,-]+)+\/?$/;

/** `path:12:text`, whoever printed it. */
export function isHitLine(line: string): boolean {
  return hit.test(line);
}

/** The same where a search is known to have printed it: the path may be any word. */
export function isSearchedHit(line: string): boolean {
  return hit.test(line) || rootHit.test(line) || searchedHit.test(line);
}

/** `path-12-text`, or the mark between two groups. */
export function isContextLine(line: string): boolean {
  return contextLine.test(line);
}

/** `path:text`. */
export function isPlainHit(line: string): boolean {
  return plainHit.test(line);
}

/** A place and an error, a warning or the number of a rule. */
export function isDiagnosticLine(line: string): boolean {
  return diagnostic.test(line);
}

/** A path with a folder and nothing else. */
export function isPathLine(line: string): boolean {
  return pathLine.test(line);
}
