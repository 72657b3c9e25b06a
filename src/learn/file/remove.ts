import type { ApplyInput } from './apply.ts';
import { attribute } from './attribute.ts';
import { isMadeByUs, withoutBlock } from './compose.ts';
import { type Line, readable } from './lines.ts';
import { parseFile } from './parse.ts';

/** A file without our block. */
export type Removed = {
  /** `undefined` if there should be no file: we created it, and it contains nothing else. */
  readonly bytes: Buffer | undefined;
  /** Lines that the user wrote or changed inside the block: they stay in the file, in place of the block. */
  readonly kept: readonly string[];
};

/**
 * Removes our block from a file, which is then byte for byte as before.
 * @throws {HeadroomError} `file` as `parseFile` does
 */
export function removeRules(input: Omit<ApplyInput, 'rules' | 'withdrawn'>): Removed {
  const { bytes, name } = input;
  const file = parseFile(bytes ?? Buffer.alloc(0), name);
  if (bytes === undefined || file.block === undefined) return { bytes, kept: [] };
  const { lines } = attribute(file.block.lines, { ...input, rules: [] });
  const theirs = trimBlank(lines.filter(({ owner }) => owner.kind === 'user').map(({ line }) => line));
  const isGone = theirs.length === 0 && isMadeByUs(file);
  return {
    bytes: isGone ? undefined : Buffer.from(withoutBlock(file, theirs), 'latin1'),
    kept: theirs.map(({ text }) => readable(text)),
  };
}

function trimBlank(lines: readonly Line[]): readonly Line[] {
  const says = ({ text }: Line) => text.trim() !== '';
  const first = lines.findIndex(says);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(says) + 1);
}
