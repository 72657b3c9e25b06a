/** Lines that are looked at: some from the start, the middle and the end. */
const sampled = 60;
/** Characters of a line that are looked at. */
const looked = 300;

const time =
  /^\W{0,3}(?:\d{4}[-/.]\d{2}[-/.]\d{2}[T \-_,]|\d{2}:\d{2}:\d{2}|\d{8}-\d{1,2}:|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:|[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}|\d{2}\/\d{2}\/\d{2,4} \d{2}:|\d{2}\.\d{2} \d{2}:\d{2}|\d{6} \d{6} |[\d.]+ - - \[|- \d{9,10} \d{4})|^[^\t]{1,60}\t[^\t]{1,60}\t\d{4}-\d{2}-\d{2}T|^\S{1,40} ?\| \d{4}-\d{2}-\d{2}|^\[\s*\d+\.\d{3,}\]/;
const level =
  /^\W{0,2}(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|NOTICE|SEVERE|info|warn|error|debug)\W|^.{0,60}[ [(](?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL)[\]): ]|^##\[|^::(?:group|error|warning|notice|debug)|^npm (?:warn|WARN|ERR!|error|notice|http)/;
const record = /^\{.*"(?:level|severity|time|Time|timestamp|ts|Action)":.*\}$/;
const runner =
  /^(?:=+ (?:FAILURES|ERRORS|test session starts|short test summary|warnings summary|.*\d+ (?:passed|failed|error).*) ?.*=+$|platform \w+ -- Python|collected \d+ items?|rootdir: |Ran \d+ tests? in|FAILED |PASSED |ERROR |E {3}|-{3} (?:FAIL|PASS|SKIP):|=== (?:RUN|PAUSE|CONT|NAME) |ok +\S+\t|ok \d+|not ok \d+|FAIL\t|PASS$|running \d+ tests?|test \S+ \.\.\. \w|test result: |TAP version|\d+\.\.\d+$|(?: |\t)*[✓✔√✗✘✕×❯↓●○] ?\S| *(?:PASS|FAIL|RUN) |Tests?:? +\d|Test (?:Files|Suites):? |Tests run:|Snapshots: |\S+\.py [.FEsxX]{2,}|\S+::\S+ (?:PASSED|FAILED|SKIPPED|ERROR|XFAIL)|test\w* \(.*\) \.\.\.|.* \.\.\. (?:ok|FAIL|ERROR|skipped)|test_\S+ .*\b(?:ok|[sFEfw])$|[-=⎯]{20,}$)/;
const build =
  /^\s*(?:Compiling|Checking|Downloading|Downloaded|Fetching|Installing|Unpacking|Selecting previously|Setting up|Preparing to unpack|Collecting|Using cached|Requirement already|Building|Linking|Finished|Get:\d|Hit:\d|Updating|Locking|Fresh|Running|Generating|Scanning dependencies|Entering directory|Step \d+\/\d+|--->|Removing intermediate|Successfully|#\d+ |\[ *\d+(?:%|\/\d+)\]|make(?:\[\d+\])?:|(?:gcc|g\+\+|cc|clang|c\+\+|ld|ar|libtool|CC|CXX|LD|AR|javac|rustc|go:|cmake|ninja:|cargo) |> Task :|\[INFO\]|\[WARNING\]|\[ERROR\]|BUILD |added \d+ packages|up to date|found \d+ vulnerab|\w+\.\w+: warning|Target \S+:$|Project ".*" is building|Copying (?:file|\d+)|Done building|Build started|(?:remote|Receiving objects|Resolving deltas|Counting objects):)/;
const finding =
  /^(?:\S+[(:]\d+(?:[,:]\d+)?\)?:? ?(?:-? ?)?(?:fatal )?(?:error|warning|note|info|remark)\b|\s+\d+:\d+\s+(?:error|warning)\s|(?:error|warning)(?:\[\w+\])?: |\s+--> \S+:\d+:\d+|\[\S+:\d+:\d+\] |\S+\(\d+(?:,\d+)?\): {1,2}\S|(?: +|\d+ +)\|(?: |$)| += (?:note|help): )/i;
const trace =
  /^\s*(?:at \S+.*[(:]|File "[^"]+", line \d+|Traceback \(most|Caused by:|goroutine \d+ \[|thread '.*' panicked)/;

/** Lines that only a test runner or a build prints; one at the start or the end of a text is enough. */
const signature =
  /^(?:=+ (?:test (?:session|process) starts|short test summary info|FAILURES|.*\b\d+ (?:passed|failed)\b.* in [\d.]+s.*) ?=*$|Ran \d+ tests? in [\d.]+s|test result: \w|(?: +)?Test Files +\d|Tests: +\d|BUILD (?:SUCCESSFUL|FAILED)|\[INFO\] BUILD |Finished: (?:SUCCESS|FAILURE|UNSTABLE)|finished: (?:SUCCESS|FAILURE)|FAIL\t\S+\t[\d.]+s|ok {2}\t\S+\t)/m;
/** Characters at either end in which a signature counts. */
const ends = 4000;

// What other kinds of text are made of. None of it opens a log line.
const source =
  /^\s*(?:import |from \S+ import|export |const |let |var |function |class |def |return\b|if ?\(|for ?\(|else\b|while ?\(|public |private |protected |static |package |#include|#define|use |fn |impl |func |type |interface |struct |\}|\{|\/\/|\/\*|\*|<!--|<\/?\w+|@\w+|#{1,6} |[-*] |\d+\. |```|diff --git|@@ |[+-]{3} |[\w.-]+ ?[:=] ?["'\w{[])/;
const commands =
  /(?:^|[\s;&|(/])(?:pytest|jest|vitest|mocha|ava|tox|nox|unittest|go (?:test|build|vet|install)|cargo (?:test|build|check|clippy|run)|mvnw?|gradlew?|gradle|ant|make|cmake|ninja|tsc|eslint|biome|ruff|flake8|mypy|pylint|golangci-lint|gcc|g\+\+|clang|npm (?:test|run|ci|install|i)|pnpm|yarn|bun (?:test|install|run)|pip3? install|uv (?:pip|sync)|poetry|apt(?:-get)?|brew|docker (?:build|logs|compose)|docker-compose|kubectl logs|journalctl|dmesg|gh run view|bundle|rspec|rake|phpunit|dotnet (?:test|build)|swift (?:test|build)|xcodebuild|bazel|ctest|tail|rake|playwright|cypress)\b/;

/**
 * How sure it is that a text is a log, or the output of a test run or a build: 0 no, 1 certainly. Looks at a sample of lines and, where
 * given, at the command that printed it. Source code, configuration, Markdown and prose score below 0.3.
 */
export function isLog(text: string, command?: string): number {
  const lines = sampleLines(text);
  if (lines.length === 0) return 0;
  let strong = 0;
  let weak = 0;
  let other = 0;
  for (const line of lines) {
    if (time.test(line) || record.test(line) || runner.test(line) || finding.test(line)) strong++;
    else if (level.test(line) || build.test(line) || trace.test(line)) strong++;
    else if (/^\s{2,}\S/.test(line)) weak++;
    if (source.test(line)) other++;
  }
  const share = strong / lines.length;
  const foreign = other / lines.length;
  const byCommand = command !== undefined && commands.test(command) ? 0.4 : 0;
  if (!text.includes('```') && foreign < 0.6 && hasSignature(text)) return 0.95;
  if (sharePrefix(lines)) return 0.9;
  if (strong === 0) return byCommand > 0 && foreign < 0.2 ? 0.4 : 0;
  const score = share * 1.4 + (weak / lines.length) * 0.1 + byCommand - Math.max(0, foreign - share) * 1.2;
  return Math.max(0, Math.min(1, score));
}

function hasSignature(text: string): boolean {
  return signature.test(text.slice(0, ends)) || (text.length > ends && signature.test(text.slice(-ends)));
}

/** Whether nearly all lines begin with one of a few bracketed labels, as the steps of a pipeline print them. */
function sharePrefix(lines: readonly string[]): boolean {
  if (lines.length < 20) return false;
  const labels = lines.map((line) => /^\[[A-Z][\w .:/-]{3,60}\] \S/.exec(line)?.[0].slice(0, -1));
  return labels.filter((label) => label !== undefined).length > lines.length * 0.9 && new Set(labels).size <= 6;
}

/** Non-blank lines from three places, each cut; cheap on a text of any size. */
function sampleLines(text: string): readonly string[] {
  const part = looked * sampled;
  const middle = Math.max(0, Math.floor(text.length / 2) - part / 2);
  const stretches =
    text.length <= part * 3 ? [text] : [text.slice(0, part), text.slice(middle, middle + part), text.slice(-part)];
  const perStretch = Math.floor(sampled / stretches.length);
  return stretches.flatMap((stretch) => {
    const lines = stretch.split('\n').filter((line) => line.trim() !== '');
    const stride = Math.max(1, Math.floor(lines.length / perStretch));
    return lines
      .filter((_, index) => index % stride === 0)
      .slice(0, perStretch)
      .map((line) => line.slice(0, looked));
  });
}
