import { failing, type Weight } from './severity.ts';
import type { Survey } from './survey.ts';

/** If more lines of one wording end in a colon, they announce nothing. */
const mostAnnouncing = 3;
/** The greatest distance, in lines, between a colon and the failure that it announces. */
const mostAnnounced = 12;

/**
 * The lines between one that ends in a colon and the first failure after it, and the list after a failure that ends in
 * a colon: `the files listed below:` means nothing alone.
 */
export function markAnnounced({ bare, weights, traces, wordings }: Survey, stays: boolean[]): void {
  let colon = -1;
  for (let index = 0; index < bare.length; index++) {
    const isFailure = failing.has(weights[index] as Weight);
    if (isFailure && stays[index] && colon >= 0 && index - colon <= mostAnnounced) stays.fill(true, colon, index);
    if (isFailure) colon = -1;
    const usual = (wordings.counts[wordings.of[index] as number] as number) > mostAnnouncing;
    if (usual || traces[index] || !announces(bare[index] as string)) continue;
    colon = index;
    if (isFailure && stays[index]) stays.fill(true, index, endOfList(bare, index));
  }
}

/** The end (exclusive) of the lines that follow one and are indented further; at most a dozen. */
function endOfList(lines: readonly string[], index: number): number {
  const inset = (line: string | undefined) => (line === undefined ? -1 : line.search(/\S/));
  const own = inset(lines[index]);
  let end = index + 1;
  while (end - index <= mostAnnounced && inset(lines[end]) > own) end++;
  return end;
}

/** Whether a line ends in a colon after a word. */
function announces(line: string): boolean {
  const colon = line.charCodeAt(line.length - 1) === 0x3a ? line.length - 1 : line.trimEnd().length - 1;
  return line.charCodeAt(colon) === 0x3a && /\w/.test(line[colon - 1] ?? '');
}
