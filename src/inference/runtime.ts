import { createRequire } from 'node:module';
import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';

/** The package that runs models, and the version that is installed beside them. */
export const runtimePackage = { name: 'onnxruntime-node', version: '1.30.0' } as const;

/** A tensor as the runtime gives it. */
export type Tensor = { readonly data: unknown; readonly dims: readonly number[] };

/** A model in the runtime. */
export type Session = {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
};

/** The part of onnxruntime-node that is used here. */
export type Runtime = {
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => Tensor;
  readonly InferenceSession: { create(file: string, options: object): Promise<Session> };
  readonly env: { logLevel?: string };
};

/** The folder in the state folder into which the runtime is installed. */
export function runtimeFolder(home: string): string {
  return path.join(home, 'models', '.runtime');
}

/**
 * Loads the runtime from where this package is installed, or else from below the state folder.
 * @throws {HeadroomError} `not-found` when it is in neither place, or does not load
 */
export function loadRuntime(home: string): Runtime {
  let trouble: unknown;
  for (const from of [import.meta.url, path.join(runtimeFolder(home), 'index.js')]) {
    const require = createRequire(from);
    try {
      const runtime = require(runtimePackage.name) as Runtime;
      // Its warnings would be written over the agent's screen.
      runtime.env.logLevel = 'fatal';
      return runtime;
    } catch (error) {
      if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') trouble ??= error;
    }
  }
  const found = trouble === undefined ? 'none' : `one that does not load: ${firstLine(trouble)}`;
  throw new HeadroomError('not-found', `expected the package ${runtimePackage.name}, found ${found}`, {
    hint: 'headroom models install fetches it with npm',
    cause: trouble,
  });
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split('\n', 1)[0] as string;
}
