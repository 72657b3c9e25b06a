import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { toRows } from './side-by-side.ts';

const notice = losslessNotice('names side by side; an indented line is one entry');
const fewestNames = 8;
const fewestShare = 0.7;
const longestName = 80;
/** The name of a file, with the sign that `ls -F` appends; a row of a table is not a name. */
const namePattern = /^[\p{L}\p{N}_.@+~#%$()[\]{}-]+[*/=|]?$/u;

/**
 * Names that are on a line each (`ls`, `ls -R`), in rows. Lines with blanks in them are indented by one; those that end
 * with a colon keep their own line.
 */
export const namesCodec: Codec = { name: 'search-names', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const names = lines.filter(isName).length;
  if (names < fewestNames || names < fewestShare * lines.filter((line) => line !== '').length) return undefined;
  const first = lines.findIndex((line, index) => isName(line) && isName(lines[index + 1] ?? ''));
  if (first < 0) return undefined;
  const out = [...lines.slice(0, first), notice];
  for (let index = first; index < lines.length; ) {
    let end = index;
    while (end < lines.length && isName(lines[end] as string)) end++;
    for (const row of toRows(lines.slice(index, end))) out.push(row);
    for (index = end; index < lines.length && !isName(lines[index] as string); index++) {
      const line = lines[index] as string;
      out.push(line.includes(' ') ? ` ${line}` : line);
    }
  }
  const encoded = out.join('\n');
  return decode(encoded) === text ? encoded : undefined;
}

function isName(line: string): boolean {
  return line.length <= longestName && namePattern.test(line);
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(notice);
  if (start < 0) return text;
  const body = lines.slice(start + 1).flatMap((line) => (line.startsWith(' ') ? [line.slice(1)] : line.split(' ')));
  return [...lines.slice(0, start), ...body].join('\n');
}
