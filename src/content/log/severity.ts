import { withoutNames } from '../names.ts';
import { tellsPass, tellsStart } from '../results.ts';

/**
 * What a line of a log is worth: a `verdict` names what failed, an `error` says so itself, a `total` counts results, a
 * `failure` or a `notice` mentions trouble, a `finding` is a warning with its place in a file, `routine` went well.
 */
export type Weight = 'verdict' | 'error' | 'total' | 'failure' | 'finding' | 'notice' | 'routine' | 'plain';

/** The weights that report a failure. */
export const failing: ReadonlySet<Weight> = new Set<Weight>(['verdict', 'error', 'failure']);

/** How much of a line is examined, in characters; a longer one is judged by its beginning and its end. */
const looked = 2000;

// A passing mark beside one of these is not the whole result.
const qualified = /# ?(?:skip|todo)\b|\((?:skipped|todo)\b|\bretr(?:y|ied)\b|\bflaky\b|\bXPASS|\bwarning\b/i;

// A test that was skipped or failed as expected; its name or reason may contain any word.
const skipped =
  /::\S+ (?:SKIPPED|XFAIL)\b|^\s*(?:--- SKIP|↓ )|^ok \d+ .*# ?(?:skip|todo)\b|\.\.\. (?:skipped|ignored|expected failure)\b/i;

// A failing test or target by name.
const verdict =
  /^\s*(?:--- FAIL|FAIL(?:ED)?:?\s+\S|ERROR:? +\S*(?:::|\.py\b|test)|not ok \d|test \S+ \.\.\. FAILED|[✗✘✕×❯●] +\S|_{3,} \S.* _{3,}$|\[gw\d+\] \[ {0,2}\d+%\] (?:FAILED|ERROR) )|"Output":" *--- FAIL|::\S+ (?:FAILED|ERROR)\b|<<< (?:FAILURE|ERROR)!/;

// A logger's level, a compiler's or a linter's mark, an assertion of a test, the status of a command.
const error =
  /\b(?:ERROR|FATAL|CRITICAL|SEVERE|EMERG|PANIC|FAILED)\b|\[(?:error|fatal|crit|emerg|alert)\]|\blevel=(?:error|fatal|panic)\b|^[EF]\d{4} |(?:^|[\s:)\]])(?:fatal )?error(?:\[\w+\]| ?[A-Z]{1,4}\d+)?:|(?:^|\s)\d+:\d+ +error\b|\b[A-Z]\w*(?:Error|Exception)\b(?::|$)|^panic:|^E {2,}\S|^##\[error\]|\bexit(?:ed)?(?: with)? (?:code|status) [1-9]|^npm (?:ERR!|error)/;

// Compiler switches such as -Werror or -fno-exceptions are not failures.
const failure =
  /(?<!-W(?:no-)?)error|fail|fatal|panic|(?<!-f(?:no-)?)exception|traceback|abort|critical|severe\b|emerg|crash|killed|segfault|segmentation|core dumped|assert|not ok\b|cannot |can't |could not|couldn't|unable to|no such |not found|undefined (?:reference|symbol)|denied|refused|rejected|unreachable|time[d-]? ?out|out of memory|corrupt|mismatch|conflict|exit(?:ed with)? (?:code|status)|exited with|returning [1-9]|stopping after|unexpected|invalid|[✗✘✖❌×⨯]|!{4,}|^E {2,}\S|^>{1} {2,}\S/i;

// An answer of a server that says it failed, as access logs and loggers write it, and a return code that is not 0.
const failedAnswer =
  /" 5\d\d (?:\d|-)|\b(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) \S+ (?:HTTP\/[\d.]+"? |- |-> |=> )?5\d\d\b|\b(?:http_?)?status(?:_?code)?["']?[=:] ?["']?5\d\d\b|\b(?:rc|exit_?code|return_?code)["']?[=:] ?-?[1-9]/;

const totals =
  /\b\d+ (?:passed|skipped|tests?|problems?|vulnerabilit|warnings? generated|deselected|xfailed|pending|todo|files? changed)|^\s*(?:Tests?|Test Files|Test Suites|Snapshots|Suites|Duration|Total|TOTAL|Time|Ran)\b[ :]|\bTests run:|\bBUILD (?:SUCCESS|FAIL)|^test result:|^OK\b|^(?:ok|FAIL)\s+\S+\s+[\d.]+s|^={3}.*={3}$|\bfinished in\b|\bdone in\b/i;

const notice =
  /\bwarn(?:ing)?s?\b|deprecat|obsolete|\bskipped\b|\bretry|\bretrie[ds]|\bunknown\b|\bmissing\b|\bignor(?:ed|ing)\b|\balert\b|\bunsafe\b|\binsecure\b|\bslow\b|\bdropp(?:ed|ing)\b/i;

const location = /[\w\])]\.[A-Za-z]\w{0,5}(?::\d+|\(\d+(?:,\d+)?\)|:\[\d+,\d+\])|", line \d+/;
// A path with an extension or a separator, and a line number; a host and port have neither a word as an extension nor a
// column.
const findingShape =
  /^(?:\[\w+\] |\s{1,8}|\[)?(?:[A-Za-z]:)?[^\s:()'"<>|*?]{0,190}\.[A-Za-z]\w{0,5}(?::\d+:\d+\b|:\d+: |\(\d+(?:,\d+)?\):|:\[\d+,\d+\])/;
/** Characters in which the place of a finding ends. */
const longestPath = 200;
const quietLevel = /\b(?:INFO|DEBUG|TRACE|VERBOSE)\b/;

/** Whether a line begins with a place in a file, as the findings of compilers and linters do. */
export function isFinding(line: string): boolean {
  return findingShape.test(line.slice(0, longestPath));
}

/** Whether a line says that a test was skipped or failed as expected. */
export function isSkipped(line: string): boolean {
  return skipped.test(line);
}

/** Judges one line by its words. */
export function weighLine(line: string): Weight {
  if (line === '') return 'plain';
  const text = line.length <= looked ? line : `${line.slice(0, looked)} ${line.slice(-looked)}`;
  if (tellsStart(text) || tellsPass(text)) return qualified.test(text) ? 'notice' : 'routine';
  if (isSkipped(text)) return 'notice';
  if (verdict.test(text)) return 'verdict';
  if (error.test(text)) return 'error';
  if (/\bexception\b/i.test(text) && !quietLevel.test(text)) return 'error';
  if (totals.test(text)) return 'total';
  if (failedAnswer.test(text)) return 'failure';
  if (failure.test(text)) {
    // A word inside a name is only a hint; in a finding it may be the subject.
    const told = isFinding(text) || failure.test(withoutNames(text));
    return quietLevel.test(text) || !told ? 'notice' : 'failure';
  }
  if (!quietLevel.test(text) && isFinding(text)) return 'finding';
  if (notice.test(text) || (location.test(text) && !quietLevel.test(text))) return 'notice';
  return 'plain';
}
