import { rules } from './rule.ts';

/**
 * Lines in which tests, linters, type checkers, compilers and formatters report findings. They are tried on whole
 * lines, without the name of a task before them.
 */
export const findingRules = rules([
  [
    'finding',
    // A place in a file and a message: `a.go:1:2: …`, `a.ts(1,2): error`, `a.py:3: error:`, `a.ts:1:2 - error`.
    /^(?:vet: )?[^\s:(]{1,300}\.\w{1,10}(?::\d+:\d+(?::| - | [a-z]+\/)|\(\d+,\d+\):? |:\d+: (?:\w{1,20} )?(?:error|warning|note|fatal|undefined))/,
    /^--- FAIL\b/,
    /^FAIL(?:ED)?(?![\w:])(?!.*\[setup failed\])(?!$)/,
    /^(?:=+|_+) ?(?:FAILURES|ERRORS|short test summary)/,
    /^(?:\(fail\) |not ok \d|# fail [1-9]|test result: FAILED)/,
    /^(?:Tests?|Test Suites|Test Files|Tests run):? .{0,80}\b[1-9]\d* (?:failed|failing)/i,
    /^(?:Tests run: .{0,40}(?:Failures|Errors): [1-9]|\d+ (?:tests?|examples?|specs?|assertions?),.{0,60}[1-9]\d* (?:failures?|failed|errors?))/,
    /^(?:✖|✗|×|\u2717)? ?[1-9]\d* (?:problems?|issues?|errors?|failed|failing|vulnerabilities)\b/,
    /^\s*[1-9]\d* (?:failed|failing|passing .{0,40}failing)\b/,
    /^Found [1-9]\d* (?:errors?|issues?|warnings?|problems?|vulnerabilit)/,
    /^error(?:\[E\d{4}\])?: (?:could not compile|aborting due to|mismatched types|cannot find|unresolved|expected one of|unused|test failed)/,
    /^error\[E\d{4}\]/,
    /^\s{1,8}--> \S{1,300}:\d+:\d+/,
    /^(?:AssertionError|assert\.\w+|E {3}\S|panic: (?!.*flag))/,
    /^(?:BUILD FAILED|BUILD FAILURE|FAILURE: Build failed|Build failed)/,
    /^(?:Code style issues found|would reformat|Would reformat|\d+ files? would be reformatted|Error: Some files are not formatted)/i,
    /^.{0,300}: import cycle not allowed/,
    /^[^\t]{1,100}\t(?:fail|pass|pending|skipping)\t/,
    /^(?:Failures?|Failed tests?|FAILURES)!?:?$/,
    /^\s*●.{1,200} › /,
    /^(?:Some|\d+) checks? (?:were not successful|failed)/i,
    /^\s*(?:✕|✗|✖|×) (?!Command|No |Missing|ERR)\S/,
    /^(?:npm audit|# npm audit report)/,
    /^SUMMARY: .{0,60}Sanitizer/,
  ],
]);

/** Lines by which a runner says that its program failed. They count if there is nothing else. */
export const runnerRules = rules([
  [
    'finding',
    /^FAIL$/,
    /^ERROR task failed/,
    /^(?:make|gmake|ninja)(?:\[\d+\])?: \*\*\* \[/,
    /^script ".{1,200}" exited with code [1-9]/,
    /^(?:\[?ELIFECYCLE\]?|Lifecycle script|Command failed with exit code)\b/i,
    /^(?:exit status [1-9]|husky - |lefthook|pre-commit hook)/,
    /^(?:✗|✘|FAIL:|FAILED:)/,
    /^(?:\S{1,60}\.{3,80}|.{1,80}\.{3,80})Failed$/,
  ],
]);
