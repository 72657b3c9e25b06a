import type { Line } from './lines.ts';

const opening = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+){0,9}(`{3,}(?=[^`]*$)|~{3,})/;
const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/;

/**
 * Says for each line of a Markdown text whether it is inside a fenced code block, its fences included. A block that is
 * never closed counts as none: otherwise all later lines would count as quoted, even ours at the end of the file.
 * Source of the fences' form: CommonMark 0.31, section 4.5; here they may be indented at will, since lists indent them.
 */
export function fencedLines(lines: readonly Line[]): readonly boolean[] {
  const fenced = lines.map(() => false);
  let open: { readonly fence: string; readonly line: number } | undefined;
  lines.forEach(({ text }, index) => {
    if (open === undefined) {
      const fence = opening.exec(text)?.[1];
      if (fence !== undefined) open = { fence, line: index };
      return;
    }
    const fence = closing.exec(text)?.[1];
    if (fence === undefined || fence[0] !== open.fence[0] || fence.length < open.fence.length) return;
    fenced.fill(true, open.line, index + 1);
    open = undefined;
  });
  return fenced;
}
