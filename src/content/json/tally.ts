import type { Handle } from '../../model/block.ts';
import { countsNotice, type Unit } from '../marker.ts';

const units: readonly Unit[] = ['items', 'keys', 'lines of strings'];

/** Counts what was left out of what was written, by unit. */
export type Tally = {
  add(unit: Unit, omitted: number, total: number): void;
  /** The last notice; `undefined` where nothing was left out. */
  notice(handle: Handle): string | undefined;
};

/** An empty tally. */
export function createTally(): Tally {
  const counts = new Map<Unit, { omitted: number; total: number }>();
  return {
    add(unit, omitted, total) {
      const known = counts.get(unit) ?? { omitted: 0, total: 0 };
      counts.set(unit, { omitted: known.omitted + omitted, total: known.total + total });
    },
    notice(handle) {
      const said = units.flatMap((unit) => {
        const count = counts.get(unit);
        return count === undefined ? [] : [{ ...count, unit }];
      });
      return said.length === 0 ? undefined : countsNotice(said, handle);
    },
  };
}
