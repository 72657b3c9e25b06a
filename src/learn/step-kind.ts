import type { Step } from '../lib/shell/command-line.ts';
import { flagsOf, programOf, programWords, subcommandOf } from '../lib/shell/program.ts';

const words = (text: string) => new Set(text.split(' '));

const comparers = words(
  'grep egrep fgrep zgrep rg ag ack ugrep diff cmp colordiff test [ [[ expr pgrep pidof which type lsof',
);
const lookups = words('ls cat find stat head tail wc file readlink realpath du tree less more jq');
const gitProbes = words(
  'grep config show-ref merge-base check-ignore check-attr diff-index diff-files ls-remote rev-parse',
);
const checkers = words(
  'go cargo tsc eslint biome jest vitest mocha pytest ruff mypy pyright flake8 pylint black isort golangci-lint staticcheck ' +
    'make gmake ninja ctest mise just task turbo nx npm pnpm yarn bun npx tox nox pre-commit prettier shellcheck gofmt ' +
    'rspec rake bundle phpunit composer gradle gradlew mvn mvnw dotnet swift xcodebuild bazel actionlint yamllint ' +
    'markdownlint stylelint rubocop clippy deno playwright cypress ava tap terraform tflint hadolint rustc gcc g++ clang cc javac uv poetry',
);
const interpreters = words('python python2 python3 node ruby perl php bash sh zsh deno bun tsx ts-node osascript');
const languages = words('jq awk gawk mawk sed sqlite3 psql mysql yq perl');
const quiet = words('echo true : printf exit false');

/** Whether a step's non-zero exit may say only that nothing was found or that two things differ. */
export function isProbe(step: Step): boolean {
  const program = programOf(step);
  if (program === undefined) return false;
  if (comparers.has(program)) return true;
  const flags = flagsOf(step);
  if (program === 'command') return flags.some((flag) => /^-[vV]$/.test(flag));
  if (program === 'git') return isGitProbe(step, flags);
  if (program === 'kill') return programWords(step).some(({ text }) => text === '-0');
  if (program === 'jq') return flags.some((flag) => flag === '-e' || flag === '--exit-status');
  return lookups.has(program) && dropsErrors(step);
}

function isGitProbe(step: Step, flags: readonly string[]): boolean {
  const subcommand = subcommandOf(step) ?? '';
  if (subcommand === 'diff') return flags.some((flag) => /^--(?:no-index|exit-code|quiet|check)$/.test(flag));
  if (subcommand === 'cat-file') return flags.includes('-e');
  if (subcommand === 'ls-files') return flags.includes('--error-unmatch');
  return gitProbes.has(subcommand);
}

/** Whether a step's standard error is discarded. */
export function dropsErrors({ redirections }: Step): boolean {
  return redirections.some(
    ({ operator, target }) => /^(?:2>>?|&>>?|>&)$/.test(operator) && target.text === '/dev/null',
  );
}

/**
 * Whether a program checks, builds or runs what is in the project, so that its failure says something about the
 * project.
 */
export function isChecker(step: Step): boolean {
  const program = programOf(step);
  return program !== undefined && (checkers.has(program) || isScriptRun(step));
}

/** A script of the project, run by its path or by an interpreter. */
function isScriptRun(step: Step): boolean {
  const [first, second] = programWords(step);
  if (first === undefined) return false;
  if (/^(?:\.{1,2}\/|[\w.-]+\/)/.test(first.text) || first.text.startsWith('/tmp/')) return true;
  return interpreters.has(programOf(step) ?? '') && /\.\w{1,5}$/.test(second?.text ?? '');
}

/** Whether a step passes a program to an interpreter, in an argument or on its input. */
export function isInlineScript(step: Step): boolean {
  const program = programOf(step) ?? '';
  if (languages.has(program)) return true;
  if (!interpreters.has(program)) return false;
  if (step.hereDocuments.length > 0 || step.redirections.some(({ operator }) => operator === '<<<')) return true;
  const given = programWords(step).slice(1);
  return given.length === 0 || given.some(({ text }) => /^-(?:[a-z]*[ce]|-eval|-print|p|r|)$/.test(text));
}

/**
 * Whether a step runs a program that the agent has just built or put into a temporary folder: such a program's
 * complaints about its arguments are its result.
 */
export function isUnderTest(step: Step, steps: readonly Step[]): boolean {
  const path = programWords(step)[0]?.text ?? '';
  if (/^(?:\/private)?(?:\/var\/folders|\/tmp)\//.test(path)) return true;
  if (programOf(step) === 'cargo') return subcommandOf(step) === 'run';
  if (!path.includes('/') || /^\/(?:usr|bin|opt|sbin|nix)\//.test(path) || path.includes('/.bin/')) return false;
  const name = path.replace(/^\.\//, '');
  return steps.some(
    (other) => other !== step && isBuild(other) && other.words.some(({ text }) => text.replace(/^\.\//, '') === name),
  );
}

function isBuild(step: Step): boolean {
  return (
    /^(?:go|gcc|g\+\+|clang|cc|rustc|swiftc|ghc|dmd|zig)$/.test(programOf(step) ?? '') || flagsOf(step).includes('-o')
  );
}

/** Whether the command handles a failure of the step with at most an `echo` of a word. */
export function isGuarded(step: Step, steps: readonly Step[]): boolean {
  for (let at = steps.indexOf(step) + 1; at > 0 && at < steps.length; at++) {
    const next = steps[at] as Step;
    if (next.joinedBy === '||') return quiet.has(programOf(next) ?? '');
    if (next.joinedBy === ';' || next.joinedBy === '\n' || next.joinedBy === '&') return false;
  }
  return false;
}

/** The steps that run last: those after the last `;`, line end or `&` outside substitutions. */
export function lastSteps(steps: readonly Step[]): readonly Step[] {
  const outer = steps.filter(({ within }) => !within.includes('substitution'));
  const from = outer.findLastIndex(({ joinedBy }) => joinedBy === ';' || joinedBy === '\n' || joinedBy === '&');
  return outer.slice(Math.max(0, from));
}
