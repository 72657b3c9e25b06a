import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';

/** Sub-tokens of single words, and what a model wants around a sequence. */
export type WordTokenizer = {
  /** Ids of one word without spaces, no special tokens among them. For a very long word, those of its start. */
  encode(word: string): readonly number[];
  /** Ids that open and close a sequence. */
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
};

/** Characters of a word beyond which it is encoded data, whose start says as much as all of it. */
const longestWord = 128;
/** Words whose ids are kept; tool output repeats its words. */
const rememberedWords = 20_000;

/**
 * Opens the tokenizer in a model's folder (`tokenizer.json`, and `tokenizer_config.json` if there is one).
 * @throws {Error} when the files are missing or cannot be read
 */
export function openTokenizer(folder: string): WordTokenizer {
  const tokenizer = new Tokenizer(readJson(path.join(folder, 'tokenizer.json')), optionalJson(folder));
  const special = [...tokenizer.get_added_tokens_decoder().values()]
    .map(({ content }) => content)
    .filter((content) => content.length > 1);
  const ids = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
  const remembered = new Map<string, readonly number[]>();
  return {
    ...around(tokenizer),
    encode(word) {
      const known = remembered.get(word);
      if (known !== undefined) return known;
      const found = withoutSpecial(word.slice(0, longestWord), special).flatMap(ids);
      if (remembered.size >= rememberedWords) remembered.clear();
      remembered.set(word, found);
      return found;
    },
  };
}

/** The ids before and after a text when the tokenizer adds its special tokens. */
function around(tokenizer: Tokenizer): Pick<WordTokenizer, 'prefix' | 'suffix'> {
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const full = tokenizer.encode('a', { add_special_tokens: true }).ids;
  const start = full.indexOf(bare[0] as number);
  if (bare.length === 0 || start < 0) return { prefix: [], suffix: [] };
  return { prefix: full.slice(0, start), suffix: full.slice(start + bare.length) };
}

/** Cuts a word inside each spelling of a special token, which would pass for the token itself. */
function withoutSpecial(word: string, special: readonly string[]): readonly string[] {
  for (const content of special) {
    const at = word.indexOf(content);
    if (at >= 0) {
      return [word.slice(0, at + 1), ...withoutSpecial(word.slice(at + 1), special)];
    }
  }
  return word === '' ? [] : [word];
}

function readJson(file: string): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

function optionalJson(folder: string): object {
  try {
    return readJson(path.join(folder, 'tokenizer_config.json'));
  } catch {
    return {};
  }
}
