import type { PromptAlignment } from '../model/alignment.ts';
import type { PipelineExtension } from '../model/events.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { Engine } from './client.ts';
import type { RecordedSums } from './messages.ts';

/** The ledger as an extension of the pipeline. */
export type BookingExtension = {
  readonly extension: PipelineExtension;
  /** Books what is waiting and tells what everything since the start brought. */
  settle(): Promise<RecordedSums>;
};

/** Milliseconds that receipts are collected before they are booked together: one wait for the disk instead of many. */
const bookEveryMs = 200;

/** Requests under way whose system prompt is noted until they are booked. One that is never answered is never booked. */
const maxAlignments = 1000;

/** Builds the extension that books every answer; the only thing that the proxy does after an exchange. */
export function createLedgerExtension(engine: Engine, log: (line: string) => void): BookingExtension {
  let totals: RecordedSums = { requests: 0, tokensRemoved: 0, tokensRetrieved: 0, dollars: 0, breakpointDollars: 0 };
  let waiting: LedgerRecord[] = [];
  const alignments = new Map<string, PromptAlignment>();
  let booked: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const records = waiting;
    waiting = [];
    booked = engine.call('record', records).then(
      (sums) => {
        totals = addSums(totals, sums);
      },
      (error: Error) => {
        log(`${records.length} requests could not be booked: ${error.message}`);
      },
    );
  };
  return {
    extension: {
      name: 'ledger',
      inputReceived({ requestId, alignment }) {
        if (alignment === undefined || !alignment.fresh || alignment.tokens.length === 0) return;
        if (alignments.size >= maxAlignments) alignments.clear();
        alignments.set(requestId, alignment);
      },
      responseReceived({ requestId, record }) {
        const alignment = alignments.get(requestId);
        alignments.delete(requestId);
        waiting.push(alignment === undefined ? record : { ...record, alignment });
        timer ??= setTimeout(flush, bookEveryMs).unref();
      },
    },
    async settle() {
      flush();
      await booked;
      return totals;
    },
  };
}

function addSums(a: RecordedSums, b: RecordedSums): RecordedSums {
  return {
    requests: a.requests + b.requests,
    tokensRemoved: a.tokensRemoved + b.tokensRemoved,
    tokensRetrieved: a.tokensRetrieved + b.tokensRetrieved,
    dollars: a.dollars + b.dollars,
    breakpointDollars: a.breakpointDollars + b.breakpointDollars,
  };
}
