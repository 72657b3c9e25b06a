import type { Answer } from './messages.ts';
import type { OpenModel, Output } from './model.ts';
import { windowsOf, wordsOf } from './windows.ts';

/** The mean over all rows, scaled to length 1, so that the product of two vectors is their cosine. */
function pooled({ data, rows, width }: Output): Float32Array {
  const mean = new Float32Array(width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      mean[column] = (mean[column] as number) + (data[row * width + column] as number) / rows;
    }
  }
  const length = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0)) || 1;
  return mean.map((value) => value / length);
}

/**
 * A vector of length 1 for each text, by mean pooling over the tokens of its first window. Declines when the texts have
 * more tokens than the budget.
 */
export async function embedTexts(
  model: OpenModel,
  { texts, budget }: { readonly texts: readonly string[]; readonly budget: number },
): Promise<Answer> {
  const vectors: Float32Array[] = [];
  let tokens = 0;
  for (const text of texts) {
    const words = wordsOf(text, model.tokenizer, budget - tokens);
    if (words === undefined) return { declined: true };
    tokens += words.reduce((sum, { ids }) => sum + ids.length, 0);
    const { prefix, suffix } = model.tokenizer;
    const ids = windowsOf(words, model.tokenizer)[0]?.ids ?? [...prefix, ...suffix];
    vectors.push(ids.length === 0 ? new Float32Array(0) : pooled(await model.run(ids)));
  }
  return { vectors, tokens };
}
