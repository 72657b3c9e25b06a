// The cost of a simulated provider's answers by their reported usage: the yardstick for the figures of `headroom
// stats`, which shares no code with it.

/** Models that are missing in the replay's table, in its form; looked up on 2026-11-28. */
const others = {
  'gpt-6.2-sol': { input: 2, output: 10, read: 0.05 },
  'gemini-2.5-pro': { input: 1.25, output: 10, read: 0.1 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5, read: 0.1 },
};

/** The longest name in a table that is a prefix of a model's name. */
function priceOf(model, prices) {
  const table = { ...prices.models, ...others };
  const [name] = Object.keys(table)
    .filter((each) => model.startsWith(each))
    .sort((left, right) => right.length - left.length);
  if (name === undefined) throw new Error(`expected a model with a price, found ${model}`);
  return table[name];
}

/** Tokens of an answer, whichever API it came from. */
function tokensOf(usage) {
  const details = usage.input_tokens_details ?? usage.prompt_tokens_details;
  if (details !== undefined) {
    const read = details.cached_tokens ?? 0;
    const fresh = (usage.input_tokens ?? usage.prompt_tokens) - read;
    return { fresh, read, short: 0, long: 0, output: usage.output_tokens ?? usage.completion_tokens };
  }
  if (usage.promptTokenCount !== undefined) {
    const read = usage.cachedContentTokenCount ?? 0;
    const output = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0);
    return { fresh: usage.promptTokenCount - read, read, short: 0, long: 0, output };
  }
  const long = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  const short = (usage.cache_creation_input_tokens ?? 0) - long;
  const read = usage.cache_read_input_tokens ?? 0;
  return { fresh: usage.input_tokens, read, short, long, output: usage.output_tokens };
}

/** Tokens and dollars of some records of the simulated provider. */
export function billOf(records, prices) {
  let [tokens, dollars] = [0, 0];
  for (const { path, body, answer } of records) {
    const price = priceOf(body?.model ?? /models\/([^:/]+)/.exec(path)?.[1] ?? '', prices);
    const { fresh, read, short, long, output } = tokensOf(answer.usage);
    const { write5m, write1h } = prices.anthropic;
    const input = fresh + read * (price.read ?? prices.anthropic.read) + short * write5m + long * write1h;
    tokens += fresh + read + short + long + output;
    dollars += (input * price.input + output * price.output) / 1e6;
  }
  return { tokens, dollars };
}
