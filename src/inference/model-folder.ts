import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';
import type { ModelTask } from './messages.ts';

/** A file of a model, beside its manifest. */
export type ModelFile = {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
};

/** The manifest of an installed model. */
export type InstalledModel = {
  readonly name: string;
  readonly task: ModelTask;
  /** Where it came from, as the user named it. */
  readonly source: string;
  /** Commit at the source, if it has one. */
  readonly revision?: string;
  /** Name of the ONNX file. */
  readonly model: string;
  readonly files: readonly ModelFile[];
};

/** Name of the manifest in a model's folder. Written last: a folder without one is not a model. */
export const manifestName = 'headroom-model.json';

/** The folder of all models. */
export function modelsFolder(home: string): string {
  return path.join(home, 'models');
}

/** The folder of a model. */
export function modelFolder(home: string, name: string): string {
  return path.join(modelsFolder(home), name);
}

/**
 * Reads the manifest of a model.
 * @throws {HeadroomError} `not-found` when there is none, `config` when it or a file that it names is damaged
 */
export function readModel(folder: string): InstalledModel {
  const file = path.join(folder, manifestName);
  if (!existsSync(file))
    throw new HeadroomError('not-found', `expected a model in ${folder}, found no ${manifestName}`);
  let manifest: InstalledModel;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as InstalledModel;
  } catch (cause) {
    throw new HeadroomError('config', `${file}: expected JSON, found ${(cause as Error).message}`, { cause });
  }
  for (const { name, bytes } of manifest.files) {
    const found = sizeOf(path.join(folder, name));
    if (found === bytes) continue;
    throw new HeadroomError(
      'config',
      `${path.join(folder, name)}: expected ${bytes} bytes, found ${found ?? 'no file'}`,
      {
        hint: `headroom models install ${manifest.source} fetches it again`,
      },
    );
  }
  return manifest;
}

/** Every installed model, by name, and what is wrong with those that cannot be used. */
export function listModels(
  home: string,
): readonly (
  | { readonly name: string; readonly model: InstalledModel }
  | { readonly name: string; readonly trouble: string }
)[] {
  const folder = modelsFolder(home);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      try {
        return { name, model: readModel(path.join(folder, name)) };
      } catch (error) {
        return { name, trouble: (error as Error).message };
      }
    });
}

/** Folder of the first model, by name, that does a task and is complete; `undefined` when there is none. */
export function findModel(home: string, task: ModelTask): string | undefined {
  const found = listModels(home).find((each) => 'model' in each && each.model.task === task);
  return found && modelFolder(home, found.name);
}

/** Folder in which the files of an installation are collected, and found again by a repeated installation. */
export function partFolder(home: string, name: string, key: string): string {
  return path.join(modelsFolder(home), `.part-${name}-${key}`);
}

/** Removes the rest of interrupted installations of a model. */
function dropParts(home: string, name: string): void {
  const folder = modelsFolder(home);
  for (const entry of readdirSync(folder)) {
    const isPart = entry.startsWith(`.part-${name}-`) && !entry.slice(`.part-${name}-`.length).includes('-');
    if (isPart) rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}

/** Moves a finished folder into the place of a model, in one step; the previous one is removed. */
export function putModel(home: string, name: string, ready: string): void {
  const folder = modelFolder(home, name);
  const old = `${ready}.old`;
  mkdirSync(modelsFolder(home), { recursive: true, mode: 0o700 });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(ready, folder);
  rmSync(old, { recursive: true, force: true });
  dropParts(home, name);
}

/**
 * Deletes a model.
 * @throws {HeadroomError} `not-found` when there is none of this name
 */
export function removeModel(home: string, name: string): void {
  const names = listModels(home).map((each) => each.name);
  if (!names.includes(name)) {
    const found = names.length === 0 ? 'none is installed' : `found ${names.join(', ')}`;
    throw new HeadroomError('not-found', `expected the name of an installed model, found '${name}'; ${found}`);
  }
  rmSync(modelFolder(home, name), { recursive: true });
  dropParts(home, name);
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}
