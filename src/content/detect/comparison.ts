import { parseCommand, type SimpleCommand } from './command.ts';
import { isFilter, isLister, isSearcher, isSilent } from './programs.ts';

/** Programs that always print differences between files as a patch. */
const comparers = new Set(['diff', 'colordiff', 'diff-highlight', 'interdiff']);
/** Programs that print differences in a layout of their own, without headers that a reader could know. */
const painters = new Set('delta diff-so-fancy sdiff icdiff difft difftastic wdiff dwdiff ydiff riff'.split(' '));
/** Programs with a verb that prints differences. */
const withVerbs = new Set('git hg svn jj sl bzr fossil got gh glab npm'.split(' '));
const verbs = new Set(['diff', 'range-diff', 'diff-tree', 'diff-index', 'diff-files', 'format-patch']);
/** Verbs that print differences if asked to. */
const asked = new Set(['log', 'stash', 'reflog', 'whatchanged']);
const patch = /^(?:-p|-u|-U\d*|--patch.*|--word-diff.*|--color-words.*|-c|--cc|--remerge-diff)$/;
const summary = /^(?:--(?:(?:dir|short|num)?stat|summary|name-only|name-status|raw|no-patch)(?:=.*)?|-s)$/;

/** Whether what a command line prints is a comparison of files from its first line on, or one in a layout without headers. */
export function printsComparison(command: string | undefined): boolean {
  if (command === undefined) return false;
  const commands = parseCommand(command);
  if (commands.some(({ program }) => painters.has(program.toLowerCase()))) return true;
  const printing = printingOf(commands);
  return printing.length > 0 && printing.every(compares);
}

function compares({ program, words }: SimpleCommand): boolean {
  const name = program.toLowerCase();
  if (comparers.has(name)) return true;
  if (!withVerbs.has(name) || words.some((word) => summary.test(word))) return false;
  const verb = words.find((word) => verbs.has(word) || asked.has(word) || word === 'show');
  if (verb === undefined || verbs.has(verb)) return verb !== undefined;
  if (words.some((word) => patch.test(word))) return true;
  // A commit is shown with its changes; a file of a commit is shown as it is.
  return (
    name === 'git' && words.indexOf('show') === words.indexOf(verb) && !words.some((word) => /^[^-].*:/.test(word))
  );
}

/** Whether a command line's colours mark kinds of files or what a search found, which the text says anyway. */
export function coloursNames(command: string | undefined): boolean {
  if (command === undefined) return false;
  const commands = parseCommand(command);
  if (commands.some((each) => each.piped && isSearcher(each))) return true;
  const printing = printingOf(commands);
  return printing.length > 0 && printing.every((each) => isSearcher(each) || isLister(each));
}

/** The programs whose own output is visible. */
function printingOf(commands: readonly SimpleCommand[]): readonly SimpleCommand[] {
  return commands.filter((each) => !isSilent(each) && !(each.piped && isFilter(each)));
}

/** Whether a command line shows lines of files that match something; lines from a pipe belong to no file. */
export function searchesFiles(command: string | undefined): boolean {
  return command !== undefined && parseCommand(command).some((each) => !each.piped && isSearcher(each));
}
