import type { Block, Span } from './block.ts';
import type { JsonObject } from './json.ts';
import type { BreakpointSyntax, PromptBlock } from './prompt.ts';
import type { ToldUsage } from './usage.ts';

/** The vendors' endpoints. One command-line option each. */
export type UpstreamName = string;

/** A vendor's endpoint: declared by the adapters, made an option by the configuration. */
export type UpstreamDeclaration = {
  readonly name: UpstreamName;
  /** Default base URL, without a version segment. */
  readonly defaultUrl: string;
  /** Key of the setting that overrides it, for example `anthropicUrl`. */
  readonly setting: string;
  /** One line of help for that option. */
  readonly help: string;
  /** Version segment that users may put at the end of the URL and that requests carry anyway, for example `v1`. */
  readonly version?: string;
  /**
   * Whether the version segment of a request path is dropped when forwarding (`/v1/responses` becomes `/responses`).
   */
  readonly dropsVersion?: boolean;
};

/** The part of a request that says where it wants to go: header names in lower case, first value of each. */
export type RequestHead = {
  readonly method: string;
  /** Path without the query string. */
  readonly path: string;
  /** Query string without `?`, or empty. */
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
};

/** A region of a user's text that is really the output of a command, found recognised by its exact template. */
export type OutputRegion = {
  /** Character offsets of the output in the text. */
  readonly start: number;
  readonly end: number;
  readonly command: string;
};

/** Finds command output that a client prints into user messages; given by the launcher of such a client. */
export type FindOutputs = (text: string) => readonly OutputRegion[];

/** The result of an adapter for a body. */
export type ReadResult = {
  readonly model: string;
  readonly stream: boolean;
  readonly blocks: readonly Block[];
  /**
   * The parts around the tool output that are never edited, in order: the arguments of the model's calls (`assistant`)
   * and the user's own words (`user`).
   */
  readonly context?: readonly Block[];
  /** The texts of the system prompt, in order; they are read and never edited. */
  readonly system?: readonly Block[];
  readonly conversation: Span;
  /** The whole prompt, block by block, in the order in which the provider caches it. */
  readonly prompt?: readonly PromptBlock[];
  /**
   * Breakpoints may be put into the body: its API takes them, its client sets none, and their places are unambiguous.
   */
  readonly takesBreakpoints?: boolean;
  /** The provider is asked to drop results of tools by itself: the model may not see earlier text. */
  readonly clearsResults?: boolean;
};

/** Optional inputs of an adapter when it reads a body. */
export type ReadOptions = {
  readonly findOutputs?: FindOutputs;
  /** Path of the request, for APIs that name the model there. */
  readonly path?: string;
  /** Calls that are not in the body itself (a WebSocket frame that continues an earlier answer), by call id. */
  readonly knownCalls?: ReadonlyMap<string, { readonly tool: string; readonly input: string }>;
};

/** The facts of an answer so far. */
export type AnswerFacts = {
  readonly usage?: ToldUsage;
  /** The answer has come to its regular end. */
  readonly complete?: boolean;
  /** The answer reports a failure inside a success status. */
  readonly failed?: boolean;
  /** A tool call that the model made. */
  readonly call?: { readonly id: string; readonly tool: string; readonly input: string };
};

/** One wire dialect: how to find the tool output in a request and the receipt in an answer. */
export type ProviderAdapter = {
  readonly api: string;
  readonly upstream: UpstreamName;
  /** Whether a POST to this path is a request that this adapter reads. The path has no query string. */
  matches(path: string): boolean;
  /**
   * Finds the blocks of a body.
   * @throws {Error} when the body cannot be scanned; the caller then forwards it untouched.
   */
  read(raw: Uint8Array, options?: ReadOptions): ReadResult;
  /** Whether an event text may contain facts; cheap, so that most events are never parsed. */
  concerns(eventText: string): boolean;
  /** Facts of one body, or of one event of a stream, already parsed. */
  facts(event: JsonObject): AnswerFacts;
  /** How breakpoints are written; absent if the provider caches prompts by itself. */
  readonly breakpoints?: BreakpointSyntax;
  /** An error body in the shape that this API's clients understand. */
  errorBody(message: string): string;
};

/** Decides which upstream a request is for, from its head alone; `undefined` if unknown. */
export type RouteUpstream = (head: RequestHead) => UpstreamName | undefined;

/**
 * Whether a request is for a route of an API without its version, as from clients whose base URL lacks it: `route` for
 * one that an adapter reads, `models` for the list of models, which several APIs have.
 */
export type ReadUnversioned = (
  head: RequestHead,
  adapter: ProviderAdapter | undefined,
) => 'route' | 'models' | undefined;

/** The kind of credential of a request, which decides how it is billed: a key by use, a login by its plan. */
export type Payer = 'key' | 'login' | 'unknown';

/** Who sends a request. */
export type Caller = {
  /** Name of the agent; absent if its headers do not say. */
  readonly agent?: string;
  readonly payer: Payer;
};

/** Reads who sends a request. The values of credentials are not read. */
export type ReadCaller = (head: RequestHead) => Caller;

/** Reads the caller from a request's headers. */
export type ReadSession = (headers: ReadonlyMap<string, string>) => string | undefined;
