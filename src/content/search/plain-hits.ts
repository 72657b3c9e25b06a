import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const notice = losslessNotice('hits grouped by file, each after two spaces');
/** Hits among the lines. */
const fewestShare = 0.5;
const numberStart = /^\d+[:-]/;
const plainHit = /^((?:[\w@.+~-]*[/\\])*[\w@+~-][\w@.+~-]*\.\w+|(?:[\w@.+~-]*[/\\])+[\w@.+~-]+):/;

/** Hits without line numbers (`path:text`) under their path, each after two spaces. */
export const plainHitsCodec: Codec = { name: 'search-plain-hits', encode, decode };

function encode(text: string): string | undefined {
  const lines = text.split('\n');
  const paths = lines.map((line) => (numberStart.test(line) ? undefined : plainHit.exec(line.slice(0, 2000))?.[1]));
  const first = paths.findIndex((path) => path !== undefined);
  const hits = paths.filter((path) => path !== undefined).length;
  if (first < 0 || hits < fewestShare * lines.filter((line) => line !== '').length) return undefined;
  const out = [...lines.slice(0, first), notice];
  let heading: string | undefined;
  for (let index = first; index < lines.length; index++) {
    const path = paths[index];
    const line = lines[index] as string;
    if (path !== undefined && path !== heading) out.push(`${path}:`);
    heading = path ?? heading;
    out.push(path === undefined ? line : `  ${line.slice(path.length + 1)}`);
  }
  const encoded = out.join('\n');
  return encoded.length < text.length + notice.length && decode(encoded) === text ? encoded : undefined;
}

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(notice);
  if (start < 0) return text;
  const out = lines.slice(0, start);
  let path: string | undefined;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] as string;
    if (line.endsWith(':') && !line.startsWith('  ') && lines[index + 1]?.startsWith('  ')) path = line.slice(0, -1);
    else out.push(path !== undefined && line.startsWith('  ') ? `${path}:${line.slice(2)}` : line);
  }
  return out.join('\n');
}
