import type { JsonNode } from './tree.ts';

/**
 * The common beginning and end of a column's strings, as the source spells them. No longer written: readers put a time
 * together wrongly that is half in the heading and half in the cell. Still read, since earlier versions sent it.
 */
export type Affix = { readonly before: string; readonly behind: string };

/** Marks the varying part in a heading. */
const gap = '…';

/** The string of a cell that contains only the varying part. */
export function readAffixed(node: JsonNode, { before, behind }: Affix): JsonNode {
  if (node.type !== 'scalar') return node;
  const middle = node.raw.startsWith('"') ? node.raw.slice(1, -1) : node.raw;
  return { ...node, raw: `"${before}${middle}${behind}"` };
}

/** Reads an affix from the part of a heading after the equals sign; `undefined` for the value of a constant. */
export function readAffix(words: string): Affix | undefined {
  const at = words.indexOf(gap);
  return at < 0 || /^["[{]/.test(words) ? undefined : { before: words.slice(0, at), behind: words.slice(at + 1) };
}

/** A constant's cell that cannot be taken for an affix. */
export function writeConstant(cell: string): string {
  return readAffix(cell) === undefined ? cell : `"${cell}"`;
}
