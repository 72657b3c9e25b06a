/** What a line says that must not be lost. */
export type LineFacts = {
  /** The line reports a failure; the wording with numbers, ids, paths and quotes masked. */
  readonly message?: string;
  /** The line reports a warning, masked likewise. */
  readonly warning?: string;
  /** The name of a test that failed. */
  readonly test?: string;
  /** A count of results, a verdict on a whole run, or an exit code, masked likewise. */
  readonly total?: string;
  /** The line belongs to a failure, so the places in files that it names count. */
  readonly failing: boolean;
};

const level =
  /\b(?:ERROR|FATAL|CRITICAL|SEVERE|EMERGENCY|EMERG|PANIC|FAILED|FAILURE|FAIL)\b|\[(?:error|fatal|crit|emerg|alert)\]|\blevel[=:"\s]+(?:error|fatal|critical|panic)\b/;
const thrown = /\b[A-Z]\w*(?:Error|Exception|Panic|Failure)\b\s*(?::|\(|$)/;
const labelled =
  /(?:^|[\s:>\])])(?:error|fatal|panic|failure|failed|exception|abort(?:ed)?)(?:\[\w+\]| ?[A-Z]{0,4}\d+)?\s*(?::|!|$)/i;
const spelled =
  /\b(?:failed (?:to|with|for)|permission denied|connection refused|no such file|command not found|timed out|segmentation fault|core dumped|out of memory|undefined reference|unhandled|authentication fail|panicked at|aborting|stack overflow|cannot (?:find|open|stat|read|resolve|import|allocate))/i;
