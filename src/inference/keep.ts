import { isFact } from './facts.ts';
import type { Answer } from './messages.ts';
import type { OpenModel, Output } from './model.ts';
import { type Word, windowsOf, wordsOf } from './windows.ts';

/** The place of each unit in the text, or `undefined` if one is missing or out of order. */
function locate(text: string, units: readonly string[]): readonly (readonly [number, number])[] | undefined {
  const spans: (readonly [number, number])[] = [];
  let from = 0;
  for (const unit of units) {
    const at = text.indexOf(unit, from);
    if (at < 0) return undefined;
    from = at + unit.length;
    spans.push([at, from]);
  }
  return spans;
}

/** The probability of keeping the token in a row: a single number as it is, of two numbers the second after softmax. */
function probability({ data, width }: Output, row: number): number {
  if (width === 1) return data[row] as number;
  const [drop, keep] = [data[row * width] as number, data[row * width + 1] as number];
  return 1 / (1 + Math.exp(drop - keep));
}

/** A score for each word, the highest of its sub-tokens. */
async function scoreWords(model: OpenModel, words: readonly Word[]): Promise<Float64Array> {
  const scores = new Float64Array(words.length);
  for (const window of windowsOf(words, model.tokenizer)) {
    const output = await model.run(window.ids);
    for (const { word, from, to } of window.words) {
      for (let row = from; row < to; row++) {
        scores[word] = Math.max(scores[word] as number, probability(output, row));
      }
    }
  }
  return scores;
}

/**
 * Scores units (lines or sentences) of a text by a token classifier that says for each word whether it is worth
 * keeping: a unit's score is the mean over its words, 0 to 1, with facts as 1. The model sees the whole text in order,
 * in windows. Declines when the text has more tokens than the budget, or when the units are not in it in order.
 */
export async function scoreUnits(
  model: OpenModel,
  { text, units, budget }: { readonly text: string; readonly units: readonly string[]; readonly budget: number },
): Promise<Answer> {
  const spans = locate(text, units);
  const words = spans && wordsOf(text, model.tokenizer, budget);
  if (spans === undefined || words === undefined) return { declined: true };
  const scores = await scoreWords(model, words);
  let next = 0;
  const means = spans.map(([start, end]) => {
    let sum = 0;
    let count = 0;
    while (next < words.length && (words[next] as Word).end <= start) next++;
    for (; next < words.length && (words[next] as Word).start < end; next++) {
      const { start: from, end: to } = words[next] as Word;
      sum += isFact(text.slice(from, Math.min(to, from + 256))) ? 1 : Math.min(1, scores[next] as number);
      count++;
    }
    return count === 0 ? 0 : sum / count;
  });
  return { scores: means, tokens: words.reduce((sum, { ids }) => sum + ids.length, 0) };
}
