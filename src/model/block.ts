import type { PromptBlock } from './prompt.ts';
import type { Span } from './span.ts';

export type { Edit, Span } from './span.ts';

/** Who a piece of text comes from. Tool output is `tool` even if the wire puts it into a user message. */
export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** The tool call that a block answers. */
export type ToolCall = {
  /** The provider's call id; `undefined` if the API has none. */
  readonly id?: string;
  /** The tool's name as the client offered it. */
  readonly tool: string;
  /** The call's arguments as the wire spells them (JSON text, or source for free-form tools); `''` when unknown. */
  readonly input: string;
  /** The shell command line, if the tool is a shell and the input could be read. */
  readonly command?: string;
};

/** One string of a request body that may be read. */
export type Block = {
  /** The place of its characters, between the quotes: a whole JSON string or a part of one. */
  readonly span: Span;
  readonly role: Role;
  /** The decoded text; `undefined` when it is not well-formed Unicode, and the block is then left as it is. */
  readonly text: string | undefined;
  readonly call?: ToolCall;
  /** The same object for the same bytes in bodies that continue one another; a key for results computed from them. */
  readonly source?: object;
  /** The client marked the call as failed. */
  readonly failed?: boolean;
  /** `false` when the model behind this block has no means to fetch an original: nothing of it may be left out. */
  readonly retrievable?: boolean;
};

/** A request as the pipeline sees it. */
export type LlmRequest = {
  /** Name of the API adapter that read it. */
  readonly api: string;
  readonly model: string;
  /** The body as received, with the content encoding removed. */
  readonly raw: Uint8Array;
  readonly blocks: readonly Block[];
  /** The parts around the tool output that are never edited, in order: arguments of calls, words of the user. */
  readonly context?: readonly Block[];
  /** The texts of the system prompt, in order; they are read and never edited. */
  readonly system?: readonly Block[];
  /** The whole prompt, block by block, in the order in which the provider caches it. */
  readonly prompt?: readonly PromptBlock[];
  /** Breakpoints may be put into the body: its API takes them, and its client sets none. */
  readonly takesBreakpoints?: boolean;
  /** The provider drops results of tools by itself, so that nothing may point at earlier text. */
  readonly clearsResults?: boolean;
  /** Whose conversation it is, as the client's headers or the launch say. */
  readonly session?: string;
  /** The array that grows with the conversation, for finding how deep in the prompt a block is. */
  readonly conversation: Span;
};

/** First 24 hexadecimal digits of the SHA-256 of an original; as in notices and for `retrieve`. */
export type Handle = string;
