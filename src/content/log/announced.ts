import { failing, type Weight } from './severity.ts';
import type { Survey } from './survey.ts';

/** More lines of one wording that end in a colon announce nothing: they are printed so. */
const mostAnnouncing = 3;
/** Lines between one that ends in a colon and the failure that it announces. */
const mostAnnounced = 12;

/**
 * What stands between a line that ends in a colon and the first failure below it, and the list below a failure that ends so:
 * `the files listed below:` tells nothing alone.
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

/** Behind the last of the lines below one that stand further in than it; no more than a dozen. */
function endOfList(lines: readonly string[], index: number): number {
  const inset = (line: string | undefined) => (line === undefined ? -1 : line.search(/\S/));
  const own = inset(lines[index]);
  let end = index + 1;
  while (end - index <= mostAnnounced && inset(lines[end]) > own) end++;
  return end;
}

/** Whether a line ends in a colon behind a word. */
function announces(line: string): boolean {
  const colon = line.charCodeAt(line.length - 1) === 0x3a ? line.length - 1 : line.trimEnd().length - 1;
  return line.charCodeAt(colon) === 0x3a && /\w/.test(line[colon - 1] ?? '');
}
