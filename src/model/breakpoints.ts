import type { BreakpointPlan } from './prompt.ts';

/** What has to be known of a prompt's blocks to say where breakpoints go: one entry a block in each list. */
export type PromptPrefixes = {
  /** Rolling hashes of 8 bytes each, seeded with the model: equal where everything up to the block is equal. */
  readonly hashes: Uint8Array;
  /** Bytes of prompt up to and including the block. */
  readonly ends: Uint32Array;
  /** `blockFlags` of the block. */
  readonly flags: Uint8Array;
};

/** What a block is, as bits of `PromptPrefixes.flags`. */
export const blockFlags = {
  /** A breakpoint can be put into the object that it is. */
  object: 1,
  /** A breakpoint can be put on it where it goes up as an array. */
  string: 2,
  /** It ends a message of the user. */
  userEnd: 4,
  /** It ends the tools and the system prompt. */
  headEnd: 8,
} as const;

/** A request whose client asks for no caching, as the planner sees it. */
export type BreakpointQuery = PromptPrefixes & {
  /** Milliseconds since the epoch at which it came in. */
  readonly time: number;
  readonly api: string;
  readonly model: string;
  /** Where it goes: origin and path. */
  readonly upstream: string;
  /** Names who asks: client program, model and names of the tools. */
  readonly program: string;
};

/** Where its breakpoints go, and the number under which the planner remembers it. */
export type BreakpointAnswer = BreakpointPlan & { readonly id: number };
