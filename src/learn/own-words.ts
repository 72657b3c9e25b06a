import type { Step } from '../lib/shell/command-line.ts';
import { programOf, programWords, subcommandOf } from '../lib/shell/program.ts';
import type { Word } from '../lib/shell/shell-word.ts';
import { looksLikePath } from './project-path.ts';

const words = (text: string) => new Set(text.split(' '));

/** Programs whose first operand is a program or a script of its own: the words after it are for that one. */
const interpreters = words(
  'python python2 python3 node ruby perl php bash sh zsh dash ksh fish deno bun tsx ts-node java pwsh osascript ssh parallel ' +
    'watch flock strace ltrace valgrind script',
);
/** Sub-commands of any program that run another one, */
const carrying = words('exec x dlx shell ssh foreach');
/** and programs whose `run` does. */
const running = words(
  'docker podman nerdctl docker-compose kubectl oc go cargo dotnet swift pipenv uv poetry pdm hatch rye conda mamba nix heroku ' +
    'mise op doppler bun deno npm pnpm yarn',
);
/** Programs that run another one on another machine or in a container, with other files. */
const remote = words('ssh scp sftp rsync docker podman nerdctl docker-compose kubectl oc adb vagrant heroku fly');
/** Programs that take `-C FOLDER`, to which their paths are relative. */
const movedByFlag = words('git make gmake tar ninja npm pnpm yarn bun go cargo mise env just rake');
const folderFlag = /^(?:-C.*|--(?:cwd|prefix|dir|directory|chdir|project|work-tree|git-dir|root)(?:=.*)?)$/;
/** Sub-commands of git whose operands are files; those of others may be revisions, which look like paths. */
const withFiles = words('add rm mv restore stage ls-files check-ignore check-attr blame apply commit hash-object');

/**
 * The flags of a program itself. Those that it passes on (`--foo` in `python x.py --foo`, in `docker exec c ls --foo`)
 * are another program's, so a complaint about them says nothing about the first.
 */
export function ownFlagsOf(step: Step): readonly string[] {
  const all = programWords(step);
  const own = all.slice(1, endOfOwn(step, all)).map(({ text }) => text);
  const end = own.indexOf('--');
  return (end === -1 ? own : own.slice(0, end)).flatMap((word) => wholeFlag.exec(word)?.[1] ?? []);
}

/** A flag with its value or without. A word that only begins like one is unknown. */
const wholeFlag = /^(--?[A-Za-z?](?:[\w.-]{0,60}[A-Za-z_])?)(?:=.*|\d+)?$/s;

function endOfOwn(step: Step, all: readonly Word[]): number {
  const program = programOf(step) ?? '';
  if (program === 'find') {
    const at = all.findIndex(({ text }) => /^-(?:exec|ok)(?:dir)?$/.test(text));
    return at === -1 ? all.length : at;
  }
  const parts = subcommandOf(step)?.split(' ') ?? [];
  const last = parts.at(-1) ?? program;
  const handsOn = interpreters.has(last) || carrying.has(last) || (last === 'run' && running.has(program));
  if (!handsOn) return all.length;
  let left = parts.length;
  const at = all.findIndex(({ text }, index) => index > 0 && !text.startsWith('-') && --left < 0);
  return at === -1 ? all.length : at;
}

/**
 * The words of a step that look like paths in its working folder. None if it works elsewhere: on another machine, in a
 * container, in a folder that a flag names.
 */
export function pathWordsOf(step: Step): readonly string[] {
  const program = programOf(step) ?? '';
  if (remote.has(program)) return [];
  const moves = movedByFlag.has(program) ? folderFlag : /^--(?:cwd|chdir)(?:=.*)?$/;
  if (programWords(step).some(({ text }) => moves.test(text))) return [];
  const plain = (list: readonly Word[]) =>
    list.filter(({ variable, substitution, glob }) => !variable && !substitution && !glob).map(({ text }) => text);
  return plain(filesIn(step, program)).filter(looksLikePath);
}

function filesIn(step: Step, program: string): readonly Word[] {
  if (program !== 'git' || withFiles.has(subcommandOf(step) ?? '')) return step.words;
  const at = step.words.findIndex(({ text }) => text === '--');
  return at === -1 ? [] : step.words.slice(at + 1);
}

/**
 * The folder in which the steps after a first `cd` run. `undefined` if that is not certain: a later `cd`, one without a
 * plain target, or one in a subshell that ends before the others.
 * @param folder in which the call was made: absolute
 */
export function folderOf(steps: readonly Step[], folder: string | undefined): string | undefined {
  if (steps.slice(1).some(({ words: [first] }) => /^(?:cd|pushd|popd)$/.test(first?.text ?? ''))) return undefined;
  const [first] = steps;
  const [program, target, ...more] = first?.words ?? [];
  if (program?.text === 'pushd' || program?.text === 'popd') return undefined;
  if (program?.text !== 'cd' || first === undefined) return folder;
  if (steps.some(({ within }) => within.length < first.within.length)) return undefined;
  if (target === undefined || more.length > 0 || target.variable || target.substitution || target.glob)
    return undefined;
  if (target.text.startsWith('~') || target.text.startsWith('-')) return undefined;
  return target.text.startsWith('/') ? target.text : folder === undefined ? undefined : `${folder}/${target.text}`;
}
