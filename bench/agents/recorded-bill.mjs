// What a simulated provider's answers cost by the usage that it told: the yardstick for the figures of `headroom stats`,
// which shares no line with it.

/** Models that the table of the replay lacks, in its form; looked up on 2026-11-28. */
const others = {
  'gpt-6.2-sol': { input: 2, output: 10, read: 0.05 },
  'gemini-2.5-pro': { input: 1.25, output: 10, read: 0.1 },
  'gemini-2.5-flash': { input: 0.3, output: 2.5, read: 0.1 },
};

/** The longest name in a table that a model's name begins with. */
function priceOf(model, prices) {
  const table = { ...prices.models, ...others };
  const [name] = Object.keys(table)
    .filter((each) => model.startsWith(each))
    .sort((left, right) => right.length - left.length);
  if (name === undefined) throw new Error(`expected a model with a price, found ${model}`);
  return table[name];
}

/** Tokens of an answer by what each kind costs, in multiples of a fresh token. */
function tokensOf(usage, { anthropic, openai }, price) {
  if (usage.input_tokens_details !== undefined || usage.prompt_tokens !== undefined) {
    const cached = (usage.input_tokens_details ?? usage.prompt_tokens_details)?.cached_tokens ?? 0;
    const all = usage.input_tokens ?? usage.prompt_tokens;
    return {
      input: all - cached + cached * (price.read ?? openai.read),
      output: usage.output_tokens ?? usage.completion_tokens,
    };
  }
  if (usage.promptTokenCount !== undefined) {
    const cached = usage.cachedContentTokenCount ?? 0;
    const output = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0);
    return { input: usage.promptTokenCount - cached + cached * price.read, output };
  }
  const long = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  const short = (usage.cache_creation_input_tokens ?? 0) - long;
  const read = (usage.cache_read_input_tokens ?? 0) * (price.read ?? anthropic.read);
  return {
    input: usage.input_tokens + short * anthropic.write5m + long * anthropic.write1h + read,
    output: usage.output_tokens,
  };
}

/** Dollars of some records of the simulated provider. */
export function billOf(records, prices) {
  const dollars = records.reduce((sum, { path, body, answer }) => {
    const price = priceOf(body?.model ?? /models\/([^:/]+)/.exec(path)?.[1] ?? '', prices);
    const { input, output } = tokensOf(answer.usage, prices, price);
    return sum + (input * price.input + output * price.output) / 1e6;
  }, 0);
  return { dollars };
}
