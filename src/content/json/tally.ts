import type { Handle } from '../../model/block.ts';
import { linesAround } from '../lines.ts';
import { countsNotice, type Unit } from '../marker.ts';

const units: readonly Unit[] = ['items', 'keys', 'lines of strings'];

/** Characters of the source, end exclusive. */
type Gap = { readonly start: number; readonly end: number };

/** Counts what was left out, by unit. */
export type Tally = {
  add(unit: Unit, omitted: number, total: number): void;
  /** Records an omission. */
  addGap(gap: Gap): void;
  /**
   * The last notice, with the lines of the largest gap; `undefined` if nothing was left out.
   * @param linesAbove lines of the original before the text
   */
  notice(handle: Handle, linesAbove: number): string | undefined;
};

/** An empty tally. */
export function createTally(text: string): Tally {
  let largest: Gap = { start: 0, end: 0 };
  const counts = new Map<Unit, { omitted: number; total: number }>();
  return {
    add(unit, omitted, total) {
      const known = counts.get(unit) ?? { omitted: 0, total: 0 };
      counts.set(unit, { omitted: known.omitted + omitted, total: known.total + total });
    },
    addGap(gap) {
      if (gap.end - gap.start > largest.end - largest.start) largest = gap;
    },
    notice(handle, linesAbove) {
      const said = units.flatMap((unit) => {
        const count = counts.get(unit);
        return count === undefined ? [] : [{ ...count, unit }];
      });
      if (said.length === 0) return undefined;
      const lines = linesAround(text, largest.start, largest.end);
      return countsNotice(said, handle, lines && [lines[0] + linesAbove, lines[1] + linesAbove]);
    },
  };
}
