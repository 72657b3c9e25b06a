import type { FindOutputs } from '../model/provider.ts';
import type { UpstreamTable } from './upstreams.ts';

/** What may change between start and the first request: a launcher configures it once the agent's plan is known. */
export type ForwardState = {
  readonly table: UpstreamTable;
  readonly optimize: boolean;
  readonly findOutputs?: FindOutputs;
  readonly session: string;
  readonly project: string;
  /** The agent that was launched; absent if none was. */
  readonly agent?: string;
  readonly demo: boolean;
};
