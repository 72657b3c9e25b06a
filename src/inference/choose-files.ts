import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';

/** Names of ONNX files in order of preference if none is named: small and exact enough first. */
const preferred: readonly string[] = [
  'onnx/model_int8.onnx',
  'onnx/model_quantized.onnx',
  'onnx/model_q4f16.onnx',
  'onnx/model_fp16.onnx',
  'onnx/model.onnx',
  'model_quantized.onnx',
  'model.onnx',
];

/**
 * The files of a model in a folder or repository: the ONNX file, its external data files, and the tokenizer. The ONNX
 * file comes first.
 * @param paths with `/` between folders
 * @param wanted paths of ONNX files, the first that exists is taken; empty for any
 * @throws {HeadroomError} `not-found` when there is no ONNX file, none of those wanted, or the choice is ambiguous
 */
export function chooseModelFiles(paths: readonly string[], wanted: readonly string[]): readonly string[] {
  const all = paths.filter((each) => each.endsWith('.onnx')).sort();
  const named = (wanted.length > 0 ? wanted : preferred).find((each) => all.includes(each));
  const model = named ?? (wanted.length === 0 && all.length === 1 ? all[0] : undefined);
  if (model === undefined) {
    const expected = wanted.length > 0 ? wanted.join(' or ') : 'an ONNX file';
    throw new HeadroomError('not-found', `expected ${expected}, found ${all.join(', ') || 'no ONNX file'}`, {
      hint: all.length > 0 ? 'name one with --file' : undefined,
    });
  }
  const outside = paths.filter((each) => each === `${model}_data` || each === `${model}.data`);
  return [model, ...outside];
}

/**
 * The files of a tokenizer in a folder or repository.
 * @throws {HeadroomError} `not-found` when there is no `tokenizer.json`
 */
export function chooseTokenizerFiles(paths: readonly string[]): readonly string[] {
  const tokenizer = [...paths]
    .sort((a, b) => a.length - b.length)
    .find((each) => path.posix.basename(each) === 'tokenizer.json');
  if (tokenizer === undefined) throw new HeadroomError('not-found', 'expected tokenizer.json, found none');
  const config = path.posix.join(path.posix.dirname(tokenizer), 'tokenizer_config.json');
  return paths.includes(config) ? [tokenizer, config] : [tokenizer];
}
