/** How far apart frames of one trace may be, in lines (source lines and carets come between). */
const bridged = 3;
/** Longer lines are neither frames nor headings. */
const longestFrame = 500;
/** A section of failures that is longer than this share of the text is judged line by line. */
const largestSection = 0.5;

const frame =
  /^.{0,80}Traceback \(most recent call last\)|\bFile "[^"]+", line \d+|^\s*at (?:async )?[\w$.<>[\]/ ]*\(?[^\s()]*:\d+|^\s*(?:\[\w+\] *)?at [\w$.<>/]+\([^)]*\)|^\s*\.\.\. \d+ more|Caused by:|^goroutine \d+ \[|^\s+\S+\.go:\d+(?: \+0x[0-9a-f]+)?$|^\s*thread '.*' panicked|^stack backtrace:|^\s+\d+: \S+::|^\s+at \.?\/?\S+:\d+|^[\w./-]+\.py:\d+: |^(?:E|>) {2,}\S/;
const sectionStart = /^=+ (?:FAILURES|ERRORS) =+$|^failures:$|⎯ Failed (?:Tests|Suites) |^(?:FAIL|ERROR): \S/;
const sectionEnd = /^=+ .*(?:summary|warnings|passed|failed).* =+$|^test result:|^⎯{10,}|^Ran \d+ tests?/;

/** Which lines belong to stack traces, from the first frame to the line after the last. */
export function findTraces(lines: readonly string[]): readonly boolean[] {
  const inTrace = new Array<boolean>(lines.length).fill(false);
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    if (line.length > longestFrame || !frame.test(line)) continue;
    const from = index - last <= bridged ? last + 1 : Math.max(0, index - 1);
    for (let each = from; each <= Math.min(index + 1, lines.length - 1); each++) inTrace[each] = true;
    last = index;
  }
  return inTrace;
}

/** Which lines are in a failure section of a test runner. */
export function findFailureSections(lines: readonly string[]): readonly boolean[] {
  const inSection = new Array<boolean>(lines.length).fill(false);
  let start = -1;
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index] ?? '';
    if (start === -1) {
      if (line !== '' && line.length <= longestFrame && sectionStart.test(line)) start = index;
    } else if (index === lines.length || (line.length <= longestFrame && sectionEnd.test(line))) {
      if (index - start <= lines.length * largestSection) inSection.fill(true, start, index + 1);
      start = -1;
    }
  }
  return inSection.slice(0, lines.length);
}
