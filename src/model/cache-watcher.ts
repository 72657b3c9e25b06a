import type { LlmRequest } from './block.ts';
import type { CacheFacts, KeptPrompt } from './cache.ts';
import type { LedgerBlock, LedgerRecord } from './ledger.ts';

/** A request on its way up, besides what was read of it. */
export type Leaving = {
  readonly requestId: string;
  /** Milliseconds since the epoch at which it came in. */
  readonly time: number;
  /** Bytes of the body as it goes up. */
  readonly sentBytes: number;
  /** What went up in another form. */
  readonly blocks: readonly LedgerBlock[];
};

/**
 * Watches what becomes of the prompts of a session: which part of each was sent before, and where it was changed. It looks
 * at hashes of the clients' own bytes, changes nothing, and holds a few megabytes at most.
 */
export type CacheWatcher = {
  /** What a request could have from the cache; `undefined` where its prompt is not known whole. Never throws. */
  observe(request: LlmRequest, leaving: Leaving): CacheFacts | undefined;
  /** What earlier processes left, in order of time; none where it cannot be read. To be told once. */
  recall(prompts: readonly KeptPrompt[]): void;
  /** Resolved once that was told. Never rejects. */
  readonly recalled: Promise<void>;
  /** The facts of a request that was observed before that, as they are known now; any other facts as they are. */
  known(facts: CacheFacts): CacheFacts;
  /** Its answer has begun: from now on later requests can read what it left. */
  begun(requestId: string): void;
  /** Its answer has ended. */
  ended(requestId: string, record: Pick<LedgerRecord, 'usage' | 'failed'>): void;
};
