import { withoutNames } from '../names.ts';
import { countsFailures, tellsPass, tellsStart } from '../results.ts';
import { hint } from './hints.ts';
import { looked } from './scan.ts';

/** The facts of a line that must not be lost. */
export type LineFacts = {
  /** The line reports a failure. */
  readonly message: boolean;
  /** The line reports a warning. */
  readonly warning: boolean;
  /** The name of a test that failed. */
  readonly test?: string;
  /** The line gives a count of results, a verdict on a whole run, or an exit code. */
  readonly total: boolean;
  /** The line belongs to a failure, so the places in files that it names count. */
  readonly failing: boolean;
  /** The line belongs to a traceback. */
  readonly frame: boolean;
};

const level =
  /\b(?:ERROR|FATAL|CRITICAL|SEVERE|EMERGENCY|EMERG|PANIC|FAILED|FAILURE|FAIL)\b|\bnpm (?:ERR!|error)|\[(?:error|fatal|crit|emerg|alert)\]|\blevel[=:"\s]+(?:error|fatal|critical|panic)\b/;
const thrown = /\b[A-Z]\w*(?:Error|Exception|Panic|Failure)\b\s*(?::|\(|$)/;
const labelled =
  /(?:^|[\s:>\])])(?:error|fatal|panic|failure|failed|exception|abort(?:ed)?)(?:\[\w+\]| ?[A-Z]{0,4}\d+)?\s*(?::|!)|(?:^|[\s:>\])])(?:failed|aborted)\s*$|[A-Za-z]{2}[:,]? (?:error|fatal|panic|failure|exception|abort)\s*$/i;
/** How a workflow command of a CI service reports one. */
const annotated = /^(?:.{0,60}\s)?(?:##\[error\]|::error\b)/;
const spelled =
  /\b(?:failed (?:to|with|for)|terminate called after|permission denied|connection refused|no such file|command not found|timed out|segmentation fault|core dumped|out of memory|undefined reference|unhandled|authentication fail|panicked at|got (?:an )?exception|exception while|aborting|stack overflow|CrashLoopBackOff|ImagePullBackOff|ErrImagePull|OOMKilled|killed$|evicted|cannot (?:find|open|stat|read|resolve|import|allocate))/i;
const asserted =
  /^\s*(?:E {2,}\S|Traceback \(most recent call last\)|Caused by:| {2,}(?:Expected|Received): |goroutine \d+ \[running|assert(?:ion)? )/i;
// An access log's or a client's line whose status is a server error.
const serverFailed = /\bHTTP\/\d(?:\.\d)?" 5\d\d\b|\b(?:GET|POST|PUT|DELETE|PATCH|HEAD) \S+ 5\d\d\b/;
const warned =
  /(?:^|[\s:[(])[Ww]arn(?:ing)?s?(?:\[\w+\]| ?[A-Z]{0,4}\d+)?\s*(?::|\]|\)| - )|\bWARN(?:ING)?\b|\b\w+Warning\s*:|\bnpm warn\b/;
// A place followed by a warning or a remark is not a frame.
const frame =
  /^\s*(?:File "[^"]+", line \d+|at (?:async )?\S.*[(:]|\.\.\. \d+ more|\S+\.go:\d+\b(?!(?::\d+)?: (?:warning|note|info)\b)|\S+\.py:\d+: (?!\w*Warning\b|warning\b|note\b)\w)|\bFile "[^"]+", line \d+, in\b/;
/** The end of a traceback in which a warning is raised as an exception. */
const raisedWarning = /^\S+\.py:\d+: \w*Warning\s*$/;

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

/** What is known about a line's call and its neighbours. */
export type LineContext = {
  /** The call is known to have failed: weaker wording counts too. */
  readonly failed: boolean;
  /** Whether a line's own result is a pass; by its look alone when left out. */
  readonly passes?: (line: string) => boolean;
  /** The line directly follows the end of a traceback. */
  readonly traced?: boolean;
  /** The line was printed by a test that passed: a place at its start is where that happened. */
  readonly logged?: boolean;
};

/** Reads one line of output, given its `hints`. */
export function readLine(line: string, hints: number, context: LineContext): LineFacts | undefined {
  const told = context.failed ? hints : hints & ~hint.weak;
  if (told === 0) return undefined;
  const text = line.length > looked ? line.slice(0, looked) : line;
  const total = (told & hint.total) !== 0 && totals.some((pattern) => pattern.test(text)) && !markdown.test(text);
  const facts =
    tellsStart(line) || (context.passes ?? tellsPass)(line) ? undefined : readFailure(text, told, total, context);
  return facts ?? (total ? { total, message: false, warning: false, failing: false, frame: false } : undefined);
}

function readFailure(
  text: string,
  told: number,
  total: boolean,
  { traced, logged }: LineContext,
): LineFacts | undefined {
  const test = told & hint.test ? findTest(text) : undefined;
  const isFrame =
    (told & hint.frame) !== 0 && logged !== true && (frame.test(text) || (traced === true && raisedWarning.test(text)));
  const isFinding = (told & hint.failure) !== 0 && finding.test(text);
  const message = !total && told & (hint.failure | hint.server | hint.weak) ? saysFailure(text, told) : false;
  const warning = !total && !message && (told & hint.warning) !== 0 && warned.test(withoutNames(text));
  if (test === undefined && !total && !message && !warning && !isFrame && !isFinding) return undefined;
  return {
    ...{ test, total, message, warning },
    failing: test !== undefined || message || isFrame || isFinding,
    frame: isFrame || /^\s*E {2,}\S/.test(text),
  };
}

function saysFailure(text: string, told: number): boolean {
  if (told & hint.server && serverFailed.test(text)) return true;
  const wording = withoutNames(text);
  if (told & hint.weak && /\b(?:error|fail|cannot|invalid|unexpected|missing)/i.test(wording)) return true;
  if ((told & hint.failure) === 0) return false;
  return (
    countsFailures(text) ||
    level.test(wording) ||
    thrown.test(wording) ||
    labelled.test(wording) ||
    (spelled.test(wording) && !isProse(text)) ||
    asserted.test(text) ||
    annotated.test(text)
  );
}

const markdown = /^\s*(?:\||#{1,6} |[-*+] |\d+\. )/;

/**
 * A row, a heading or an item of a document, or several sentences on one line: text that mentions failures and reports
 * none.
 */
function isProse(text: string): boolean {
  return markdown.test(text) || (text.length > 250 && /[a-z)]\. [A-Z]/.test(text));
}

function findTest(line: string): string | undefined {
  for (const pattern of testNames) {
    const name = pattern.exec(line)?.[1]?.trim();
    if (name !== undefined && name !== '') return name;
  }
  return line.includes('<<< ') ? mavenName.exec(line)?.[1] : undefined;
}

const places =
  /(?<![\w./\\@+-])(?:[A-Za-z]:)?[\w./\\@+-]*[\w-]\.[A-Za-z]\w{0,5}(?::\d+|\(\d+(?:,\d+)?\)|:\[\d+,\d+\])|"[^"]+", line \d+/g;

/** A linter's finding under the name of its file: `12:5 error what is wrong`. */
const finding = /^\s+(\d+:\d+\s+error\s.*)/;

/** The places in files that a line names, such as `a/b.ts:12`, `a.cs(3,1)` or `"x.py", line 4`; a linter's finding with its words. */
export function findPlaces(line: string): readonly string[] {
  const text = line.slice(0, looked);
  const row = finding.exec(text)?.[1];
  return row === undefined ? (text.match(places) ?? []) : [row.trimEnd()];
}