const asserted =
  /^\s*(?:E {2,}\S|Traceback \(most recent call last\)|Caused by:|goroutine \d+ \[running|assert(?:ion)? )/i;
// An access log's or a client's line whose status says that the server failed.
const serverFailed = /\bHTTP\/\d(?:\.\d)?" 5\d\d\b|\b(?:GET|POST|PUT|DELETE|PATCH|HEAD) \S+ 5\d\d\b/;
const warned =
  /(?:^|[\s:[(])[Ww]arn(?:ing)?s?(?:\[\w+\]| ?[A-Z]{0,4}\d+)?\s*(?::|\]|\)| - )|\bWARN(?:ING)?\b|\b\w+Warning\s*:|\bnpm warn\b/;
const frame =
  /^\s*(?:File "[^"]+", line \d+|at (?:async )?\S.*[(:]|\.\.\. \d+ more|\S+\.go:\d+|\S+\.py:\d+: \w)|\bFile "[^"]+", line \d+, in\b/;

const testNames: readonly RegExp[] = [
  /^\s*--- FAIL: (\S+)/,
  /"Output":"\s*--- FAIL: (\S+)/,
  /^(?:FAILED|ERROR):?\s+([\w./\\-]+::\S+|[\w./\\-]+\.py\b)/,
  /^([\w./\\-]+::\S+)\s+(?:FAILED|ERROR)\b/,
  /^(?:FAIL|ERROR): (test\w*(?: \([\w.]+\))?)/,
  /^\s*(?:FAIL|❯|×|✗|✘|✕|●)\s+(\S+\.(?:test|spec)\.\w+(?: > .*)?)/,
  /^\s*(?:✗|✘|✕|●)\s+(\S.*?)(?:\s+\(?\d+ ?ms\)?)?$/,
  /^test (\S+) \.\.\. FAILED/,
  /^not ok \d+ -? ?(.*)$/,
  /^_{3,} (\S.*?) _{3,}$/,
];

const mavenName = /^(?:\[ERROR\]\s+)?([\w.]+(?::\d+)?) .*<<< (?:FAILURE|ERROR)!/;

const totals: readonly RegExp[] = [
  /^=+ .*\d (?:passed|failed|errors?|skipped|deselected|warnings?)\b.*=$/,
  /^\s*(?:Tests|Test Files|Test Suites|Snapshots):?\s.*\b\d+ (?:passed|failed|total)\b/,
  /\bTests run: ?\d+/,
  /^Ran \d+ tests? in/,
  /^test result: /,
  /\bBUILD (?:SUCCESS(?:FUL)?|FAIL(?:URE|ED))\b/,
  /^\s*(?:✖ )?\d+ (?:problems?|errors?|warnings?|failures?|vulnerabilities|passing|failing|pending)\b/i,
  /\bFound \d+ (?:errors?|warnings?|problems?|vulnerabilities)\b/i,
  /^\s*\d+ files? changed\b/,
  /\bexit(?:ed)?(?: with)?(?: code| status)?[ :=]+\d+\b/i,
  /^(?:FAILED|OK|PASSED) \((?:failures|errors|skipped)=/,
  /\b\d+ passed\b.*\b(?:failed|skipped|in \d)/,
];

// A word of every pattern above: most lines hold none, and are looked at once. Masking a line never makes up a word.
const anyWord =
  /err|fail|fatal|critical|severe|emerg|panic|crit|alert|exception|abort|denied|refused|such|found|timed|segmentation|dumped|memory|undefined|unhandled|overflow|cannot|traceback|caused|goroutine|assert|^\s*E {2}|warn|passed|skipped|deselected|total|tests|result|ran |problem|vulnerabilit|passing|pending|changed|exit|build|not ok| 5\d\d\b|[✗✘✕×❯●]|^_{3}|<<<|line \d|^\s*at |more|\.go:|\.py:|^OK \(/i;
const weakWord = /invalid|unexpected|missing/i;

/** How much of a line is read, in characters. */
const looked = 1000;

/** Reads one line of output. With `failed` the call is known to have failed, and weaker wording counts too. */
export function readLine(line: string, failed: boolean): LineFacts | undefined {
  const text = line.length > looked ? line.slice(0, looked) : line;
  if (!anyWord.test(text) && !(failed && weakWord.test(text))) return undefined;
  const test = findTest(text);
  const isTotal = totals.some((pattern) => pattern.test(text));
  const wording = maskLine(text);
  const isFrame = frame.test(text);
  const isFinding = finding.test(text);
  const isMessage =
    !isTotal &&
    (level.test(wording) ||
      thrown.test(wording) ||
      labelled.test(wording) ||
      spelled.test(wording) ||
      asserted.test(text) ||
      serverFailed.test(text) ||
      (failed && /\b(?:error|fail|cannot|invalid|unexpected|missing)/i.test(wording)));
  const isWarning = !isTotal && !isMessage && warned.test(wording);
  if (test === undefined && !isTotal && !isMessage && !isWarning && !isFrame && !isFinding) return undefined;
  return {
    test,
    total: isTotal ? wordsOf(wording) : undefined,
    message: isMessage ? wordsOf(wording) : undefined,
    warning: isWarning ? wordsOf(wording) : undefined,
    failing: test !== undefined || isMessage || isFrame || isFinding,
  };
}

function findTest(line: string): string | undefined {
  for (const pattern of testNames) {
    const name = pattern.exec(line)?.[1]?.trim();
    if (name !== undefined && name !== '') return name;
  }
  return line.includes('<<< ') ? mavenName.exec(line)?.[1] : undefined;
}

const places =
  /(?:[A-Za-z]:)?[\w./\\@+-]*[\w-]\.[A-Za-z]\w{0,5}(?::\d+|\(\d+(?:,\d+)?\)|:\[\d+,\d+\])|"[^"]+", line \d+/g;

/** A linter's finding below the name of its file: `12:5  error  what is wrong`. */
const finding = /^\s+(\d+:\d+\s+error\s.*)/;

/** The places in files that a line names, such as `a/b.ts:12`, `a.cs(3,1)` or `"x.py", line 4`; a linter's finding with its words. */
export function findPlaces(line: string): readonly string[] {
  const text = line.slice(0, looked);
  const row = finding.exec(text)?.[1];
  return row === undefined ? (text.match(places) ?? []) : [row.trimEnd()];
}

const sourceFile =
  /(?<![\w.-])[\w.-]+\.(?:[a-z]{1,2}|[chjt]pp|cxx|hpp|java|yaml|yml|json|toml|proto|html|css|scss|txt|log|tsx|jsx|mjs|cjs)\b/g;

/** Numbers, ids, paths and quoted text taken out, so that the wording alone is compared. */
export function maskLine(line: string): string {
  const bare = line.includes('/') || line.includes('\\') ? line.replace(/\S+/g, maskPath) : line;
  return bare.replace(/(?<![\w$.-])(?:[\w$-]+\.)+(?=[A-Z])/g, '').replace(sourceFile, ' / ');
}

function maskPath(token: string): string {
  return token.includes('/') || token.includes('\\') ? ' / ' : token;
}

/** The words of a masked line that carry its meaning: letters only, the first dozen. */
function wordsOf(masked: string): string {
  const words: string[] = [];
  for (const [token] of masked.replace(/'[^']*'|"[^"]*"|`[^`]*`|‘[^’]*’/g, ' ').matchAll(/[^\s=,:;()[\]{}<>|"'`]+/g)) {
    if (/\d/.test(token) || !/[A-Za-z]{2}/.test(token)) continue;
    words.push(token);
    if (words.length === 12) break;
  }
  return words.join(' ');
}
