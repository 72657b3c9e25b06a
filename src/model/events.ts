import type { PromptAlignment } from './alignment.ts';
import type { LlmRequest } from './block.ts';
import type { Decision } from './decision.ts';
import type { LedgerRecord } from './ledger.ts';

/** The stages of a request's life, in order. The first three happen once for a proxy, the others for each request. */
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

/** What each stage tells. */
export type PipelineEvents = {
  readonly setup: { readonly version: string };
  readonly preStart: { readonly host: string; readonly port: number };
  readonly postStart: { readonly url: string };
  /** `alignment`: what of the system prompt is volatile; none where there is no system prompt. */
  readonly inputReceived: {
    readonly requestId: string;
    readonly request: LlmRequest;
    readonly alignment?: PromptAlignment;
  };
  /** How many blocks have a decision already, and how many are open. */
  readonly inputCached: { readonly requestId: string; readonly known: number; readonly open: number };
  readonly inputRouted: { readonly requestId: string; readonly decisions: readonly Omit<Decision, 'sent'>[] };
  readonly inputCompressed: { readonly requestId: string; readonly tokensBefore: number; readonly tokensAfter: number };
  readonly inputRemembered: { readonly requestId: string; readonly durable: number };
  readonly preSend: { readonly requestId: string; readonly edits: number; readonly bytes: number };
  readonly postSend: { readonly requestId: string; readonly addedMs: number };
  readonly responseReceived: { readonly requestId: string; readonly record: LedgerRecord };
};

/** Something that watches. A method for each stage it cares about; what it throws is caught and logged. */
export type PipelineExtension = {
  readonly name: string;
} & { readonly [Stage in PipelineStage]?: (event: PipelineEvents[Stage]) => void };
