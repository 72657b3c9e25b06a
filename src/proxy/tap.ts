import { createSseReader } from '../lib/sse.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import type { AnswerFacts, ProviderAdapter } from '../model/provider.ts';
import type { ToldUsage, Usage } from '../model/usage.ts';
import { createDecoder } from './decoder.ts';
import { mergeUsage, usageOf } from './told-usage.ts';

/** The facts of a finished answer. */
export type AnswerSummary = {
  /** `undefined` when the answer did not say what it cost. */
  readonly usage: Usage | undefined;
  readonly complete: boolean;
  readonly failed: boolean;
};

/** Reads an answer in passing. It sees copies of chunks that were already relayed and cannot delay them. */
export type Tap = {
  push(chunk: Uint8Array): void;
  /** The answer has ended, or was cut. */
  end(): Promise<AnswerSummary>;
};

/** The largest plain JSON answer that is read, in bytes; a larger one is only relayed. */
const maxJsonBytes = 8 * 1024 * 1024;

/** Creates a reader for one answer, from its content type and encoding. */
export function createTap(adapter: ProviderAdapter, contentType: string, contentEncoding: string): Tap {
  const facts = collectFacts();
  const sink = contentType.includes('event-stream') ? streamSink(adapter, facts.add) : jsonSink(adapter, facts.add);
  const decoder = createDecoder(contentEncoding, guarded(sink.push));
  return {
    push: guarded(decoder.push),
    async end() {
      await decoder.end();
      guarded(sink.end)();
      return facts.summary();
    },
  };
}

/** Reading an answer for its receipt must not break its relay, whatever the answer contains. */
function guarded<Args extends readonly unknown[]>(action: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      action(...args);
    } catch {
      // An answer that cannot be read has no receipt; the ledger estimates it.
    }
  };
}

type Sink = { push(chunk: Uint8Array): void; end(): void };

function streamSink(adapter: ProviderAdapter, add: (facts: AnswerFacts) => void): Sink {
  const reader = createSseReader((data) => {
    if (data === '[DONE]') add({ complete: true });
    else if (adapter.concerns(data)) addParsed(adapter, data, add);
  });
  return { push: (chunk) => reader.push(chunk), end: () => reader.end() };
}

function jsonSink(adapter: ProviderAdapter, add: (facts: AnswerFacts) => void): Sink {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      if (bytes <= maxJsonBytes) chunks.push(Buffer.from(chunk));
      else chunks.length = 0;
    },
    end: () => {
      if (bytes <= maxJsonBytes) addParsed(adapter, Buffer.concat(chunks).toString('utf8'), add);
    },
  };
}

function addParsed(adapter: ProviderAdapter, text: string, add: (facts: AnswerFacts) => void): void {
  const value: unknown = JSON.parse(text);
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const event of events) if (isJsonObject(event)) add(adapter.facts(event as JsonObject));
}

/** Adds up the facts of an answer's events. */
function collectFacts(): { add(facts: AnswerFacts): void; summary(): AnswerSummary } {
  let told: ToldUsage | undefined;
  let complete = false;
  let failed = false;
  return {
    add(facts) {
      if (facts.usage !== undefined) told = mergeUsage(told ?? {}, facts.usage);
      complete ||= facts.complete === true;
      failed ||= facts.failed === true;
    },
    summary: () => ({ usage: told && usageOf(told), complete, failed }),
  };
}
