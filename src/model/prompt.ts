import type { Edit, Span } from './span.ts';

/** The parts of a prompt, in the order in which providers cache them. */
export type PromptSection = 'tools' | 'system' | 'messages';

/** One block of a prompt, in the order in which a provider reads and caches it. */
export type PromptBlock = {
  readonly section: PromptSection;
  /** Its bytes in the body. */
  readonly span: Span;
  /** Ranges within that say how it is to be cached, and are not cached themselves; in order. */
  readonly apart?: readonly Span[];
  /** What identifies it besides its bytes: the speaker, and settings that a provider's cache depends on. */
  readonly salt?: string;
  /** The same object for the same bytes in bodies that continue one another; a key for results computed from them. */
  readonly source?: object;
  /** A tool's name. */
  readonly name?: string;
  /** Its weight in bytes of text, if most of it is not text: a picture's cost depends on its dimensions. */
  readonly weight?: number;
  /** It is only an answer or call of the model, or only a tool's result as text; absent for everything else. */
  readonly holds?: 'answer' | 'results';
  /** It is the last block of a message of the user. */
  readonly endsUserMessage?: boolean;
  /**
   * How a breakpoint can be put on it: into the object that it is, or by turning its string into an array. Absent if
   * the provider would refuse it.
   */
  readonly carrier?: 'object' | 'string';
};

/** The places of breakpoints in a request, by index of its prompt's blocks. */
export type BreakpointPlan = {
  /** Blocks that get a breakpoint, in order; four at most. */
  readonly marks: readonly number[];
  /** Strings that are sent as an array of one block, in order, those with a breakpoint included. */
  readonly arrays: readonly number[];
};

/** How an API is asked to cache a part of a prompt. */
export type BreakpointSyntax = {
  /** The edits that insert a plan into a body, in order of their spans. */
  edits(prompt: readonly PromptBlock[], plan: BreakpointPlan): readonly Edit[];
  /** Whether the body of a refusal (status 400) mentions breakpoints, or of a field that it does not know. */
  refuses(answer: string): boolean;
};
