import type { Unit } from './units.ts';

/** A gap of fewer characters than this costs more as a notice than as text. */
const smallestGap = 200;
/** What a notice takes, in characters. */
const noticeSize = 45;
/** How much of a unit's rank its neighbours give if they say more, so that gaps are contiguous. */
const neighbours = 0.5;

/**
 * Chooses the units that stay.
 * @param scores how much each unit says
 * @param must units that stay whatever they say
 * @param share of the text's characters that may be left, notices included
 */
export function chooseUnits(
  units: readonly Unit[],
  scores: readonly number[],
  must: readonly boolean[],
  share: number,
): readonly boolean[] {
  const size = units.reduce((sum, { text }) => sum + text.length + 1, 0);
  const smooth = smoothed(units, scores);
  const order = units
    .map((_, index) => index)
    .filter((index) => !must[index] && units[index]?.kind !== 'frame')
    .sort((a, b) => (smooth[a] as number) - (smooth[b] as number) || b - a);
  let low = 0;
  let high = order.length;
  // The fewest units that have to be left out: each try leaves out the least informative ones and counts the rest with
  // its notices.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sizeOf(units, withoutFirst(units, order, middle)) <= size * share) high = middle;
    else low = middle + 1;
  }
  return withoutFirst(units, order, low);
}

function withoutFirst(units: readonly Unit[], order: readonly number[], count: number): boolean[] {
  const keep = new Array<boolean>(units.length).fill(true);
  for (let at = 0; at < count; at++) keep[order[at] as number] = false;
  for (let index = 0; index < keep.length; index++) {
    if (keep[index]) continue;
    const start = index;
    let gone = 0;
    while (index < keep.length && !keep[index]) gone += (units[index++] as Unit).text.length + 1;
    if (gone < smallestGap) keep.fill(true, start, index);
  }
  return withFrames(units, keep);
}

/** Heads of tables and dividing lines stay if something after them does. */
function withFrames(units: readonly Unit[], keep: boolean[]): boolean[] {
  let below = true;
  for (let index = units.length - 1; index >= 0; index--) {
    const { kind } = units[index] as Unit;
    if (kind === 'frame') keep[index] = below;
    else below = (keep[index] as boolean) || (kind === 'row' && units[index + 1]?.kind === 'row' && below);
  }
  return keep;
}

function sizeOf(units: readonly Unit[], keep: readonly boolean[]): number {
  let size = 0;
  for (const [index, { text }] of units.entries()) {
    if (keep[index]) size += text.length + 1;
    else if (index === 0 || keep[index - 1]) size += noticeSize;
  }
  return size;
}

function smoothed(units: readonly Unit[], scores: readonly number[]): readonly number[] {
  return scores.map((score, index) => {
    const near = [index - 1, index + 1].filter((each) => units[each]?.section === units[index]?.section);
    const around = near.reduce((sum, each) => sum + (scores[each] as number), 0) / (near.length || 1);
    return near.length === 0 ? score : Math.max(score, (1 - neighbours) * score + neighbours * around);
  });
}
