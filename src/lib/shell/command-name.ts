import { type Step, splitCommand } from './command-line.ts';
import { programOf, programWords, subcommandOf } from './program.ts';
import { isListedSubcommand } from './subcommands.ts';

/** The name of a command whose program must not be named. */
export const unnamedCommand = '(unnamed)';

/** Characters of a command line that are read. */
const maxLength = 4096;
/** Names that are remembered: an agent sends its whole conversation again with every request. */
const maxRemembered = 2000;

/** Programs that prepare another one; they name a line only if nothing follows. */
const preparing = new Set('cd pushd popd export set unset source . true : echo printf sleep mkdir touch'.split(' '));

/**
 * The shape of a program's name: parts of letters and digits, an extension only for a script or a version. Keys,
 * addresses and hashes do not have it: they are longer, or have more digits or other extensions.
 */
const shape =
  /^[A-Za-z][A-Za-z0-9]{0,15}(?:[_+-][A-Za-z0-9]{1,12}){0,4}\+{0,2}(?:\.\d{1,2})?(?:\.(?:sh|py|m?js|ts|rb|pl))?$/;
const maxName = 24;
const maxDigits = 4;

/**
 * The name under which the ledger keeps a command line: the base name of its program, and a sub-command if a table
 * knows it. Arguments, paths, addresses and variables are not part of it. In a list of commands the first that does not
 * only prepare another counts; in a pipe the first.
 */
export function commandName(command: string): string {
  const steps = splitCommand(command.slice(0, maxLength)).filter(isRun);
  const step = steps.find((each) => !preparing.has(programOf(each) ?? '')) ?? steps[0];
  const program = step && programOf(step);
  if (step === undefined || program === undefined || !isProgramName(step, program)) return unnamedCommand;
  const [word = ''] = (subcommandOf(step) ?? '').split(' ');
  return isListedSubcommand(program, word) ? `${program} ${word}` : program;
}

function isRun({ header, within, joinedBy, words }: Step): boolean {
  return header === undefined && !within.includes('substitution') && joinedBy !== '|' && words.length > 0;
}

function isProgramName(step: Step, program: string): boolean {
  const word = programWords(step)[0];
  if (word === undefined || word.variable || word.substitution || word.glob || word.text.includes('://')) return false;
  const digits = program.replace(/\D/g, '').length;
  return program.length <= maxName && digits <= maxDigits && shape.test(program);
}

/** Names command lines, and remembers the latest. */
export function createCommandNames(): (command: string) => string {
  const known = new Map<string, string>();
  return (command) => {
    const key = command.slice(0, maxLength);
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= maxRemembered) known.clear();
    const name = commandName(key);
    known.set(key, name);
    return name;
  };
}
