import type { LlmRequest } from '../model/block.ts';
import type { PromptGrowth } from '../model/cache.ts';
import type { Leaving } from '../model/cache-watcher.ts';
import type { PromptBlock } from '../model/prompt.ts';
import { bytesOf, type Remembered } from './remembered.ts';

/** Growth of more characters is not examined: it is copied to another thread and counted there. */
const mostCharacters = 100_000;

/**
 * What a request adds to the earlier one that it contains whole, if that is only the model's answer and the tools'
 * results. Growth is not considered if it contains anything whose tokens cannot be counted here: words of the user and
 * reminders of the client, thinking, pictures and documents, results of the provider's own tools, more than one answer,
 * text that is not well-formed, and any request of a client that lets the provider drop results.
 * @param earlier what is known about that request
 */
export function growthOf(
  request: LlmRequest,
  earlier: Pick<Remembered, 'ends' | 'forms'>,
  leaving: Pick<Leaving, 'blocks'>,
): PromptGrowth | undefined {
  const { prompt = [], raw, clearsResults } = request;
  const fresh = prompt.slice(earlier.ends.length);
  const answers = fresh.findIndex(({ holds }) => holds !== 'answer');
  if (clearsResults === true || answers < 1) return undefined;
  const given = fresh.slice(answers);
  if (!given.every(({ holds }) => holds === 'results')) return undefined;
  const results = textsIn(request, given);
  if (results === undefined) return undefined;
  // The forms that both have come first, in the same order.
  const shortened = leaving.blocks.slice(earlier.forms.length).filter(({ retrieved }) => !retrieved);
  return {
    results,
    removed: shortened.reduce((sum, { removed }) => sum + removed, 0),
    answerBytes: fresh.slice(0, answers).reduce((sum, block) => sum + bytesOf(raw, block).length, 0),
  };
}

/** The texts of some results; `undefined` if one cannot be read, or if all together are too long. */
function textsIn({ blocks }: LlmRequest, given: readonly PromptBlock[]): readonly string[] | undefined {
  const start = given[0]?.span[0] ?? 0;
  const end = given.at(-1)?.span[1] ?? 0;
  const texts: string[] = [];
  let characters = 0;
  for (const { role, span, text } of blocks) {
    if (role !== 'tool' || span[0] < start || span[1] > end) continue;
    characters += text?.length ?? 0;
    if (text === undefined || characters > mostCharacters) return undefined;
    texts.push(text);
  }
  return texts;
}
