import type { ToolCall } from '../../model/block.ts';
import { parseCommand, type SimpleCommand } from '../detect/command.ts';
import { isLister, isSearcher, isSilent } from '../detect/programs.ts';
import { expectOutput } from '../log/commands.ts';
import { type ShownFiles, shownFiles, showsFile } from '../shown-file.ts';

/** What the programs of one call say about the possible content of its output. */
export type Evidence = {
  readonly files: ShownFiles;
  readonly searches: boolean;
  readonly lists: boolean;
  readonly compares: boolean;
  readonly builds: boolean;
  /** A program without a rule is among them; it prints something too. */
  readonly others: boolean;
  /** At most one program prints anything. */
  readonly single: boolean;
};

/** Programs that print words between the outputs of a loop. */
const parting = new Set(['echo', 'printf']);
const comparers = new Set(['diff', 'colordiff', 'interdiff', 'delta']);
const comparingVerbs = new Set(['diff', 'show', 'log', 'stash', 'format-patch', 'whatchanged', 'range-diff']);

/** Reads the evidence of a call's command line. */
export function readEvidence(call: ToolCall | undefined): Evidence {
  const command = call?.command;
  const programs = command === undefined ? [] : parseCommand(command);
  const files = shownFiles(command);
  const first = programs.filter(({ piped }) => !piped);
  return {
    files,
    searches: first.some(isSearcher),
    lists: first.some(isLister),
    compares: first.some(isComparer),
    builds: expectOutput(command) === 'progress',
    others: first.some(isOther),
    single: first.filter((each) => !isSilent(each) || parting.has(each.program)).length < 2,
  };
}

function isComparer({ program, words }: SimpleCommand): boolean {
  if (comparers.has(program)) return true;
  if (program === 'git')
    return words.some((word) => comparingVerbs.has(word)) && !words.some((word) => /^(?!-)\S+:\S/.test(word));
  return program === 'gh' && words.includes('diff');
}

function isOther(each: SimpleCommand): boolean {
  return (
    !isSilent(each) &&
    each.program !== 'git' &&
    !showsFile(each) &&
    !isSearcher(each) &&
    !isLister(each) &&
    !isComparer(each)
  );
}
