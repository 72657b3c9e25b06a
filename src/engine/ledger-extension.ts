import type { PromptAlignment } from '../model/alignment.ts';
import type { LlmRequest } from '../model/block.ts';
import type { CacheWatcher } from '../model/cache-watcher.ts';
import type { PipelineExtension } from '../model/events.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import { addSums, noSums, type RecordedSums, totalOf } from '../model/sums.ts';
import type { Engine } from './client.ts';
import { createTitles } from './session-titles.ts';

/** The ledger as an extension of the pipeline. */
export type BookingExtension = {
  readonly extension: PipelineExtension;
  /** Books the waiting records, as far as the store accepts them, and returns what was saved since the start. */
  settle(): Promise<RecordedSums>;
  /** Books the records that the store could not take before. */
  retry(): void;
  /** Requests that are in no ledger yet, oldest first. */
  unbooked(): readonly LedgerRecord[];
  /** Requests that are in no ledger and never will be: there were too many to be kept. */
  dropped(): number;
};

/** The dependencies of the extension. */
export type BookingParts = {
  readonly engine: Pick<Engine, 'call'>;
  /** Identifies this proxy among all that ever write to the same ledger. */
  readonly proxyId: string;
  /** Provides later findings about a request's prompt; the booking waits for them. */
  readonly watcher?: Pick<CacheWatcher, 'recalled' | 'known'>;
  /** Whether it is worth asking the store to take something. */
  readonly isWritable: () => boolean;
  /** The session's title from a request; absent if titles are not kept. */
  readonly titleOf?: (request: LlmRequest) => string | undefined;
  readonly log: (line: string) => void;
  /** Shows a line to the person. */
  readonly tell: (line: string) => void;
};

/** Milliseconds that receipts are collected before they are booked together: one wait for the disk instead of many. */
const bookEveryMs = 200;

/** Requests under way whose system prompt is noted until they are booked. One that is never answered is never booked. */
const maxAlignments = 1000;

/** How many requests wait for a failing store; beyond these, the oldest are dropped. */
const maxUnbooked = 1000;

/** Builds the extension that books every answer; the only thing that the proxy does after an exchange. */
export function createLedgerExtension(given: BookingParts): BookingExtension {
  const { engine, proxyId, watcher, isWritable, titleOf, log, tell } = given;
  let totals = noSums;
  let waiting: LedgerRecord[] = [];
  /** Some waiting records were passed on before and may already be booked. */
  let again = false;
  let underWay: readonly LedgerRecord[] = [];
  let dropped = 0;
  let number = 0;
  const alignments = new Map<string, PromptAlignment>();
  const titles = createTitles(titleOf);
  let booked: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const wait = (records: LedgerRecord[]) => {
    const excess = Math.max(0, records.length - maxUnbooked);
    if (excess > 0 && dropped === 0) tell(`ledger: ${maxUnbooked} requests wait to be booked; the oldest are dropped`);
    dropped += excess;
    waiting = excess === 0 ? records : records.slice(excess);
  };
  const book = async () => {
    if (waiting.length === 0 || !isWritable()) return;
    if (watcher !== undefined) await watcher.recalled;
    const [records, mayBeBooked] = [waiting.map((record) => completed(record, watcher)), again];
    underWay = records;
    waiting = [];
    again = false;
    try {
      totals = addSums([totals, await engine.call('record', records, mayBeBooked)]);
    } catch (error) {
      log(`ledger: ${records.length} requests wait to be booked: ${(error as Error).message}`);
      wait([...records, ...waiting].map(withoutTexts));
      again = true;
    } finally {
      underWay = [];
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    booked = booked.then(book);
  };
  const unbooked = () => [...underWay, ...waiting];
  return {
    extension: {
      name: 'ledger',
      inputReceived({ requestId, request, alignment }) {
        titles.look(requestId, request);
        if (alignment === undefined || !alignment.fresh || alignment.tokens.length === 0) return;
        if (alignments.size >= maxAlignments) alignments.clear();
        alignments.set(requestId, alignment);
      },
      responseReceived({ requestId, record }) {
        const alignment = alignments.get(requestId);
        alignments.delete(requestId);
        const named = { ...record, ...titles.take(requestId, record.session), id: `${proxyId}-${++number}` };
        const kept = isWritable() ? named : withoutTexts(named);
        waiting.push(alignment === undefined ? kept : { ...kept, alignment });
        wait(waiting);
        timer ??= setTimeout(flush, bookEveryMs).unref();
      },
    },
    async settle() {
      flush();
      await booked;
      const open = unbooked();
      // Without an engine nobody can price or scale them.
      const price = () => engine.call('price', open).catch(() => ({ ...noSums, requests: open.length }));
      const sums = open.length === 0 ? [totals] : [totals, await price()];
      return engine.call('total', sums).catch(() => totalOf(addSums(sums)));
    },
    retry: flush,
    unbooked,
    dropped: () => dropped,
  };
}

/** A record with what is known about its prompt by now. */
function completed(record: LedgerRecord, watcher: BookingParts['watcher']): LedgerRecord {
  if (record.cache === undefined || watcher === undefined) return record;
  return { ...record, cache: watcher.known(record.cache) };
}

/** A record that may have to wait long. Without the texts of its growth it says nothing about the provider's tokens. */
function withoutTexts(record: LedgerRecord): LedgerRecord {
  if (record.cache?.growth === undefined) return record;
  const { growth: _, ...cache } = record.cache;
  return { ...record, cache };
}
