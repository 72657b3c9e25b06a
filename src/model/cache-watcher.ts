import type { LlmRequest } from './block.ts';
import type { CacheFacts, KeptPrompt } from './cache.ts';
import type { LedgerBlock, LedgerRecord } from './ledger.ts';

/** Facts about a sent request besides its parsed content. */
export type Leaving = {
  readonly requestId: string;
  /** Milliseconds since the epoch at which it was received. */
  readonly time: number;
  /** Bytes of the body as sent. */
  readonly sentBytes: number;
  /** The blocks that were sent in another form. */
  readonly blocks: readonly LedgerBlock[];
};

/**
 * Watches the prompts of a session: which part of each was sent before, and where it was changed. It reads hashes of
 * the clients' own bytes, changes nothing, and uses at most a few megabytes.
 */
export type CacheWatcher = {
  /** What a request could read from the cache; `undefined` if its prompt is not completely known. Never throws. */
  observe(request: LlmRequest, leaving: Leaving): CacheFacts | undefined;
  /** Receives the prompts of earlier processes, in order of time; none if they cannot be read. To be called once. */
  recall(prompts: readonly KeptPrompt[]): void;
  /** Resolved once that was called. Never rejects. */
  readonly recalled: Promise<void>;
  /** The facts of a request that was observed before that, as they are known now; any other facts as they are. */
  known(facts: CacheFacts): CacheFacts;
  /** Its answer has begun: from now on later requests can read its cache writes. */
  begun(requestId: string): void;
  /** Its answer has ended. */
  ended(requestId: string, record: Pick<LedgerRecord, 'usage' | 'failed'>): void;
};
