import type { Step } from './command-line.ts';
import type { Word } from './shell-word.ts';

/** Programs that run another one, with those of their flags that take a value, and how many operands come before it. */
const wrappers = new Map<string, { readonly values: string; readonly operands: number }>([
  ['sudo', { values: 'CDghpRrTtUu', operands: 0 }],
  ['doas', { values: 'Cu', operands: 0 }],
  ['env', { values: 'uCS', operands: 0 }],
  ['time', { values: 'fo', operands: 0 }],
  ['timeout', { values: 'ks', operands: 1 }],
  ['gtimeout', { values: 'ks', operands: 1 }],
  ['nice', { values: 'n', operands: 0 }],
  ['ionice', { values: 'cnp', operands: 0 }],
  ['stdbuf', { values: 'ioe', operands: 0 }],
  ['xargs', { values: 'aEdIJLnPRsS', operands: 0 }],
  ...['nohup', 'command', 'builtin', 'exec', 'setsid', 'noglob', 'nocorrect'].map(
    (name) => [name, { values: '', operands: 0 }] as const,
  ),
]);
const assignment = /^[A-Za-z_]\w*=/;
const maxWrappers = 8;

/** Programs whose first operand is not a sub-command. */
const withoutSubcommands = new Set(
  (
    'alias awk base64 basename bash bat cat cd chmod chown cmp column comm cp curl cut date dd df diff dig dirname ' +
    'du echo egrep emacs eslint eval expect export fd fgrep file find fish fmt fold g++ gawk gcc gofmt grep gsed gunzip ' +
    'gzip head hexdump host iconv id install jest join jq kill killall less ln local ls lsof make md5 md5sum mkdir mktemp ' +
    'more mv nano nc node nl od open paste patch perl pgrep php ping pkill prettier printf ps pwd pytest python python2 ' +
    'python3 read readlink realpath rg rm rmdir rsync ruby scp sed seq set sh sha1sum sha256sum shasum shellcheck sleep ' +
    'sort source split sqlite3 ssh stat strings sum tac tail tar tee test touch tr tree tsc tsx type uname uniq unset ' +
    'unzip vi vim wait watch wc wget whereis which xxd yq zip zsh'
  ).split(' '),
);

/** Programs whose sub-commands have sub-commands: all of them, or those that are named. */
const nested = new Map<string, readonly string[] | 'all'>([
  ['gh', 'all'],
  ['glab', 'all'],
  ['aws', 'all'],
  ['az', 'all'],
  ['gcloud', 'all'],
  ['git', ['stash', 'worktree', 'remote', 'submodule', 'bisect', 'notes', 'sparse-checkout', 'lfs', 'reflog']],
  ['go', ['mod', 'work', 'tool']],
  ['npm', ['run', 'run-script', 'config', 'cache', 'pkg', 'exec']],
  ['pnpm', ['run', 'config', 'store', 'exec', 'dlx']],
  ['yarn', ['run', 'config', 'cache', 'workspace', 'workspaces', 'dlx']],
  ['bun', ['run', 'pm', 'x']],
  ['docker', ['compose', 'container', 'image', 'volume', 'network', 'system', 'buildx', 'builder', 'context']],
  ['podman', ['compose', 'container', 'image', 'volume', 'network', 'system', 'machine', 'pod']],
  ['kubectl', ['config', 'rollout', 'create', 'auth', 'set', 'top']],
  ['uv', ['run', 'pip', 'tool', 'python', 'cache']],
  ['poetry', ['run', 'env', 'config', 'source', 'cache']],
  ['cargo', ['nextest', 'install', 'llvm-cov']],
  ['rustup', 'all'],
  ['mise', ['run', 'x', 'exec', 'config', 'plugins', 'settings']],
  ['helm', ['repo', 'dependency', 'plugin']],
  ['terraform', ['state', 'workspace', 'providers']],
  ['dotnet', ['tool', 'nuget', 'new']],
]);

