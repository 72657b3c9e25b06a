import type { ToolCall } from '../../model/block.ts';
import { parseCommand } from './command.ts';
import { isSearcher } from './programs.ts';

/** The ways in which a pattern spells a blank: the character, a class, an escape. */
const blank = String.raw`(?:\\[sthr]|\\x(?:20|09|0[dD])|\[\[:(?:space|blank):\][^\]]{0,40}\]|\[[^\]]{0,40}(?: |\\[st])[^\]]{0,40}\]|[ \t\r])`;
/** One or more at the end of a line, also in a group. */
const atLineEnd = new RegExp(String.raw`${blank}(?:[+*?]|\\\+|\{\d{0,4},?\d{0,4}\})?\)?\$(?!\w|\{|\()|\\r|[\r]`);
const atPatternEnd = new RegExp(String.raw`${blank}(?:[+*?]|\\\+|\{\d{0,4},?\d{0,4}\})?\)?$`);

/** Longer arguments are not those of a search; in characters. */
const longestInput = 20_000;

const scripted = new Set(['sed', 'awk', 'gawk', 'mawk', 'perl', 'findstr', 'select-string', 'sls']);

/** Whether a call looks for blanks or carriage returns at line ends, which must then stay. */
export function asksForBlanks(call: ToolCall | undefined): boolean {
  if (call === undefined) return false;
  if (call.command === undefined) return asksIn(patternOf(call.input));
  return parseCommand(call.command).some((each) => {
    const { program, words } = each;
    if (isSearcher(each) || words.some((word) => word === 'grep' || word === 'rg'))
      return words.some((word) => !/^--?[a-zA-Z-]+$/.test(word) && asksIn(word));
    return scripted.has(program.toLowerCase()) && words.some((word) => atLineEnd.test(word));
  });
}

function asksIn(pattern: string): boolean {
  return atLineEnd.test(pattern) || atPatternEnd.test(pattern);
}

/** The pattern in the arguments of a search tool, '' if there is none. */
function patternOf(input: string): string {
  if (input.length > longestInput) return '';
  try {
    const given = JSON.parse(input) as Readonly<Record<string, unknown>> | null;
    return [given?.pattern, given?.regex, given?.query].find((each) => typeof each === 'string') ?? '';
  } catch {
    return '';
  }
}
