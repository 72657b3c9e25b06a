import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';
import type { ModelTask } from './messages.ts';
import { readModel } from './model-folder.ts';
import { loadRuntime, type Session, type Tensor } from './runtime.ts';
import { openTokenizer, type WordTokenizer } from './tokenizer.ts';

/** A model that is ready to run. */
export type OpenModel = {
  readonly task: ModelTask;
  readonly tokenizer: WordTokenizer;
  /** Runs one sequence of ids and returns its output. */
  run(ids: readonly number[]): Promise<Output>;
  close(): Promise<void>;
};

/** The output for one sequence: `width` numbers per token, or a vector for all of it (`width` numbers and one row). */
export type Output = { readonly data: Float32Array; readonly rows: number; readonly width: number };

/** Names of supported outputs, preferred first, and what a model with such an output does. */
const outputs: Readonly<Record<string, ModelTask>> = {
  final_scores: 'keep',
  logits: 'keep',
  sentence_embedding: 'embed',
  last_hidden_state: 'embed',
};

/** Threads of the runtime: more would slow down the waiting agent. */
const threads = 2;

/**
 * Opens the model in a folder.
 * @throws {HeadroomError} `not-found` when runtime or files are missing, `config` when the model is of another kind
 */
export async function openModel(home: string, folder: string): Promise<OpenModel> {
  const runtime = loadRuntime(home);
  const { model } = readModel(folder);
  const tokenizer = openTokenizer(folder);
  const session = await runtime.InferenceSession.create(path.join(folder, model), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const output = Object.keys(outputs).find((name) => session.outputNames.includes(name));
  checkSignature(session, output);
  const int64 = (values: readonly number[]) =>
    new runtime.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  return {
    task: outputs[output as string] as ModelTask,
    tokenizer,
    async run(ids) {
      const feeds: Record<string, Tensor> = {
        input_ids: int64(ids),
        attention_mask: int64(ids.map(() => 1)),
        token_type_ids: int64(ids.map(() => 0)),
      };
      const wanted = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name] as Tensor]));
      return outputOf((await session.run(wanted))[output as string] as Tensor, output as string);
    },
    close: () => session.release(),
  };
}

const knownInputs: readonly string[] = ['input_ids', 'attention_mask', 'token_type_ids'];

function checkSignature({ inputNames, outputNames }: Session, output: string | undefined): void {
  if (output === undefined) {
    throw new HeadroomError(
      'config',
      `expected a model with an output ${Object.keys(outputs).join(', ')}, found ${outputNames.join(', ')}`,
    );
  }
  const strange = inputNames.filter((name) => !knownInputs.includes(name));
  if (strange.length > 0 || !inputNames.includes('input_ids')) {
    throw new HeadroomError(
      'config',
      `expected a model with the inputs ${knownInputs.join(', ')}, found ${inputNames.join(', ')}`,
    );
  }
}

function outputOf({ data, dims }: Tensor, name: string): Output {
  if (!(data instanceof Float32Array)) throw new Error('expected an output of 32-bit floats, found another type');
  const width = name === 'final_scores' ? 1 : (dims.at(-1) as number);
  return { data, width, rows: data.length / width };
}
