import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { isUnclosed } from '../unclosed.ts';
import { toRows } from './side-by-side.ts';

const notice = losslessNotice('paths grouped by folder, names side by side');
const pathPattern = /^(?!-)((?:[^\s/:][^/:]*|\.{0,2})?\/(?:[^/:]+\/)*)([^/\s]+)$/;
const longestLine = 400;
/** Paths among the lines. */
const fewestShare = 0.5;

/**
 * A list of paths as folders, each on a line of its own with `/:` at its end, and the names under it in rows. Other
 * lines are unchanged, after a line with only a colon.
 */
export const listingCodec: Codec = { name: 'search-listing', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const matches = lines.map(readPath);
  const first = matches.findIndex((match) => match !== undefined);
  const paths = matches.filter((match) => match !== undefined).length;
  if (first < 0 || paths < fewestShare * lines.filter((line) => line !== '').length) return undefined;
  const out = [...lines.slice(0, first), notice];
  let folder: string | undefined;
  for (let index = first; index < lines.length; ) {
    const own = matches[index]?.folder ?? '';
    const line = lines[index] as string;
    // An empty line is not an entry, so it does not end a folder.
    if (own === '' && line === '') {
      out.push(line);
      index++;
      continue;
    }
    if (own !== folder) out.push(`${own}:`);
    folder = own;
    if (own === '') {
      out.push(line);
      index++;
      continue;
    }
    const names: string[] = [];
    for (; matches[index]?.folder === own; index++) names.push(matches[index]?.name as string);
    for (const row of toRows(names)) out.push(row);
  }
  const encoded = out.join('\n');
  return encoded.length < text.length + notice.length && decode(encoded) === text ? encoded : undefined;
}

function readPath(line: string): { readonly folder: string; readonly name: string } | undefined {
  const match = line.length > longestLine ? null : pathPattern.exec(line);
  if (match === null || /:\d+$/.test(line)) return undefined;
  const [, folder = '', name = ''] = match;
  // A call that names a path is not a path.
  return isUnclosed(folder) ? undefined : { folder, name };
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(notice);
  if (start < 0) return text;
  const out = lines.slice(0, start);
  let folder = '';
  for (const line of lines.slice(start + 1)) {
    if (line === ':' || line.endsWith('/:')) folder = line.slice(0, -1);
    else if (line === '' || folder === '') out.push(line);
    else for (const name of line.split(' ')) out.push(folder + name);
  }
  return out.join('\n');
}
