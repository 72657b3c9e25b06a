import type { PromptAlignment } from './alignment.ts';
import type { LlmRequest } from './block.ts';
import type { Decision } from './decision.ts';
import type { LedgerRecord } from './ledger.ts';

/** The stages of a request's life, in order. The first three happen once per proxy, the others once per request. */
export type PipelineStage =
  | 'setup'
  | 'preStart'
  | 'postStart'
  | 'inputReceived'
  | 'inputCached'
  | 'inputRouted'
  | 'inputCompressed'
  | 'inputRemembered'
  | 'preSend'
  | 'postSend'
  | 'responseReceived';

/** The data of each stage. */
export type PipelineEvents = {
  readonly setup: { readonly version: string };
  readonly preStart: { readonly host: string; readonly port: number };
  readonly postStart: { readonly url: string };
  /** `alignment`: what is volatile in the system prompt; absent if there is none. */
  readonly inputReceived: {
    readonly requestId: string;
    readonly request: LlmRequest;
    readonly alignment?: PromptAlignment;
  };
  /** How many blocks already have a decision, and how many are open. */
  readonly inputCached: { readonly requestId: string; readonly known: number; readonly open: number };
  readonly inputRouted: { readonly requestId: string; readonly decisions: readonly Omit<Decision, 'sent'>[] };
  readonly inputCompressed: { readonly requestId: string; readonly tokensBefore: number; readonly tokensAfter: number };
  readonly inputRemembered: { readonly requestId: string; readonly durable: number };
  readonly preSend: { readonly requestId: string; readonly edits: number; readonly bytes: number };
  readonly postSend: { readonly requestId: string; readonly addedMs: number };
  readonly responseReceived: { readonly requestId: string; readonly record: LedgerRecord };
};

/** An observer. A method for each stage that it needs; its errors are caught and logged. */
export type PipelineExtension = {
  readonly name: string;
} & { readonly [Stage in PipelineStage]?: (event: PipelineEvents[Stage]) => void };
