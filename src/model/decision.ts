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
  | 'retrieved'
  | 'askedAgain';

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
  'askedAgain',
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
  /** How many calls the model had made when it came. */
  readonly turn?: number;
  /** How many blocks with the same call and text stand above it, where its API gives calls no ids. */
  readonly occurrence?: number;
  /** Nothing in it may point at what stands above: that is gone from this request, or may go. */
  readonly alone?: boolean;
  /** How it was sent before, by this proxy. It is pinned like this where the store knows nothing of it. */
  readonly held?: Decision;
};

/** A text that stands above an open block in the same request, in the form in which it is sent. */
export type AboveBlock = {
  /** Names the text and its very bytes. */
  readonly id: string;
  /** How many of the open blocks stand above it. */
  readonly after: number;
  /** The text; `undefined` where whoever decides has it already. */
  readonly text?: string;
  /** What to call it: a file's path or a command line. */
  readonly place: string;
  /** The model wrote it itself, as arguments of a call. */
  readonly own: boolean;
  /** Tool and input of its call, where an open block answers the same. */
  readonly asking?: string;
  /** What was taken from it. */
  readonly taken: Taken;
  /** How many calls the model had made when it came. */
  readonly turn: number;
};

/** What a form took from its original: nothing, lines that stand above, or what has to be fetched. */
export type Taken = Pick<Decision, 'fidelity' | 'handle'>;

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
  /** Names the bytes that are sent, where they are not the original's. */
  readonly form?: string;
  /** The texts above that it points at, each by the name of its bytes: without them it must not be sent. */
  readonly sources?: readonly string[];
  /** Decided without a look at what stands above. */
  readonly alone?: boolean;
  readonly tool: string;
  /** o200k tokens of the original; 0 where nobody needed to know. */
  readonly tokensBefore: number;
  /** o200k tokens of what is sent. */
  readonly tokensAfter: number;
  /** Of the tokens saved, those that stand further up in the same request. */
  readonly tokensRepeated?: number;
  /** `false` when the store could not keep it: it holds only as long as this process. */
  readonly durable: boolean;
};

/** What stands above, with a text that is read only when somebody lacks it. */
export type Above = Omit<AboveBlock, 'text' | 'place'> & { readText(): string | undefined; readPlace(): string };

/** Decides open blocks: looks each up, and where nothing is pinned, compresses, pins and answers. One answer a block, in order. */
export type Decider = { decide(blocks: readonly OpenBlock[], above?: readonly Above[]): Promise<readonly Decision[]> };

/** Tool and input of a call, for telling that it was made before. */
export function askingOf(call: Pick<ToolCall, 'tool' | 'input'>): string {
  return `${call.tool}\0${call.input}`;
}

/** Names the bytes with which a decision stands in a request. */
export function formOf(decision: Pick<Decision, 'key' | 'form'>): string {
  return decision.form ?? decision.key;
}
