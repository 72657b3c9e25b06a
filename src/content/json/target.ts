import type { Survey } from './choose.ts';
import type { Group } from './groups.ts';
import type { Summarise } from './summary.ts';
import type { JsonScalar } from './tree.ts';

/** An array, or the complete part of one, with the features of its elements; read once for every strength. */
export type Target = {
  readonly group: Group;
  readonly survey: Survey;
  readonly summarise: Summarise;
  /** The string that contains the array, if any. */
  readonly within?: JsonScalar;
};
