import type { ToolCall } from '../../model/block.ts';

const word = /[\p{L}\p{N}][\p{L}\p{N}_.@-]{3,}/gu;
/** A name of one particular thing: it has a digit, an underscore, or an upper-case letter after a lower-case one. */
const nameLike = /[\d_]|\p{Ll}\p{Lu}/u;
const quoted = /`([^`\n]{4,80})`|"([^"\n]{4,80})"|(?<!\w)'([^'\n]{4,80})'(?!\w)/g;
const wordCharacter = /[\p{L}\p{N}_]/u;
/** Names of the call that are looked for, and on how many lines a rare name may occur. */
const mostNames = 40;
const mostLines = 3;

/**
 * The indices of lines with a rare name from the call or the user's words: what was asked for, among similar lines.
 * Linear in the text's length.
 */
export function findAsked(
  lines: readonly string[],
  call: ToolCall | undefined,
  asked: string | undefined,
): readonly number[] {
  const names = namesIn(`${asked ?? ''}\n${call?.command ?? call?.input ?? ''}`);
  return names.flatMap((name) => {
    const holders: number[] = [];
    for (let index = 0; index < lines.length && holders.length <= mostLines; index++) {
      if (holds(lines[index] as string, name)) holders.push(index);
    }
    return holders.length <= mostLines ? holders : [];
  });
}

/** Identifiers, and text between quotes or backticks. */
function namesIn(text: string): readonly string[] {
  const words = (text.match(word) ?? [])
    .map((each) => each.replace(/[.-]+$/, ''))
    .filter((each) => nameLike.test(each));
  const quotes = Array.from(text.matchAll(quoted), (match) => (match[1] ?? match[2] ?? match[3] ?? '').trim());
  return [...new Set([...quotes, ...words])].filter((each) => each.length > 3).slice(0, mostNames);
}

/** Whether a line contains a name that is not part of a longer one. */
function holds(line: string, name: string): boolean {
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + name.length)) {
    if (!wordCharacter.test(line[at - 1] ?? '') && !wordCharacter.test(line[at + name.length] ?? '')) return true;
  }
  return false;
}
