import type { PromptBlock } from './prompt.ts';
import type { Span } from './span.ts';

export type { Edit, Span } from './span.ts';

/** Who a piece of text comes from. Tool output is `tool` even where the wire puts it into a user message. */
export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** The tool call that a block answers. */
export type ToolCall = {
  /** The provider's call id; `undefined` where the API has none. */
  readonly id?: string;
  /** The tool's name as the client offered it. */
  readonly tool: string;
  /** The call's arguments as the wire spells them (JSON text, or source for free-form tools); `''` when unknown. */
  readonly input: string;
  /** The shell command line, where the tool is a shell and the input could be read. */
  readonly command?: string;
};

/** One string of a request body that may be looked at. */
export type Block = {
  /** Where its characters stand, between the quotes: a whole JSON string or a part of one. */
  readonly span: Span;
  readonly role: Role;
  /** The decoded text; `undefined` when it is not well-formed Unicode, and the block is then left alone. */
  readonly text: string | undefined;
  readonly call?: ToolCall;
  /** The same object for the same bytes in bodies that continue one another; a hold for what was computed from them. */
  readonly source?: object;
  /** The client marked the call as failed. */
  readonly failed?: boolean;
  /** `false` when the model behind this block has no means to fetch an original: nothing may be left out of it. */
  readonly retrievable?: boolean;
};

/** A request as the pipeline sees it. */
export type LlmRequest = {
  /** Name of the API adapter that read it. */
  readonly api: string;
  readonly model: string;
  /** The body as it came, content encoding undone. */
  readonly raw: Uint8Array;
  readonly blocks: readonly Block[];
  /** What stands around the tool output and is never edited, in order: arguments of calls, words of the user. */
  readonly context?: readonly Block[];
  /** The texts of the system prompt, in order; they are looked at and never edited. */
  readonly system?: readonly Block[];
  /** The whole prompt, block by block, in the order in which the provider keeps it. */
  readonly prompt?: readonly PromptBlock[];
  /** Breakpoints may be put into the body: its API takes them, and its client sets none. */
  readonly takesBreakpoints?: boolean;
  /** The provider drops results of tools by itself, so that nothing may point at what stands above. */
  readonly clearsResults?: boolean;
  /** Whose conversation it is, as the client's headers or the launch say. */
  readonly session?: string;
  /** The array that grows with the conversation, for telling how deep in the prompt a block stands. */
  readonly conversation: Span;
};

/** First 24 hexadecimal digits of the SHA-256 of an original; what a notice names and `retrieve` takes. */
export type Handle = string;
