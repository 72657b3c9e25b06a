import { headingLines } from './heading.ts';
import { byteText, joinLines, type Line } from './lines.ts';
import { endMarker, isBlank, type ParsedFile, startMarker } from './parse.ts';
import type { RuleLine } from './rules.ts';

/** A rule as a line of the file. */
export function lineOf({ line }: RuleLine, lineEnd: ParsedFile['lineEnd']): Line {
  return { text: byteText(`- ${line}`), end: lineEnd };
}

/** The introduction of a new block. */
export function headingOf({ lineEnd }: ParsedFile): readonly Line[] {
  return headingLines.map((text) => ({ text, end: lineEnd }));
}

/**
 * The file with these lines in its block. A new block is put at the end. Its last line has an end if and only if the
 * file's had one or there was no file: so `withoutBlock` knows what to undo, and `isMadeByUs` who created the file.
 * @param isThere whether there was a file
 */
export function withBlock(file: ParsedFile, lines: readonly Line[], isThere: boolean): string {
  const { before, block, after, lineEnd } = file;
  if (block !== undefined) return before + joinLines([block.start, ...lines, block.end]) + after;
  const endsLine = before.endsWith('\n');
  const glue = isBlank(before) || endsLine ? '' : lineEnd;
  const end: Line = { text: endMarker, end: endsLine || !isThere ? lineEnd : '' };
  return before + glue + joinLines([{ text: startMarker, end: lineEnd }, ...lines, end]);
}

/** The file without its block and without the line end that was added before it, with `kept` lines in its place. */
export function withoutBlock({ before, block, after, lineEnd }: ParsedFile, kept: readonly Line[]): string {
  const text = before + joinLines(kept);
  if (block === undefined || block.end.end !== '') return text + after;
  if (text.endsWith(lineEnd)) return text.slice(0, -lineEnd.length);
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Whether only our block is in the file, and its last line has an end. */
export function isMadeByUs({ before, block, after }: ParsedFile): boolean {
  return before === '' && after === '' && block !== undefined && block.end.end !== '';
}
