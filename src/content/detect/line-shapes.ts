// A path, a line number and the line's text; unless the searcher was given the name, the path has a folder or an
// extension.
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

/** The same in the output of a known search: the path may be any word. */
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

/** `12:text` or `12-text`: a hit or its context in a file that is not named in the line. */
export function isNumberedHit(line: string): boolean {
  return /^\d{1,7}[:-]/.test(line);
}

/** The same without other evidence: dates and times do not count. */
export function isPlainlyNumberedHit(line: string): boolean {
  return /^\d{1,7}[:-](?!\d)/.test(line);
}

/** An entry of `ls -l`, or the total before them. */
export function isListingLine(line: string): boolean {
  return /^(?:[-dlcbps](?:[r-][w-][xsStT-]){3}|total \d)/.test(line);
}

/** A branch of a file tree. */
export function isTreeLine(line: string): boolean {
  return /^[│|\s]*[├└|`](?:──|--) ?\S/.test(line);
}

/** A place with line and column, and a message. */
export function isFindingLine(line: string): boolean {
  return /^\S+?[:(]\d+[:,]\d+\)?:? \S/.test(line);
}

/** The line in which a package manager names the script that it runs. */
export function isScriptLine(line: string): boolean {
  return /^> \S+@\d\S* \S/.test(line);
}
