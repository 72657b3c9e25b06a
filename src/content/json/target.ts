import type { Survey } from './choose.ts';
import type { Group } from './groups.ts';
import type { Summarise } from './summary.ts';
import type { JsonScalar } from './tree.ts';

/** An array, or what was complete of one, with what was found in its elements; read once for every strength. */
export type Target = {
  readonly group: Group;
  readonly survey: Survey;
  readonly summarise: Summarise;
  /** The string that holds the array, where it stands in one. */
  readonly within?: JsonScalar;
};
