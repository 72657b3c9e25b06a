import type { LlmRequest } from './block.ts';
import type { LedgerRecord } from './ledger.ts';
import type { BreakpointPlan, BreakpointSyntax } from './prompt.ts';
import type { Edit } from './span.ts';

/** The facts about a prompt's blocks that decide the places of breakpoints: one entry per block in each list. */
export type PromptPrefixes = {
  /** Rolling hashes of 8 bytes each, seeded with the model: equal if everything up to the block is equal. */
  readonly hashes: Uint8Array;
  /** Bytes of prompt up to and including the block. */
  readonly ends: Uint32Array;
  /** `blockFlags` of the block. */
  readonly flags: Uint8Array;
};

/** Properties of a block, as bits of `PromptPrefixes.flags`. */
export const blockFlags = {
  /** A breakpoint can be put into the object that it is. */
  object: 1,
  /** A breakpoint can be put on it if it is sent as an array. */
  string: 2,
  /** It ends a message of the user. */
  userEnd: 4,
  /** It ends the tools and the system prompt. */
  headEnd: 8,
} as const;

/** A request whose client asks for no caching, as the planner sees it. */
export type BreakpointQuery = PromptPrefixes & {
  /** Milliseconds since the epoch at which it was received. */
  readonly time: number;
  readonly api: string;
  readonly model: string;
  /** Where it goes: origin and path. */
  readonly upstream: string;
  /** Identifies the program: client program, model and names of the tools. */
  readonly program: string;
};

/** The places of its breakpoints, and its number in the planner. */
export type BreakpointAnswer = BreakpointPlan & {
  readonly id: number;
  /** The last breakpoint is where nothing is cached yet: the provider has to write something. */
  readonly writes: boolean;
};

/** Successes and chances, including the assumed ones at the start. */
export type Tally = { readonly came: number; readonly of: number };

/** What is known about a program's habits. */
export type ProgramHabits = {
  /**
   * Requests that the next one extended whole in time, by position in the conversation: first, second, … sixth and
   * later.
   */
  readonly extended: readonly Tally[];
  /** Shared parts that came again in time, by how many requests had them: first, second, … sixth and later. */
  readonly returned: readonly Tally[];
  /** Bytes of prompt per provider token, according to the last receipt. */
  readonly bytesPerToken: number;
};

/** A planned request: the latest of its conversation. */
export type PlannedRequest = {
  readonly id: number;
  readonly program: string;
  readonly upstream: string;
  /** Milliseconds since the epoch at which it was received. */
  readonly time: number;
  /** Its answer has begun: its cache writes can be read. */
  readonly begun: boolean;
  /** Number of the conversation's first request. */
  readonly conversation: number;
  /** The prefix hashes of all its blocks. */
  readonly hashes: Uint8Array;
  /** The last block of the newest user message in each request of the conversation, in order; its own is the last. */
  readonly ends: readonly number[];
  /** How often requests of the conversation were recently extended in time. */
  readonly pace: Tally;
  /** Strings that were sent as arrays. */
  readonly arrays: readonly number[];
  /**
   * Blocks up to which the provider has cached the prompt, with the time of the last request that had a breakpoint
   * there.
   */
  readonly kept: readonly (readonly [block: number, time: number])[];
  /** Whether it is still open if the next request extends it. */
  readonly open: boolean;
  /** Parts shared with other conversations that have not come again yet, with how many requests had them. */
  readonly parts: readonly (readonly [block: number, times: number])[];
  /**
   * The request that it extends, if that was the latest of the conversation: this one represents both once its answer
   * has begun.
   */
  readonly replaces?: number;
};

/** What breakpoints saved in a conversation so far. */
export type BreakpointAccount = { readonly requests: number; readonly dollars: number };

/** A planner's knowledge. It is in memory: no call waits or fails. */
export type BreakpointStore = {
  habits(program: string): ProgramHabits | undefined;
  setHabits(program: string, habits: ProgramHabits, time: number): void;
  /** The latest requests of a program to an upstream, and older ones with an outstanding outcome. */
  recent(program: string, upstream: string, openBefore: number): readonly PlannedRequest[];
  /** A request of the same program that ended with one of these prefix hashes. */
  endingWith(program: string, upstream: string, hashes: readonly Uint8Array[]): readonly PlannedRequest[];
  get(id: number): PlannedRequest | undefined;
  /** Keeps a request and gives it its number, which is that of its conversation too if it has none yet. */
  add(request: Omit<PlannedRequest, 'id'>): PlannedRequest;
  set(request: PlannedRequest): void;
  remove(id: number): void;
  account(conversation: number): BreakpointAccount | undefined;
  addToAccount(conversation: number, dollars: number, time: number): void;
  /** Until when an upstream gets no breakpoints, in milliseconds since the epoch; 0 if it may get them. */
  leftAloneUntil(upstream: string): number;
  leaveAlone(upstream: string, until: number): void;
};

/** The request's context. */
export type Asking = {
  readonly userAgent: string;
  /** Origin and path of the upstream. */
  readonly upstream: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
};

/** A request's breakpoints. */
export type Marked = {
  /** The planner's number of the request. */
  readonly id: number;
  /** How many there are. */
  readonly marks: number;
  /** The provider is to write something. */
  readonly writes: boolean;
  /** The edits that insert them, in order of the spans; none if the body is forwarded unchanged. */
  readonly edits: readonly Edit[];
};

/**
 * Inserts breakpoints into requests whose clients set none, and reports the outcome to the planner. No method throws.
 */
export type Marking = {
  /**
   * The breakpoints of a request; `undefined` if it takes none, or the planner fails. The first call waits until stored
   * knowledge is read; later calls do not wait.
   */
  mark(request: LlmRequest, syntax: BreakpointSyntax | undefined, asking: Asking): Promise<Marked | undefined>;
  /** The answer has begun. */
  begun(id: number): void;
  /** The upstream refused the breakpoints; `accepted`: whether it accepted the client's own bytes. */
  refused(id: number, accepted: boolean, time: number): void;
  /** The answer has ended, with what it says it billed. */
  answered(record: LedgerRecord): void;
};
