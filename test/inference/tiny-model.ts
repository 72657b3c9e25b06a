import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lookUpModel } from './onnx-file.ts';

/** Characters that stand for the 256 bytes in a byte-level vocabulary: printable ones themselves, others from 256 on. */
function byteCharacters(): readonly string[] {
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}

/** A byte-level BPE tokenizer with the special tokens of its kind, in which each of `words` ends up as one token. */
export function tinyTokenizer(words: readonly string[]): { json: object; ids: ReadonlyMap<string, number> } {
  const special = ['[CLS]', '[SEP]'];
  const ids = new Map([...special, ...byteCharacters()].map((token, id) => [token, id]));
  const merges: [string, string][] = [];
  for (const word of words) {
    for (let length = 2; length <= word.length; length++) {
      const merged = word.slice(0, length);
      if (ids.has(merged)) continue;
      ids.set(merged, ids.size);
      merges.push([word.slice(0, length - 1), word[length - 1] as string]);
    }
  }
  const piece = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const json = {
    version: '1.0',
    added_tokens: special.map((content, id) => ({
      ...{ id, content, special: true },
      ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
    })),
    normalizer: { type: 'NFC' },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, piece('[SEP]')],
      pair: [],
      special_tokens: Object.fromEntries(special.map((id, number) => [id, { id, ids: [number], tokens: [id] }])),
    },
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: Object.fromEntries(ids), merges, ignore_merges: false, byte_fallback: false },
  };
  return { json, ids };
}

/** Writes the files of a model that keeps the words of one list, drops those of the other, and halves on all else. */
export function writeKeepModel(
  folder: string,
  { keep, drop }: { readonly keep: readonly string[]; readonly drop: readonly string[] },
  output: 'final_scores' | 'logits' = 'final_scores',
): void {
  const { json, ids } = tinyTokenizer([...keep, ...drop]);
  const weight = (token: string) => (keep.includes(token) ? 3 : drop.includes(token) ? -3 : -0.2);
  const rows = [...ids.keys()].map((token) => (output === 'logits' ? [0, weight(token)] : [weight(token)]));
  writeFiles(folder, json, lookUpModel(output, rows));
}

/** Writes the files of a model that places texts by the words of two topics. */
export function writeEmbeddingModel(folder: string, topics: readonly (readonly string[])[]): void {
  const { json, ids } = tinyTokenizer(topics.flat());
  const rows = [...ids.keys()].map((token) => topics.map((words) => (words.includes(token) ? 1 : 0.01)));
  writeFiles(folder, json, lookUpModel('last_hidden_state', rows));
}

function writeFiles(folder: string, tokenizer: object, model: Uint8Array): void {
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  writeFileSync(path.join(folder, 'onnx', 'model.onnx'), model);
  writeFileSync(path.join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(path.join(folder, 'tokenizer_config.json'), '{"model_max_length": 8192}');
}
