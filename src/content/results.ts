/** A way in which runners mark the result of one test, step or target. */
type Marking = {
  readonly name: string;
  /** The mark of one that passed. */
  readonly passed: RegExp;
  /** The mark of any other, in the same place. */
  readonly other: RegExp;
  /** The mark is never part of a sentence: one line alone says it. */
  readonly certain?: boolean;
};

/** What may follow a result at the end of a line: how long it took, how far the run is. */
const behind = String.raw`(?:\s{1,200}(?:\([^()]{0,200}\)|\[[^[\]]{0,40}\]|(?:in )?[\d.]{1,12} ?(?:ms|s|sec|seconds))){0,3}\s{0,20}$`;

const markings: readonly Marking[] = [
  {
    name: 'dots',
    passed: new RegExp(String.raw`(?:\.\.\.|…|\.{4,}) ?(?:ok|OK|passed|Passed|PASSED)${behind}`),
    other: new RegExp(
      String.raw`(?:\.\.\.|…|\.{4,}) ?(?:\*{3})?(?:FAIL|FAILED|fail|failed|Failed|ERROR|error)${behind}`,
    ),
    certain: true,
  },
  {
    name: 'worker',
    passed: /^\[gw\d{1,4}\] \[ {0,2}\d{1,3}%\] (?:PASSED|XPASS) /,
    other: /^\[gw\d{1,4}\] \[ {0,2}\d{1,3}%\] (?:FAILED|ERROR) /,
    certain: true,
  },
  {
    name: 'box',
    passed: /^\s*\[ (?: {6}OK|OK {6}| {2}PASSED ) \]|^\s*\[\s*(?:OK|ok|PASS|PASSED|✓|✔)\s*\] \S/,
    other: /^\s*\[ {2}FAILED {2}\]|^\s*\[\s*(?:FAIL|FAILED|ERROR|✗|✘|✕|x)\s*\] \S/,
  },
  { name: 'sign', passed: /^\s*[✓√✔✅] ?\S/, other: /^\s*[✗✘✕✖×❌] ?\S/ },
  { name: 'tap', passed: /^\s*ok \d+\b/, other: /^\s*not ok \d+\b/ },
  {
    name: 'package',
    passed: /^ok\s+\S+\s+(?:[\d.]+s|\(cached\))/,
    other: /^FAIL\s+\S+\s+(?:[\d.]+s|\[\w+ failed\])/,
  },
  { name: 'dashes', passed: /^\s*--- PASS: \S/, other: /^\s*--- (?:FAIL|SKIP): \S/, certain: true },
  {
    name: 'event',
    passed: /"Action":"pass"|"Output":" *--- PASS/,
    other: /"Action":"(?:fail|skip)"|"Output":" *--- FAIL/,
    certain: true,
  },
  { name: 'first', passed: /^\s*PASS(?:ED)?:? +\S/, other: /^\s*FAIL(?:ED)?:? +\S/ },
  {
    name: 'table',
    passed: /^\s*\d+\/\d+ Test +#\d+: .* Passed +[\d.]|^\s*Passed \S.*\[/,
    other: /^\s*\d+\/\d+ Test +#\d+: .*\*\*\*(?:Failed|Exception|Timeout)|^\s*(?:Failed|Skipped) \S.*\[/,
  },
  {
    name: 'target',
    passed: /^\/\/\S+ +(?:\(cached\) )?PASSED\b/,
    other: /^\/\/\S+ +(?:\(cached\) )?(?:FAILED|TIMEOUT)\b/,
  },
  {
    name: 'case',
    passed: /^\s*Test (?:Case|Suite) '.*' (?:passed|started)\b/,
    other: /^\s*Test (?:Case|Suite) '.*' failed\b/,
  },
  {
    name: 'last',
    passed: new RegExp(String.raw`\bPASSED${behind}|^test_\S+ ok$`),
    other: new RegExp(String.raw`\b(?:FAILED|SKIPPED|ERROR|XFAIL)${behind}|^test_\S+ (?:F|E|FAIL|ERROR)$`),
  },
];

/** A test or step begins: its name says nothing of its result. */
const begun =
  /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|\[ RUN {6}\]|Start +\d+: |◇ Test .* started\.$)|"Action":"(?:run|pause|cont|start)"|"Output":" *=== (?:RUN|PAUSE|CONT|NAME)\b/;

// A count is between the signs of a list, or after a sign of its own; `reports 2 errors at once` is a name.
const failureCount =
  /(?:^|[,;(:|/[]\s{0,3}|\bpassed,? (?:and )?)[1-9]\d{0,8} (?:tests? |checks? )?(?:failed|failing|failures?|errors?|unreachable)\b(?=\s{0,3}(?:[,;)|.\]]|$))|\b(?:failed|failures?|errors?|unreachable)["']?\s{0,3}[=:]\s{0,3}["']?[1-9]/i;
const deniesPass = /\bnot (?:ok|passed)\b/i;

/** Characters at either end of a line that may contain a result. */
const looked = 1000;

function inPart(line: string): string {
  return line.length <= looked * 2 ? line : `${line.slice(0, looked)} ${line.slice(-looked)}`;
}

/** Whether a line says that a test or step begins, and nothing about its result. */
export function tellsStart(line: string): boolean {
  return begun.test(inPart(line));
}

/** The marking by which a line says that a test, step or target passed; `undefined` if it does not say so. */
function passedBy(line: string): Marking | undefined {
  const text = inPart(line);
  const marking = markings.find(({ passed }) => passed.test(text));
  return marking === undefined || failureCount.test(text) || deniesPass.test(text) ? undefined : marking;
}

/** Whether a line counts failures, and not none: `1 failed, 149 passed`, `failed=1`. */
export function countsFailures(line: string): boolean {
  return failureCount.test(inPart(line));
}

/** Whether a line states that one test, step or target passed, and neither counts a failure nor denies it. */
export function tellsPass(line: string): boolean {
  return passedBy(line) !== undefined;
}

/**
 * Creates the stricter check whether a line's own result is a pass, for lines of one text: a mark that could also be
 * part of a sentence counts only if another line of the text carries a result in the same place.
 * @param lines the lines of the text; read once, when the first mark of this sort is met
 */
export function passesAmong(lines: () => Iterable<string>): (line: string) => boolean {
  let counts: ReadonlyMap<string, number> | undefined;
  return (line) => {
    const marking = passedBy(line);
    if (marking === undefined || marking.certain === true) return marking !== undefined;
    counts ??= countMarks(lines());
    return (counts.get(marking.name) ?? 0) > 1;
  };
}

function countMarks(lines: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const text = inPart(line);
    const marking = markings.find(({ passed, other }) => passed.test(text) || other.test(text));
    if (marking !== undefined) counts.set(marking.name, (counts.get(marking.name) ?? 0) + 1);
  }
  return counts;
}
