// Figures of a run from the provider's own records.
import { sum } from '../lib/figures.mjs';
import { countMarks } from './bodies.mjs';

/** Prices of prompt tokens, as shares of the price of one that is neither written nor read. */
const price = { write: 1.25, read: 0.1 };

/** Requests, prompt tokens by how they were billed, and the bill for them in tokens at the full price. */
export function figuresOf({ records, sent }) {
  const usages = records.flatMap(({ answer }) => (answer?.usage === undefined ? [] : [answer.usage]));
  const total = (key) => sum(usages.map((usage) => usage[key]));
  const fresh = total('input_tokens');
  const written = total('cache_creation_input_tokens');
  const read = total('cache_read_input_tokens');
  return {
    requests: records.length,
    prompt: fresh + written + read,
    written,
    read,
    bill: fresh + written * price.write + read * price.read,
    marks: sent.map(({ text }) => countMarks(text)),
    refused: records.filter(({ outcome }) => outcome?.status === 400).length,
  };
}
