import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const notice = losslessNotice('paths grouped by folder');
const pathPattern = /^(?!-)((?:[^\s/:][^/:]*|\.{0,2})?\/(?:[^/:]+\/)*)([^/\s][^/]*)$/;

/** A list of paths as folders, each on a line of its own with `/:` at its end, and the names below. */
export const listingCodec: Codec = { name: 'search-listing', encode, decode };

function encode(text: string): string | undefined {
  if (text.includes(notice)) return undefined;
  const lines = text.split('\n');
  const matches = lines.map((line) => (line.length > 400 ? null : pathPattern.exec(line)));
  const first = matches.findIndex((match) => match !== null);
  if (first < 0) return undefined;
  const out = [...lines.slice(0, first), notice];
  let folder: string | undefined;
  for (let index = first; index < lines.length; index++) {
    const match = matches[index];
    const line = lines[index] as string;
    const own = match?.[1] ?? '';
    // A line that is no path ends the folder it would otherwise be read into.
    if (match == null && line === '') {
      out.push(line);
      continue;
    }
    if (own !== folder) out.push(`${own}:`);
    folder = own;
    out.push(match?.[2] ?? line);
  }
  const encoded = out.join('\n');
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(notice);
  if (start < 0) return text;
  const out = lines.slice(0, start);
  let folder = '';
  for (const line of lines.slice(start + 1)) {
    if (line === ':' || line.endsWith('/:')) folder = line.slice(0, -1);
    else out.push(line === '' ? line : folder + line);
  }
  return out.join('\n');
}
