import type { SimpleCommand } from './command.ts';

const searchers = new Set('rg grep egrep fgrep zgrep ugrep ag ack findstr select-string sls'.split(' '));
const listers = new Set('find fd fdfind ls tree du dir exa eza lsd'.split(' '));
const silent = new Set(
  'cd pushd popd mkdir rm cp mv ln touch chmod chown export unset set source . true false : echo printf pwd sleep wait kill for while until if then done fi do in esac case test [ [[ return exit trap shift local umask alias'.split(
    ' ',
  ),
);

const filters = new Set(
  'head tail sort uniq grep egrep rg sed awk gawk cut tr wc column less more cat tac nl tee'.split(' '),
);

/** Whether a program passes on its input, or a part of it. */
export function isFilter({ program }: SimpleCommand): boolean {
  return filters.has(program);
}

/** Whether a program prints the lines of files that match something. */
export function isSearcher({ program, words }: SimpleCommand): boolean {
  return searchers.has(program.toLowerCase()) || (program === 'git' && words[0] === 'grep');
}

/** Whether a program prints paths. */
export function isLister({ program, words }: SimpleCommand): boolean {
  if (program === 'find') return !words.some((word) => /^-(?:exec|execdir|ok)$/.test(word));
  if (program === 'rg' || program === 'grep')
    return words.some((word) => /^(?:--files(?:-with\S*)?|-[a-zA-Z]*[lL])$/.test(word));
  return listers.has(program) || (program === 'git' && (words[0] === 'ls-files' || words[0] === 'ls-tree'));
}

/** Whether a program prints nothing, or at most a line or two. */
export function isSilent({ program }: SimpleCommand): boolean {
  return silent.has(program);
}
