const thrown =
  /\b[A-Z]\w*(?:Error|Exception|Panic|Failure|Warning)\b\s*(?:[:(]|$)|\b(?:ERROR|FATAL|CRITICAL|SEVERE|FAILED|FAILURE|FAIL|PANIC|WARN|WARNING)\b/;
const labelled =
  /(?:^|[\s:>\])+-])(?:error|warning|warn|fatal|panic|fail|failed|failure|exception|abort|aborted)(?:\[\w+\])?\s*(?:[:!]|$)|\b(?:failed (?:to|with|for)|permission denied|connection refused|no such file|command not found|timed out|segmentation fault|out of memory|undefined reference|unhandled|stack overflow|cannot (?:find|open|stat|read|resolve|import|allocate))/i;
const longestLine = 1000;

/** Whether a line mentions a failure or a warning, in the output of a run or in source that reports one. */
export function speaksOfFailure(line: string): boolean {
  const head = line.length > longestLine ? line.slice(0, longestLine) : line;
  return thrown.test(head) || labelled.test(head);
}

/**
 * The wording of a line: without indentation, numbers and, unless `quotes` is set, quoted texts. Lines that differ only
 * in these share it.
 */
export function wordingOf(line: string, quotes: 'masked' | 'kept' = 'masked'): string {
  const head = line.slice(0, longestLine);
  const text = quotes === 'kept' ? head : head.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "'");
  return text.trim().replace(/\d+/g, '0');
}
