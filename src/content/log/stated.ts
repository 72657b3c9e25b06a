import { withoutNames } from '../names.ts';
import { tellsPass, tellsStart } from '../results.ts';
import { dated } from './quote.ts';
import { isSkipped, type Weight } from './severity.ts';

/** What a line states of one test, step or message. */
export type Stated = 'ok' | 'failed' | 'error' | 'warning' | 'skipped';

/** Characters at the start of a line that may contain a label. */
const looked = 300;
// One failing test; headings, counts and files with failures do not name one.
const failedTest =
  /^\s*(?:--- FAIL|FAIL(?:ED)?:? +(?!\d+\s*$)\S|not ok \d|test \S+ \.\.\. FAILED|[✗✘✕×] *\S|\[ {2}FAILED {2}\](?! \d+ tests?\b))|"Output":" *--- FAIL|::\S+ (?:FAILED|ERROR)\b|^\[gw\d+\] \[ {0,2}\d+%\] (?:FAILED|ERROR) /;
// A level in capitals, or the word with the sign of a label.
const labels: readonly (readonly [label: 'error' | 'warning' | 'quiet', pattern: RegExp])[] = [
  ['error', /\b(?:ERROR|FATAL|CRITICAL|SEVERE|EMERG|PANIC)\b|^[EF]\d{4} \d/],
  [
    'error',
    /\[(?:error|fatal|crit|emerg|alert)\]|\b(?:level|severity|lvl)["']?[=:]\s?["']?(?:error|fatal|critical|panic)\b|(?:^|[\s:)\]])(?:fatal )?error(?:\[\w+\]| ?[A-Z]{1,4}\d+)?(?::|!)|^\s*\d+:\d+ +error\b|^::error\b|^npm (?:ERR!|error)\b/i,
  ],
  ['warning', /\bWARN(?:ING)?\b|^W\d{4} \d|\b[A-Z]\w*Warning:/],
  [
    'warning',
    /\[warn(?:ing)?\]|\b(?:level|severity|lvl)["']?[=:]\s?["']?warn(?:ing)?\b|(?:^|[\s:)\]])warn(?:ing)?s?(?:\[\w+\]| ?[A-Z]{1,4}\d+)?(?::|!)|^\s*\d+:\d+ +warning\b|^::warning\b|^npm warn\b/i,
  ],
  ['quiet', /\b(?:INFO|DEBUG|TRACE|VERBOSE|NOTICE)\b|^[IVD]\d{4} \d/],
  [
    'quiet',
    /\[(?:info|debug|trace|notice)\]|\b(?:level|severity|lvl)["']?[=:]\s?["']?(?:info|debug|trace|notice)\b|(?:^|[\s:)\]])(?:info|debug|note|notice|hint|help)(?::|!)/i,
  ],
];
/** Words that may precede a label: the name of a program or a thread. */
const mostBefore = 1;

/**
 * What a line states: the result of a test, or a label of error or warning. Words inside names, counts of nothing and
 * words of a sentence do not count.
 */
export function statedBy(line: string, weight: Weight): Stated | undefined {
  if (weight === 'plain') return undefined;
  if (tellsStart(line)) return undefined;
  if (isSkipped(line)) return 'skipped';
  if (weight === 'routine' || tellsPass(line)) return 'ok';
  if (failedTest.test(line)) return 'failed';
  if (weight === 'total') return undefined;
  const label = labelOf(withoutNames(line.slice(0, looked).replace(dated, '')));
  return label === 'quiet' ? undefined : label;
}

/** The first label of a line is its own: `INFO retries on ERROR` is no error, and `waits for FATAL signals` has none. */
function labelOf(words: string): 'error' | 'warning' | 'quiet' | undefined {
  let first: { readonly label: 'error' | 'warning' | 'quiet'; readonly at: number } | undefined;
  for (const [label, pattern] of labels) {
    const at = words.search(pattern);
    if (at >= 0 && (first === undefined || at < first.at)) first = { label, at };
  }
  if (first === undefined) return undefined;
  const before = words.slice(0, first.at).match(/(?<!\S)[A-Za-z]+(?!\S)/g) ?? [];
  return before.length > mostBefore ? undefined : first.label;
}
