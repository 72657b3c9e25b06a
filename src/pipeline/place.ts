import type { ToolCall } from '../model/block.ts';
import { isJsonObject } from '../model/json.ts';

/** Longest name of a place, in characters. */
const longest = 60;
/** Arguments that name a file, as tools call them. */
const pathKeys = ['file_path', 'path', 'filePath', 'notebook_path', 'absolute_path', 'filename', 'file'];

/** The name of a text's place: the file that its call names, or the command line; empty if it names nothing. */
export function placeOf(call: ToolCall): string {
  if (call.command !== undefined) return `\`${shortened(call.command.replace(/\s+/g, ' ').trim())}\``;
  const path = pathIn(call.input);
  return path === undefined ? '' : shortenedPath(path);
}

function pathIn(input: string): string | undefined {
  if (input.trimStart().startsWith('{')) {
    try {
      const value: unknown = JSON.parse(input);
      if (!isJsonObject(value)) return undefined;
      const found = pathKeys.map((key) => value[key]).find((each) => typeof each === 'string');
      return typeof found === 'string' ? found : undefined;
    } catch {
      return undefined;
    }
  }
  return /^\*\*\* (?:Update|Add) File: (.+)$/m.exec(input)?.[1];
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** The end of a path says more than its start. */
function shortenedPath(path: string): string {
  if (path.length <= longest) return path;
  const tail = path.slice(-longest);
  const slash = tail.search(/[\\/]/);
  return slash < 0 ? tail : tail.slice(slash + 1);
}
