import type { ToolCall } from '../../model/block.ts';

const word = /[\p{L}\p{N}][\p{L}\p{N}_.@-]{3,}/gu;
/** What names one thing: a digit, an underscore, or an upper-case letter behind a lower-case one. */
const nameLike = /[\d_]|\p{Ll}\p{Lu}/u;
const wordCharacter = /[\p{L}\p{N}_]/u;
/** Names of the call that are looked for, and lines up to which one is rare. */
const mostNames = 40;
const mostLines = 3;

/**
 * The indices of lines that hold a name of the call which hardly any other line has: what was asked for, among lines
 * that are alike. Linear in the text's length.
 */
export function findAsked(lines: readonly string[], call: ToolCall | undefined): readonly number[] {
  const asked = call?.command ?? call?.input ?? '';
  const words = (asked.match(word) ?? []).map((each) => each.replace(/[.-]+$/, ''));
  const names = [...new Set(words)].filter((each) => each.length > 3 && nameLike.test(each)).slice(0, mostNames);
  return names.flatMap((name) => {
    const holders: number[] = [];
    for (let index = 0; index < lines.length && holders.length <= mostLines; index++) {
      if (holds(lines[index] as string, name)) holders.push(index);
    }
    return holders.length <= mostLines ? holders : [];
  });
}

/** Whether a line holds a name that is no part of a longer one. */
function holds(line: string, name: string): boolean {
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + name.length)) {
    if (!wordCharacter.test(line[at - 1] ?? '') && !wordCharacter.test(line[at + name.length] ?? '')) return true;
  }
  return false;
}
