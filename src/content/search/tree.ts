import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';

const words = 'tree drawn by indentation';
/** How the branches of a tree are drawn: above a later entry, above none, before an entry, before the last one. */
const styles = [
  { told: '', bar: '│   ', gap: '    ', entry: '├── ', last: '└── ' },
  { told: ', with no-break blanks', bar: '│\u00a0\u00a0 ', gap: '    ', entry: '├── ', last: '└── ' },
  { told: ', in plain characters', bar: '|   ', gap: '    ', entry: '|-- ', last: '`-- ' },
] as const;
type Style = (typeof styles)[number];
const fewestEntries = 6;
const mostDepth = 60;

type Entry = { readonly depth: number; readonly name: string };

/** The output of `tree`, with two blanks per level in place of drawn branches. */
export const treeCodec: Codec = { name: 'search-tree', encode, decode };

function encode(text: string): string | undefined {
  if (!/[├|]/.test(text)) return undefined;
  const lines = text.split('\n');
  for (const style of styles) {
    const start = lines.findIndex((line) => readEntry(line, style)?.depth === 1);
    if (start < 0) continue;
    const entries: Entry[] = [];
    for (let index = start; index < lines.length; index++) {
      const entry = readEntry(lines[index] as string, style);
      if (entry === undefined) break;
      entries.push(entry);
    }
    if (entries.length < fewestEntries) continue;
    const notice = losslessNotice(`${words}: ${entries.length} entries${style.told}`);
    const body = entries.map(({ depth, name }) => '  '.repeat(depth - 1) + name);
    const encoded = [...lines.slice(0, start), notice, ...body, ...lines.slice(start + entries.length)].join('\n');
    if (decode(encoded) === text) return encoded;
  }
  return undefined;
}

function readEntry(line: string, style: Style): Entry | undefined {
  let at = 0;
  let depth = 1;
  while ((line.startsWith(style.bar, at) || line.startsWith(style.gap, at)) && depth < mostDepth) {
    at += style.bar.length;
    depth++;
  }
  const drawn = line.startsWith(style.entry, at) || line.startsWith(style.last, at);
  const name = line.slice(at + style.entry.length);
  return drawn && name !== '' && !name.startsWith(' ') ? { depth, name } : undefined;
}

const noticePattern =
  /^\[headroom: lossless, tree drawn by indentation: (\d+) entries(, with no-break blanks|, in plain characters)?\]$/;

function decode(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => noticePattern.test(line));
  if (start < 0) return text;
  const [, count, told = ''] = noticePattern.exec(lines[start] as string) as unknown as [string, string, string?];
  const style = styles.find((each) => each.told === told) as Style;
  const end = start + 1 + Number(count);
  const entries = lines.slice(start + 1, end).map((line) => {
    const name = line.trimStart();
    return { depth: (line.length - name.length) / 2 + 1, name };
  });
  const drawn: string[] = [];
  // From the end: whether an entry is the last of its folder depends on the lines after it.
  const open: boolean[] = [];
  for (const { depth, name } of [...entries].reverse()) {
    let branches = '';
    for (let level = 1; level < depth; level++) branches += open[level] === true ? style.bar : style.gap;
    drawn.push(branches + (open[depth] === true ? style.entry : style.last) + name);
    open.length = Math.ceil(depth);
    open[depth] = true;
  }
  return [...lines.slice(0, start), ...drawn.reverse(), ...lines.slice(end)].join('\n');
}
