import type { JsonNode } from './tree.ts';

/** What the strings of a column have in common before and behind what differs, as the source spells it. */
export type Affix = { readonly before: string; readonly behind: string };

const minCells = 6;
const minCharacters = 3;
const minSaved = 48;
const time = /^\d{4}[-/]\d\d[-/]\d\d(?:[T ][\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?$/;
// Names with colons in them are known by the whole of them.
const path = /^(?:[a-z][a-z+.-]{1,12}:\/\/)?[^\s:]*\/[^\s:]*(?::\d+)?$/;
const unusable = /[",\\\n…]|^[[{]/;
/** Stands for what differs in a heading. */
const gap = '…';

/**
 * What addresses, paths and times in a column share, cut where a folder or a part of a time ends.
 * @returns `undefined` for other columns, and where hardly anything would be saved
 */
export function findAffix(cells: readonly (JsonNode | undefined)[]): Affix | undefined {
  const texts: string[] = [];
  for (const cell of cells) {
    if (cell === undefined) continue;
    if (cell.type !== 'scalar' || cell.raw.charCodeAt(0) !== 34) return undefined;
    texts.push(cell.raw.slice(1, -1));
  }
  const [first] = texts;
  if (texts.length < minCells || first === undefined) return undefined;
  const times = time.test(first);
  if (!times && !path.test(first)) return undefined;
  let common = first.length;
  let end = first.length;
  for (const text of texts) {
    if (!(times ? time : path).test(text)) return undefined;
    common = commonStart(first, text, common);
    end = commonEnd(first, text, end);
    if (common === 0 && (end === 0 || !times)) return undefined;
  }
  const start = first.slice(0, common);
  const before = times ? (/^.*[-/T :](?=\d*$)/.exec(start)?.[0] ?? '') : start.slice(0, start.lastIndexOf('/') + 1);
  const shortest = texts.reduce((least, text) => Math.min(least, text.length), first.length);
  const rest = Math.min(end, shortest - before.length);
  const behind = times ? (/(?:[-T:.].*|Z)$/.exec(first.slice(first.length - rest))?.[0] ?? '') : '';
  const length = before.length + behind.length;
  if (length < minCharacters || length * (texts.length - 1) < minSaved) return undefined;
  return unusable.test(before) || unusable.test(behind) ? undefined : { before, behind };
}

function commonStart(one: string, other: string, most: number): number {
  let at = 0;
  while (at < most && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

function commonEnd(one: string, other: string, most: number): number {
  let count = 0;
  while (count < most && one.charCodeAt(one.length - 1 - count) === other.charCodeAt(other.length - 1 - count)) count++;
  return count;
}

/** A cell without what its column shares; quoted where it could be read otherwise. */
export function writeAffixed(node: JsonNode, { before, behind }: Affix): string {
  const text = node.type === 'scalar' ? node.raw.slice(1, -1) : '';
  const middle = text.slice(before.length, text.length - behind.length);
  return middle === '' || /[",]|^[\s[\]{}=]|\s$/.test(middle) ? `"${middle}"` : middle;
}

/** The string of a cell that `writeAffixed` wrote. */
export function readAffixed(node: JsonNode, { before, behind }: Affix): JsonNode {
  if (node.type !== 'scalar') return node;
  const middle = node.raw.startsWith('"') ? node.raw.slice(1, -1) : node.raw;
  return { ...node, raw: `"${before}${middle}${behind}"` };
}

/** What a heading says of an affix: `before…behind`. */
export function writeAffix({ before, behind }: Affix): string {
  return before + gap + behind;
}

/** Reads an affix from what stands in a heading behind the equals sign; `undefined` for the value of a constant. */
export function readAffix(words: string): Affix | undefined {
  const at = words.indexOf(gap);
  return at < 0 || /^["[{]/.test(words) ? undefined : { before: words.slice(0, at), behind: words.slice(at + 1) };
}

/** A constant's cell that cannot be taken for an affix. */
export function writeConstant(cell: string): string {
  return readAffix(cell) === undefined ? cell : `"${cell}"`;
}
