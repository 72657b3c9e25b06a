import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Usage } from '../../../src/model/usage.ts';
import { countOf, objectAt } from '../../apis/figures.ts';
import { textOf } from '../transcript-values.ts';

/** The usage of one request. */
export type ToldRequest = {
  /** The answer's name; if the transcript has none, the session's total after it. */
  readonly id: string;
  readonly usage: Usage;
};

/** Finds each request once, among all places that report usage. */
export type CodexUsage = {
  /** Adds a `token_usage_record` (0.169): one for each request, compactions included. */
  record(payload: JsonObject): ToldRequest | undefined;
  /**
   * Adds a `token_count`: it repeats the last request's usage and the session's total, often several times for one
   * request. Growth of the total is a request.
   */
  count(payload: JsonObject): ToldRequest | undefined;
  /** Prompt tokens of the last request; `undefined` before the first. */
  lastPrompt(): number | undefined;
};

type Counts = { readonly input: number; readonly cached: number; readonly written: number; readonly output: number };

/** Creates it with a total of zero. */
export function codexUsage(): CodexUsage {
  let hasRecords = false;
  let total: Counts = { input: 0, cached: 0, written: 0, output: 0 };
  let lastPrompt: number | undefined;

  function told(id: string, counts: Counts): ToldRequest {
    lastPrompt = counts.input;
    return { id, usage: usageOf(counts) };
  }

  return {
    record(payload) {
      hasRecords = true;
      const id = textOf(payload.response_id);
      return id === undefined ? undefined : told(id, countsOf(payload.usage));
    },
    count(payload) {
      const info = objectAt(payload, 'info');
      if (hasRecords || !isJsonObject(info.total_token_usage)) return undefined;
      const now = countsOf(info.total_token_usage);
      const grown = difference(now, total);
      total = now;
      if (grown.input === 0 && grown.output === 0) return undefined;
      const id = `${now.input}-${now.cached}-${now.output}`;
      return told(id, Object.values(grown).some((count) => count < 0) ? countsOf(info.last_token_usage) : grown);
    },
    lastPrompt: () => lastPrompt,
  };
}

function countsOf(value: Json | undefined): Counts {
  const usage = isJsonObject(value) ? value : {};
  return {
    input: countOf(usage.input_tokens) ?? 0,
    cached: countOf(usage.cached_input_tokens) ?? 0,
    written: countOf(usage.cache_write_input_tokens) ?? 0,
    output: countOf(usage.output_tokens) ?? 0,
  };
}

function difference(now: Counts, before: Counts): Counts {
  return {
    input: now.input - before.input,
    cached: now.cached - before.cached,
    written: now.written - before.written,
    output: now.output - before.output,
  };
}

/** The input includes cache reads and writes. */
function usageOf({ input, cached, written, output }: Counts): Usage {
  return { uncached: Math.max(0, input - cached - written), write: written, writeLong: 0, read: cached, output };
}