/** Flags with a value of their own that may come before the sub-command. */
const valueFlags = new Map<string, readonly string[]>([
  ['git', ['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--exec-path', '--config-env']],
  ['gh', ['-R', '--repo']],
  ['docker', ['-H', '--host', '-c', '--context', '--config', '-l', '--log-level']],
  ['kubectl', ['-n', '--namespace', '--context', '--kubeconfig', '--cluster', '--user', '-s', '--server']],
  ['helm', ['-n', '--namespace', '--kube-context', '--kubeconfig']],
  ['npm', ['--prefix', '-C', '-w', '--workspace', '--loglevel', '--registry']],
  ['pnpm', ['-C', '--dir', '-F', '--filter']],
  ['yarn', ['--cwd']],
  ['bun', ['--cwd', '-F', '--filter']],
  ['cargo', ['-C', '-Z', '--config', '--color']],
  ['uv', ['--directory', '--project', '--config-file']],
  ['mise', ['-C', '--cd', '-E', '--env', '-j', '--jobs']],
  ['terraform', ['-chdir']],
  ['go', ['-C']],
  ['aws', ['--profile', '--region', '--output', '--query', '--endpoint-url']],
]);

/**
 * The program that a step runs, as the last part of its path. It looks through programs that run another one (`sudo`,
 * `env`, `timeout 5`, `xargs`, …). `undefined` if the step runs none, or if its name is a variable or a substitution.
 */
export function programOf(step: Step): string | undefined {
  const [first] = programWords(step);
  if (first === undefined) return undefined;
  const name = first.text.slice(first.text.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
  return name === '' || /[$`]/.test(name) ? undefined : name;
}

/** The words of the program that a step runs, its name first, without the programs around it. */
export function programWords(step: Step): readonly Word[] {
  if (step.header !== undefined) return [];
  let words = step.words;
  for (let depth = 0; depth < maxWrappers; depth++) {
    const wrapper = wrappers.get(words[0]?.text.slice(words[0].text.lastIndexOf('/') + 1) ?? '');
    if (wrapper === undefined) break;
    const behind = words.slice(behindWrapper(words, wrapper));
    // `sudo -i`, `command -v`: there is no other program.
    if (behind.length === 0 || (words[0]?.text === 'command' && /^-[vV]/.test(words[1]?.text ?? ''))) break;
    words = behind;
  }
  return words;
}

function behindWrapper(
  words: readonly Word[],
  wrapper: { readonly values: string; readonly operands: number },
): number {
  let at = 1;
  let operands = wrapper.operands;
  for (; at < words.length; at++) {
    const { text } = words[at] as Word;
    if (text === '--') return at + 1 + operands;
    if (text.startsWith('-') && text.length > 1) {
      if (text.length === 2 && wrapper.values.includes(text[1] as string)) at += 1;
    } else if (!assignment.test(text)) {
      if (operands === 0) return at;
      operands -= 1;
    }
  }
  return at;
}

/**
 * The sub-command of the program that a step runs: one word, or two with a blank between them if sub-commands have
 * sub-commands (`pr diff` of gh). `undefined` for programs that have none.
 */
export function subcommandOf(step: Step): string | undefined {
  const program = programOf(step);
  if (program === undefined || withoutSubcommands.has(program)) return undefined;
  const operands = operandsInFront(programWords(step), valueFlags.get(program) ?? []);
  const [first, second] = operands;
  if (first === undefined || !isName(first)) return undefined;
  const inside = nested.get(program);
  const goesOn = inside === 'all' || inside?.includes(first.text) === true;
  return goesOn && second !== undefined && isName(second) ? `${first.text} ${second.text}` : first.text;
}

/** The first two words that are neither the program nor a flag nor a flag's value. */
function operandsInFront(words: readonly Word[], withValue: readonly string[]): readonly Word[] {
  const operands: Word[] = [];
  for (let at = 1; at < words.length && operands.length < 2; at++) {
    const word = words[at] as Word;
    if (word.text === '--') break;
    if (withValue.includes(word.text)) at += 1;
    else if (!/^[-+]/.test(word.text)) operands.push(word);
  }
  return operands;
}

function isName({ text, variable, substitution, glob }: Word): boolean {
  return !variable && !substitution && !glob && /^[A-Za-z][A-Za-z0-9:_-]*$/.test(text);
}

/** The flags of the program that a step runs, as written, without their values. Words after `--` are not flags. */
export function flagsOf(step: Step): readonly string[] {
  const flags: string[] = [];
  for (const { text } of programWords(step).slice(1)) {
    if (text === '--') break;
    const [flag] = /^--?[A-Za-z?](?:[\w.-]*[A-Za-z_])?/.exec(text) ?? [];
    if (flag !== undefined) flags.push(flag);
  }
  return flags;
}
