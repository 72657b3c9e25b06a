import type { LlmRequest } from './block.ts';
import type { LedgerRecord } from './ledger.ts';
import type { BreakpointPlan, BreakpointSyntax } from './prompt.ts';
import type { Edit } from './span.ts';

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
export type BreakpointAnswer = BreakpointPlan & {
  readonly id: number;
  /** The last breakpoint stands where nothing is kept yet: the provider is to write something. */
  readonly writes: boolean;
};

/** How often something came of how many chances for it, the assumed ones that it starts with included. */
export type Tally = { readonly came: number; readonly of: number };

/** What is known of a program's habits. */
export type ProgramHabits = {
  /** Requests that the next one extended whole in time, by place in the conversation: first, second, … sixth and later. */
  readonly extended: readonly Tally[];
  /** Shared parts that came again in time, by how many requests had them: first, second, … sixth and later. */
  readonly returned: readonly Tally[];
  /** Bytes of prompt a provider token, as the last receipt says. */
  readonly bytesPerToken: number;
};

/** A request that was planned: the latest of its conversation. */
export type PlannedRequest = {
  readonly id: number;
  readonly program: string;
  readonly upstream: string;
  /** Milliseconds since the epoch at which it came in. */
  readonly time: number;
  /** Its answer has begun: what it wrote can be read. */
  readonly begun: boolean;
  /** Number of the conversation's first request. */
  readonly conversation: number;
  /** The prefix hashes of all its blocks. */
  readonly hashes: Uint8Array;
  /** The last block of the newest user message in each request of the conversation, in order; its own is the last. */
  readonly ends: readonly number[];
  /** How often requests of the conversation were extended in time, of late. */
  readonly pace: Tally;
  /** Strings that went up as arrays. */
  readonly arrays: readonly number[];
  /** Blocks at which the provider keeps the prompt for us, with the time of the last request that had a breakpoint there. */
  readonly kept: readonly (readonly [block: number, time: number])[];
  /** Whether the next request extends it is still to be seen. */
  readonly open: boolean;
  /** Parts shared with other conversations that are still to come again, with how many requests had them. */
  readonly parts: readonly (readonly [block: number, times: number])[];
  /** The request that it extends, where that was the latest of the conversation: this one stands for both once it has begun. */
  readonly replaces?: number;
};

/** What breakpoints brought in a conversation so far. */
export type BreakpointAccount = { readonly requests: number; readonly dollars: number };

/** What a planner knows. It is in memory: nothing that is asked of it waits or fails. */
export type BreakpointStore = {
  habits(program: string): ProgramHabits | undefined;
  setHabits(program: string, habits: ProgramHabits, time: number): void;
  /** The latest requests of a program to an upstream, and those older ones of which something is still to be seen. */
  recent(program: string, upstream: string, openBefore: number): readonly PlannedRequest[];
  /** A request of the same that ended with one of these prefix hashes. */
  endingWith(program: string, upstream: string, hashes: readonly Uint8Array[]): readonly PlannedRequest[];
  get(id: number): PlannedRequest | undefined;
  /** Keeps a request and gives it its number, which is that of its conversation too where it has none yet. */
  add(request: Omit<PlannedRequest, 'id'>): PlannedRequest;
  set(request: PlannedRequest): void;
  remove(id: number): void;
  account(conversation: number): BreakpointAccount | undefined;
  addToAccount(conversation: number, dollars: number, time: number): void;
  /** Until when an upstream is to be left alone, in milliseconds since the epoch; 0 when it need not. */
  leftAloneUntil(upstream: string): number;
  leaveAlone(upstream: string, until: number): void;
};

/** Who asks for what, besides the request itself. */
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
  /** What puts them into the body, in order of the spans; none where the body goes up as it is. */
  readonly edits: readonly Edit[];
};

/** Puts breakpoints into requests whose clients set none, and tells the planner how it went. Nothing of it throws. */
export type Marking = {
  /**
   * The breakpoints of a request; `undefined` where it takes none, or the planner fails. The first waits until what is known
   * from before has been read, no other waits for anything.
   */
  mark(request: LlmRequest, syntax: BreakpointSyntax | undefined, asking: Asking): Promise<Marked | undefined>;
  /** The answer has begun. */
  begun(id: number): void;
  /** The upstream refused the breakpoints; `accepted` tells whether it took the client's own bytes. */
  refused(id: number, accepted: boolean, time: number): void;
  /** The answer has ended, with what it says it billed. */
  answered(record: LedgerRecord): void;
};
