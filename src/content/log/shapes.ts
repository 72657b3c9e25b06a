const time =
  /^\W{0,3}(?:\d{4}[-/.]\d{2}[-/.]\d{2}[T \-_,]|\d{2}:\d{2}:\d{2}|\d{8}-\d{1,2}:|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:|[A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}|\d{2}\/\d{2}\/\d{2,4} \d{2}:|\d{2}\.\d{2} \d{2}:\d{2}|\d{6} \d{6} |[\d.]+ - - \[|- \d{9,10} \d{4}|[IWEF]\d{4} \d{2}:\d{2}:)|^[^\t]{1,60}\t[^\t]{1,60}\t\d{4}-\d{2}-\d{2}T|^\S{1,40} ?\| \d{4}-\d{2}-\d{2}|^\[\s*\d+\.\d{3,}\]|^(?:time|ts|level|lvl)=\S+ \w+=/;
const level =
  /^\W{0,2}(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|NOTICE|SEVERE|info|warn|error|debug)\W|^.{0,60}[ [(](?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL)[\]): ]|^##\[|^::(?:group|error|warning|notice|debug)|^npm (?:warn|WARN|ERR!|error|notice|http)|^\d+\. (?:WARNING|ERROR) in /;
const record = /^\{.*"(?:level|severity|time|Time|timestamp|ts|Action)":.*\}$/;

const runner =
  /^(?:=+ (?:FAILURES|ERRORS|test session starts|short test summary|warnings summary|.*\d (?:passed|failed|error)).*=$|platform \w+ -- Python|collected \d+ items?|rootdir: |Ran \d+ tests? in|FAILED |PASSED |ERROR |E {3}|-{3} (?:FAIL|PASS|SKIP):|=== (?:RUN|PAUSE|CONT|NAME) |ok +\S+(?:\t| +(?:[\d.]+s|\(cached\)))|\? +\S+\s+\[no test files\]|\s*(?:not )?ok \d|# Subtest: |FAIL\t|PASS$|running \d+ tests?|test \S+ \.\.\. \w|test result: |TAP version|\d+\.\.\d+$|(?: |\t)*[✓✔√✗✘✕×❯↓●○] ?\S| *(?:PASS|FAIL|RUN) |Tests?:? +\d|Test (?:Files|Suites):? |Tests run:|Snapshots: |\S+\.py [.FEsxX]{2,}|\S+::\S+ (?:PASSED|FAILED|SKIPPED|ERROR|XFAIL)|test\w* \(.*\) \.\.\.|.* \.\.\. (?:ok|FAIL|ERROR|skipped)|test_\S+ .*\b(?:ok|[sFEfw])$|[-=⎯]{20,}$|[.FEsxSPI*]{12,}(?: .*\d%.*)?$|\[(?: RUN {6}| {7}OK | {2}(?:PASSED|FAILED) {2}|-{10}|={10})\]|Test (?:Case|Suite) '|\s+\d+\/\d+ Test +#\d+: | +Start +\d+: |\/\/\S+ +(?:\(cached\) )?(?:PASSED|FAILED|NO STATUS)| {2}(?:Passed|Failed|Skipped) \S+.*\[)/;

const build =
  /^\s*(?:Compiling|Checking|Downloading|Downloaded|Fetching|Installing|Unpacking|Selecting previously|Setting up|Preparing to unpack|Collecting|Using cached|Requirement already|Building|Linking|Finished|Get:\d|Hit:\d|Updating|Locking|Fresh|Running|Generating|Scanning dependencies|Entering directory|Step \d+\/\d+|--->|Removing intermediate|Successfully|#\d+ |\[ *\d+(?:%|\/\d+)\]|g?make(?:\[\d+\])?:|(?:gcc|g\+\+|cc|clang|c\+\+|ld|ar|libtool|CC|CXX|LD|AR|MAKE|LINK|GEN|INSTALL|HOSTCC|javac|rustc|go:|cmake|ninja:|cargo) |> Task :|\[INFO\]|\[WARNING\]|\[ERROR\]|BUILD |added \d+ packages|up to date|found \d+ vulnerab|\w+\.\w+: warning|Target \S+:$|Project ".*" is building|Copying (?:file|\d+)|Done building|Build started|(?:remote|Receiving objects|Resolving deltas|Counting objects):)/;
const installer =
  /^\s*(?:checking (?:for|whether|if|how|that) |config\.status: |-- (?:Detecting|Check|Looking for|Found |Performing|Configuring|Generating|Build files|The \w+ compiler|Up-to-date:|Installing:)|Attempting uninstall|Found existing installation|(?:Adding|Blocking|Documenting|Packaging|Verifying|Installed|Removing) \S+ (?:v|file lock|\()|Reading (?:package lists|state information|database)|Processing triggers for |Need to get |Cloning into |[0-9a-f]{12}: (?:Pull|Push|Layer|Waiting|Verifying|Download|Already|Preparing|Mounted|Extracting)|=> (?:CACHED |ERROR |=> |\[|exporting|naming|transferring|writing)|> Configure project|➤ YN\d{4}|Progress: resolved|(?:ok|changed|skipping|failed|fatal|unreachable): \[|(?:TASK|PLAY|HANDLER|RUNNING HANDLER) \[.*\] \*+|\S+: (?:Refreshing state|Creating|Still creating|Creation complete|Modifying|Destroying|Destruction complete|Read(?:ing| complete))|asset \S+ [\d.]+ |Restored \S+ \(in )/;
/** The end of a step: a duration, a size, a progress. */
const measured =
  /\b(?:in|took|after) \d+(?:\.\d+)? ?(?:ms|µs|s|secs?|seconds|min|minutes)\)?[.!]?$|\(\d+(?:\.\d+)? ?m?s(?:ec)?\)$|[\d.]+ ?(?:[KMG]i?B|kB|bytes)\b.*(?:gzip|\[emitted\]|\[built\])|\d{1,3}%(?:\||\s*[[(|█#=>]{2})/;
const finding =
  /^(?:\S+[(:]\d+(?:[,:]\d+)?\)?:? ?(?:-? ?)?(?:fatal )?(?:error|warning|note|info|remark)\b|\s+\d+:\d+\s+(?:error|warning)\s|(?:error|warning)(?:\[\w+\])?: |\s+--> \S+:\d+:\d+|\[\S+:\d+:\d+\] |\S+\(\d+(?:,\d+)?\): {1,2}\S|(?: +|\d+ +)\|(?: |$)| += (?:note|help): )/i;
const trace =
  /^\s*(?:at \S+.*[(:]|File "[^"]+", line \d+|Traceback \(most|Caused by:|goroutine \d+ \[|thread '.*' panicked)/;
const certain: readonly RegExp[] = [time, record, runner, finding, level, installer, measured, trace];
// `Building` begins sentences too.
const sentence = /^(?:[A-Z][a-z]*|[a-z'-]+)(?:,? [A-Za-z'-]+){3,}\.$/;

/** Lines that only a test runner or a build prints; one at the start or the end of a text is enough. */
const signature =
  /^(?:=+ (?:test (?:session|process) starts|short test summary info|FAILURES|.*\d (?:passed|failed)\b.* in \d)|Ran \d+ tests? in [\d.]+s|test result: \w|(?: +)?Test Files +\d|Tests: +\d|BUILD (?:SUCCESSFUL|FAILED)|\[INFO\] BUILD |Finished: (?:SUCCESS|FAILURE|UNSTABLE)|finished: (?:SUCCESS|FAILURE)|FAIL\t\S+\t[\d.]+s|ok {2}\t\S+\t|TAP version \d+$)/m;
/** Characters at either end in which a signature counts. */
const ends = 4000;

// What other kinds of text are made of; no log line begins with it.
const foreign =
  /^\s*(?:import |from \S+ import|export |const |let |var |function |class |def |return\b|if ?\(|for ?\(|else\b|while ?\(|public |private |protected |static |package |#include|#define|use |fn |impl |func |type |interface |struct |\}|\{|\/\/|\/\*|\*|<!--|<\/?\w+|@\w+|#{1,6} |[-*] |\d+\. |```|diff --git|@@ |[+-]{3} |[\w.-]+ ?[:=] ?["'\w{[])/;

/** Whether a line looks like one that a program prints while it works. */
export function isLogLine(line: string): boolean {
  return certain.some((shape) => shape.test(line)) || (build.test(line) && !sentence.test(line));
}

/** Whether a line looks like source code, configuration, markup or a patch. A line can look like both. */
export function isForeignLine(line: string): boolean {
  return foreign.test(line);
}

/** Whether a text begins or ends as the output of a test runner or a build does. */
export function hasSignature(text: string): boolean {
  return signature.test(text.slice(0, ends)) || (text.length > ends && signature.test(text.slice(-ends)));
}
