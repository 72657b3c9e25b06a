import type { SimpleCommand } from './command.ts';

const searchers = new Set('rg grep egrep fgrep zgrep ugrep ag ack findstr select-string sls'.split(' '));
const listers = new Set('find fd fdfind ls tree du'.split(' '));

/** Whether a program prints the lines of files that match something. */
export function isSearcher({ program, words }: SimpleCommand): boolean {
  return searchers.has(program.toLowerCase()) || (program === 'git' && words[0] === 'grep');
}

/** Whether a program prints paths. */
export function isLister({ program, words }: SimpleCommand): boolean {
  return listers.has(program) || (program === 'git' && words[0] === 'ls-files');
}
