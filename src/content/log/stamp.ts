/**
 * The prefix that CI services and containers put before every line: a date with a time, alone, in brackets, or after
 * the tab-separated names of job and step; or the name of the process that printed it.
 */
const stamp =
  /^(?:(?:[^\t\n]{1,60}\t[^\t\n]{1,60}\t)?\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? ?|\((?:\w[\w .-]{0,30} )?(?:pid|rank|worker)[ =]\d{1,9}[^)]{0,40}\) ?|[\w.-]{1,40} {1,20}\| )+/;
/** A stamp is at most this long, in characters. */
const looked = 200;

/** A line without the prefix of a CI service or a container. */
export function withoutStamp(line: string): string {
  const match = line.charCodeAt(0) > 0x20 ? stamp.exec(line.length > looked ? line.slice(0, looked) : line) : null;
  return match === null ? line : line.slice(match[0].length);
}

const time =
  /\b\d{4}[-/.]\d\d[-/.]\d\d(?:[T _]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?|^\W{0,2}1\d{9}(?:\d{3})?(?:\.\d{1,9})?\b/g;

/** A line without the times of day, dates and seconds since 1970 in it. */
export function withoutTimes(line: string): string {
  return line.replace(time, '');
}
