import type { JsonNode } from './tree.ts';

/**
 * What the strings of a column have in common before and behind what differs, as the source spells it. No longer
 * written: half of a time in a heading and half in a cell is put together wrongly. Still read, since it was sent.
 */
export type Affix = { readonly before: string; readonly behind: string };

/** Stands for what differs in a heading. */
const gap = '…';

/** The string of a cell that holds what differs only. */
export function readAffixed(node: JsonNode, { before, behind }: Affix): JsonNode {
  if (node.type !== 'scalar') return node;
  const middle = node.raw.startsWith('"') ? node.raw.slice(1, -1) : node.raw;
  return { ...node, raw: `"${before}${middle}${behind}"` };
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
