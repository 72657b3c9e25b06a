/**
 * What CI services and containers put before every line: a date with a time, alone, in brackets, or behind the names of
 * job and step that tabs set apart.
 */
const stamp =
  /^(?:[^\t\n]{1,60}\t[^\t\n]{1,60}\t)?\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? ?/;
/** Characters in which a stamp stands. */
const looked = 200;

/** A line without the time that a CI service puts before it. */
export function withoutStamp(line: string): string {
  const match = line.charCodeAt(0) > 0x20 && /\d-\d/.test(line.slice(0, looked)) ? stamp.exec(line) : null;
  return match === null ? line : line.slice(match[0].length);
}
