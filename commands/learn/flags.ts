import type { Environment } from '../../src/model/launch.ts';
import type { Store } from '../../src/store/open.ts';

/** Options of `headroom learn` as they were typed. */
export type LearnFlags = {
  readonly agent?: string;
  readonly project?: string;
  readonly all?: boolean;
  readonly since?: string;
  readonly apply?: boolean;
  readonly remove?: boolean;
  readonly report?: boolean;
  readonly forget?: boolean;
  readonly target?: string;
  readonly minEvidence: number;
  readonly json?: boolean;
};

/** What every part of the command needs. */
export type LearnRun = {
  readonly flags: LearnFlags;
  readonly store: Store;
  readonly env: Environment;
  readonly home: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
};
