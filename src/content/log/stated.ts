import { withoutNames } from '../names.ts';
import { tellsPass, tellsStart } from '../results.ts';
import { isSkipped, type Weight } from './severity.ts';

/** What a line states of one test, step or message, in so many words. */
export type Stated = 'ok' | 'failed' | 'error' | 'warning' | 'skipped';

/** Characters at the start of a line in which a label stands. */
const looked = 300;
// One failing test; headings of reports and files with failures in them name none.
const failedTest =
  /^\s*(?:--- FAIL|FAIL(?:ED)?:? +\S|not ok \d|test \S+ \.\.\. FAILED|[✗✘✕×] *\S|\[ {2}FAILED {2}\])|"Output":" *--- FAIL|::\S+ (?:FAILED|ERROR)\b|^\[gw\d+\] \[ {0,2}\d+%\] (?:FAILED|ERROR) /;
// A level in capitals, or the word with the sign of a label.
const errorLevel = /\b(?:ERROR|FATAL|CRITICAL|SEVERE|EMERG|PANIC)\b|^[EF]\d{4} \d/;
const errorLabel =
  /\[(?:error|fatal|crit|emerg|alert)\]|\b(?:level|severity|lvl)["']?[=:]\s?["']?(?:error|fatal|critical|panic)\b|(?:^|[\s:)\]])(?:fatal )?error(?:\[\w+\]| ?[A-Z]{1,4}\d+)?(?::|!)|^\s*\d+:\d+ +error\b|^::error\b|^npm (?:ERR!|error)\b/i;
const warningLevel = /\bWARN(?:ING)?\b|^W\d{4} \d|\b[A-Z]\w*Warning:/;
const warningLabel =
  /\[warn(?:ing)?\]|\b(?:level|severity|lvl)["']?[=:]\s?["']?warn(?:ing)?\b|(?:^|[\s:)\]])warn(?:ing)?s?(?:\[\w+\]| ?[A-Z]{1,4}\d+)?(?::|!)|^\s*\d+:\d+ +warning\b|^::warning\b|^npm warn\b/i;

/**
 * What a line states: the result of a test, or a label of error or warning. Words inside names, counts of nothing and words
 * of a sentence state nothing.
 */
export function statedBy(line: string, weight: Weight): Stated | undefined {
  if (weight === 'plain') return undefined;
  if (tellsStart(line)) return undefined;
  if (isSkipped(line)) return 'skipped';
  if (weight === 'routine' || tellsPass(line)) return 'ok';
  if (failedTest.test(line)) return 'failed';
  if (weight === 'total') return undefined;
  const words = withoutNames(line.slice(0, looked));
  if (errorLevel.test(words) || errorLabel.test(words)) return 'error';
  return warningLevel.test(words) || warningLabel.test(words) ? 'warning' : undefined;
}
