import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const grouped = losslessNotice('hits below their file: number, space, line');
const alone = losslessNotice('number, space, line');
const hitPattern = /^(\d+):/;
const spaced = /^(\d+) /;
const pathPattern = /^(?!\d+[:-])[^\s:"'<>\0](?:[^:"'<>\0]*[^\s:"'<>\0])?$/;
const longestPath = 400;
const fewestHits = 5;

/**
 * Hits that stand below their file already (`rg --heading`) or have none (`grep -n` in one file): `12 text` for
 * `12:text`, and no blank line between files.
 */
export const headingCodec: Codec = { name: 'search-headings', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const isHit = lines.map((line) => hitPattern.test(line));
  const first = isHit.indexOf(true);
  if (first < 0 || isHit.filter(Boolean).length < fewestHits) return undefined;
  const heads = first > 0 && pathPattern.test(lines[first - 1] as string);
  const start = heads ? first - 1 : first;
  const out = [...lines.slice(0, start), heads ? grouped : alone];
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] as string;
    if (isHit[index]) out.push(line.replace(':', ' '));
    else if (!heads || line !== '' || !isHeading(lines, index + 1)) out.push(line);
  }
  const encoded = out.join('\n');
  return decode(encoded) === text ? encoded : undefined;
}

/** Whether a line names the file of the hit below it. */
function isHeading(lines: readonly string[], index: number): boolean {
  const line = lines[index];
  if (line === undefined || line.length > longestPath || !pathPattern.test(line)) return false;
  const next = lines[index + 1] ?? '';
  return hitPattern.test(next) || spaced.test(next);
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line === grouped || line === alone);
  if (start < 0) return text;
  const heads = lines[start] === grouped;
  const out = lines.slice(0, start);
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] as string;
    if (heads && index > start + 1 && !spaced.test(line) && isHeading(lines, index)) out.push('');
    out.push(spaced.test(line) ? line.replace(' ', ':') : line);
  }
  return out.join('\n');
}
