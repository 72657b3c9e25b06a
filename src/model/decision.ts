import type { Handle, ToolCall } from './block.ts';
import type { ContentKind, Fidelity } from './content.ts';

/** Why a block went up as it was. */
export type LeftAloneReason =
  | 'tooSmall'
  | 'protectedTool'
  | 'noWin'
  | 'mustKeep'
  | 'budget'
  | 'error'
  | 'storeFailed'
  | 'notJson'
  | 'bypass'
  | 'retrieved';

/** Every reason, in the order in which `stats` lists them. */
export const leftAloneReasons: readonly LeftAloneReason[] = [
  'tooSmall',
  'protectedTool',
  'noWin',
  'mustKeep',
  'budget',
  'error',
  'storeFailed',
  'notJson',
  'bypass',
  'retrieved',
];

/** A block without a known decision, as it goes to the engine. */
export type OpenBlock = {
  readonly api: string;
  readonly text: string;
  readonly call?: ToolCall;
  readonly failed?: boolean;
  /** The last words of the user before it, bounded in length. */
  readonly asked?: string;
  readonly retrievable?: boolean;
};

/** The form in which a block is sent, decided once and then repeated for ever. */
export type Decision = {
  /** Hexadecimal SHA-256 over API, call and original: the primary key in the store. */
  readonly key: string;
  /** The replacement text, or `undefined` when the block is left alone. */
  readonly sent?: string;
  readonly reason?: LeftAloneReason;
  readonly handle?: Handle;
  readonly kind?: ContentKind;
  readonly by?: string;
  readonly fidelity?: Fidelity;
  readonly tool: string;
  /** o200k tokens of the original; 0 where nobody needed to know. */
  readonly tokensBefore: number;
  /** o200k tokens of what is sent. */
  readonly tokensAfter: number;
  /** `false` when the store could not keep it: it holds only as long as this process. */
  readonly durable: boolean;
};

/** Decides open blocks: looks each up, and where nothing is pinned, compresses, pins and answers. One answer a block, in order. */
export type Decider = { decide(blocks: readonly OpenBlock[]): Promise<readonly Decision[]> };
