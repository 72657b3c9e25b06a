/** A finding of a compiler or linter, taken apart; `head + place + rest` is the line. */
export type Finding = {
  /** Everything before the place: the path and whatever precedes it. */
  readonly head: string;
  /** `12:5`, `(12,5)` or `[12,5]`, without the colon before it. */
  readonly place: string;
  readonly line: number;
  readonly column: number;
  /** Everything after the place, from the colon or blank on. */
  readonly rest: string;
};

/** Longer lines are not parsed. */
const longestLine = 2000;
const place = /:\d{1,7}(?::\d{1,6})?(?=[:\s\]]|$)|\(\d{1,7}(?:,\d{1,6})?\)(?=:)|:\[\d{1,7},\d{1,6}\]/;
// The text before the place is a path: it has an extension or a separator, and no colon except that of a drive.
const path = /^(?:\[\w+\] |\s{1,8}|\[)?(?:[A-Za-z]:)?[^\s:()'"<>|*?][^:()'"<>|*?]{0,300}$/;
const pathLike = /[\w)\]-]\.[A-Za-z]\w{0,9}$|[/\\]/;
const digits = /\d+/g;

/** Parses a line; `undefined` if it names no place in a file before its message. */
export function readFinding(line: string): Finding | undefined {
  if (line.length > longestLine || !/[:(]\[?\d/.test(line)) return undefined;
  const match = place.exec(line);
  if (match === null) return undefined;
  const head = line.slice(0, match.index);
  const rest = line.slice(match.index + match[0].length);
  if (!path.test(head) || !pathLike.test(head) || !/[A-Za-z]{2}/.test(rest)) return undefined;
  const [row = 0, column = 0] = (match[0].match(digits) ?? []).map(Number);
  return { head, place: match[0].replace(/^:/, ''), line: row, column, rest };
}

/** The line of a finding. */
export function writeFinding({ head, place: at, rest }: Pick<Finding, 'head' | 'place' | 'rest'>): string {
  return `${head}${at.startsWith('(') ? '' : ':'}${at}${rest}`;
}
