import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';
import { openModel } from './model.ts';
import {
  type InstalledModel,
  listModels,
  type ModelFile,
  manifestName,
  modelFolder,
  partFolder,
  putModel,
} from './model-folder.ts';

/** Called while a file is fetched or copied: bytes so far, of how many. */
export type OnProgress = (file: string, bytes: number, total: number) => void;

/** Where the files of a model come from: each is put under its bare name into a folder, checked. */
export type ModelSource = {
  /** The name under which the model is kept. */
  readonly name: string;
  /** The source as the user named it. */
  readonly source: string;
  readonly revision?: string;
  /** Name of the ONNX file. */
  readonly model: string;
  readonly files: readonly {
    readonly name: string;
    /** Writes the file. May continue from the rest of an earlier try. */
    readonly put: (file: string, onProgress: OnProgress) => Promise<void>;
  }[];
};

/**
 * Installs a model: collects its files, opens it once to check that it works here, and moves it into place in one step.
 * @throws {HeadroomError} when a file cannot be had or the model cannot be used
 */
export async function installModel(home: string, from: ModelSource, onProgress: OnProgress): Promise<InstalledModel> {
  checkName(from.name);
  const already = await sameModel(home, from);
  if (already !== undefined) return already;
  // The rest of an interrupted installation is found again by its source.
  const asked = `${from.source} ${from.revision ?? ''} ${from.model}`;
  const staging = partFolder(home, from.name, createHash('sha256').update(asked).digest('hex').slice(0, 8));
  mkdirSync(staging, { recursive: true, mode: 0o700 });
  const files: ModelFile[] = [];
  for (const { name, put } of from.files) {
    const file = path.join(staging, name);
    await put(file, onProgress);
    chmodSync(file, 0o600);
    files.push({ name, bytes: statSync(file).size, sha256: await sha256Of(file) });
  }
  const { name, source, revision, model } = from;
  const manifest = { name, source, revision, model, files };
  try {
    const installed = await tried(home, staging, manifest);
    putModel(home, name, staging);
    return installed;
  } catch (error) {
    // A complete but unusable model will be unusable next time too.
    if (error instanceof HeadroomError && error.code === 'config') rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

/** The model that is installed under this name, when it came from the same commit and its bytes are still the same. */
async function sameModel(home: string, from: ModelSource): Promise<InstalledModel | undefined> {
  const found = listModels(home).find(({ name }) => name === from.name);
  if (from.revision === undefined || found === undefined || !('model' in found)) return undefined;
  const { source, revision, model, files } = found.model;
  if (source !== from.source || revision !== from.revision || model !== from.model) return undefined;
  for (const { name, sha256 } of files) {
    if ((await sha256Of(path.join(modelFolder(home, from.name), name))) !== sha256) return undefined;
  }
  return found.model;
}

/** Opens the model and runs it on a word: the manifest records what it does. */
async function tried(home: string, folder: string, manifest: Omit<InstalledModel, 'task'>): Promise<InstalledModel> {
  const write = (task: InstalledModel['task']) => {
    const whole: InstalledModel = { ...manifest, task };
    writeFileSync(path.join(folder, manifestName), `${JSON.stringify(whole, undefined, 2)}\n`, { mode: 0o600 });
    return whole;
  };
  write('keep');
  let model: Awaited<ReturnType<typeof openModel>>;
  try {
    model = await openModel(home, folder);
  } catch (cause) {
    if (cause instanceof HeadroomError) throw cause;
    const found = (cause as Error).message.replaceAll(/\s+/g, ' ');
    throw new HeadroomError('config', `expected a model that can be opened, found ${found}`, { cause });
  }
  const { prefix, suffix } = model.tokenizer;
  await model.run([...prefix, ...model.tokenizer.encode('model'), ...suffix]);
  await model.close();
  return write(model.task);
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) return;
  throw new HeadroomError(
    'usage',
    `expected a name of letters, digits, dots and hyphens, found ${JSON.stringify(name)}`,
    { hint: 'give one with --name' },
  );
}

/** Hexadecimal SHA-256 of a file's bytes. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
