import type { Handle, ToolCall } from './block.ts';
import type { ContentKind, Fidelity } from './content.ts';

/** Why a block was forwarded unchanged. */
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

/** A block without a known decision, as passed to the engine. */
export type OpenBlock = {
  readonly api: string;
  readonly text: string;
  readonly call?: ToolCall;
  readonly failed?: boolean;
  /** The last words of the user before it, bounded in length. */
  readonly asked?: string;
  readonly retrievable?: boolean;
  /** How many calls the model had made when it was received. */
  readonly turn?: number;
  /** How many blocks with the same call and text precede it, if its API gives calls no ids. */
  readonly occurrence?: number;
  /** Nothing in it may point at earlier text, which is or may be missing from this request. */
  readonly alone?: boolean;
  /** How it was sent before, by this proxy. It is pinned this way if the store has no decision. */
  readonly held?: Decision;
};

/** A text that appears before an open block in the same request, in the form in which it is sent. */
export type AboveBlock = {
  /** Identifies the text and its exact bytes. */
  readonly id: string;
  /** How many of the open blocks precede it. */
  readonly after: number;
  /** The text; `undefined` if the decider already has it. */
  readonly text?: string;
  /** Its name: a file's path or a command line. */
  readonly place: string;
  /** The model wrote it itself, as arguments of a call. */
  readonly own: boolean;
  /** Tool and input of its call, if an open block answers the same. */
  readonly asking?: string;
  /** What was left out of it. */
  readonly taken: Taken;
  /** How many calls the model had made when it was received. */
  readonly turn: number;
};

/** What a form left out of its original: nothing, lines that appear earlier, or text that has to be fetched. */
export type Taken = Pick<Decision, 'fidelity' | 'handle'>;

/** The form in which a block is sent, decided once and then repeated for ever. */
export type Decision = {
  /** Hexadecimal SHA-256 over API, call and original: the primary key in the store. */
  readonly key: string;
  /** The replacement text, or `undefined` when the block is left as it is. */
  readonly sent?: string;
  readonly reason?: LeftAloneReason;
  readonly handle?: Handle;
  readonly kind?: ContentKind;
  readonly by?: string;
  readonly fidelity?: Fidelity;
  /** Identifies the sent bytes, if they are not the original's. */
  readonly form?: string;
  /** The earlier texts that it points at, each by the name of its bytes: without them it must not be sent. */
  readonly sources?: readonly string[];
  /** Decided without regard to earlier texts. */
  readonly alone?: boolean;
  readonly tool: string;
  /** o200k tokens of the original; 0 if it was not counted. */
  readonly tokensBefore: number;
  /** o200k tokens of the sent form. */
  readonly tokensAfter: number;
  /** Of the tokens saved, those that appear earlier in the same request. */
  readonly tokensRepeated?: number;
  /** `false` when the store could not keep it: it lasts only as long as this process. */
  readonly durable: boolean;
};

/** The earlier texts, each read only if it is needed. */
export type Above = Omit<AboveBlock, 'text' | 'place'> & { readText(): string | undefined; readPlace(): string };

/**
 * Decides open blocks: looks each up, and if nothing is pinned, compresses, pins and returns it. One result per block,
 * in order.
 */
export type Decider = { decide(blocks: readonly OpenBlock[], above?: readonly Above[]): Promise<readonly Decision[]> };

/** Tool and input of a call, to see that it was made before. */
export function askingOf(call: Pick<ToolCall, 'tool' | 'input'>): string {
  return `${call.tool}\0${call.input}`;
}

/** Identifies the bytes of a decision in a request. */
export function formOf(decision: Pick<Decision, 'key' | 'form'>): string {
  return decision.form ?? decision.key;
}
