import type { Edit, Span } from './span.ts';

/** The parts of a prompt, in the order in which providers keep them. */
export type PromptSection = 'tools' | 'system' | 'messages';

/** One block of a prompt, in the order in which a provider reads and keeps it. */
export type PromptBlock = {
  readonly section: PromptSection;
  /** Its bytes in the body. */
  readonly span: Span;
  /** Ranges within that say how it is to be cached, and are no part of what is cached; in order. */
  readonly apart?: readonly Span[];
  /** What besides its bytes makes it what it is: who speaks, and settings that a provider's cache depends on. */
  readonly salt?: string;
  /** The same object for the same bytes in bodies that continue one another; a hold for what was computed from them. */
  readonly source?: object;
  /** A tool's name. */
  readonly name?: string;
  /** Bytes that weigh as text does, where most of them are none: a picture costs by its size on the screen. */
  readonly weight?: number;
  /** It is nothing but what the model said or called, or nothing but what a tool gave back as text; absent for all else. */
  readonly holds?: 'answer' | 'results';
  /** It is the last block of a message of the user. */
  readonly endsUserMessage?: boolean;
  /**
   * How a breakpoint can be put on it: into the object that it is, or by making an array of the string that it is. Absent
   * where the provider would refuse it.
   */
  readonly carrier?: 'object' | 'string';
};

/** Where breakpoints go in a request, by index of its prompt's blocks. */
export type BreakpointPlan = {
  /** Blocks that get a breakpoint, in order; four at most. */
  readonly marks: readonly number[];
  /** Strings that go up as an array of one block, in order, those with a breakpoint included. */
  readonly arrays: readonly number[];
};

/** How an API is asked to keep a part of a prompt. */
export type BreakpointSyntax = {
  /** The edits that put a plan into a body, in order of their spans. */
  edits(prompt: readonly PromptBlock[], plan: BreakpointPlan): readonly Edit[];
  /** Whether the body of a refusal (status 400) speaks of breakpoints, or of a field that it does not know. */
  refuses(answer: string): boolean;
};
