import { createReadStream, createWriteStream, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HeadroomError } from '../model/errors.ts';
import { chooseModelFiles, chooseTokenizerFiles } from './choose-files.ts';
import { type ModelSource, type OnProgress, sha256Of } from './install.ts';
import { manifestName, readModel } from './model-folder.ts';

/** How deep a folder is searched for files. */
const maxDepth = 3;

/**
 * A model from a folder: in a hub's layout, or an installed one of another place, whose manifest is then checked.
 * @throws {HeadroomError} `not-found` when the folder contains no model or no tokenizer
 */
export function modelFromFolder(
  folder: string,
  choice: { readonly name?: string; readonly file?: string },
): ModelSource {
  const paths = filesBelow(folder);
  const manifest = existsSync(path.join(folder, manifestName)) ? readModel(folder) : undefined;
  const wanted = choice.file ?? manifest?.model;
  const chosen = [...chooseModelFiles(paths, wanted === undefined ? [] : [wanted]), ...chooseTokenizerFiles(paths)];
  const sums = new Map(manifest?.files.map(({ name, sha256 }) => [name, sha256]));
  return {
    name: choice.name ?? manifest?.name ?? path.basename(path.resolve(folder)),
    source: path.resolve(folder),
    revision: manifest?.revision,
    model: path.posix.basename(chosen[0] as string),
    files: chosen.map((each) => {
      const name = path.posix.basename(each);
      return { name, put: (file, onProgress) => copy(path.join(folder, each), file, sums.get(name), onProgress) };
    }),
  };
}

function filesBelow(folder: string, prefix = '', depth = 0): readonly string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = prefix + entry.name;
    if (!entry.isDirectory()) return [name];
    return depth < maxDepth && !entry.name.startsWith('.') ? filesBelow(folder, `${name}/`, depth + 1) : [];
  });
}

async function copy(from: string, to: string, sha256: string | undefined, onProgress: OnProgress): Promise<void> {
  const total = statSync(from).size;
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onProgress(path.basename(to), bytes, total);
      done(undefined, chunk);
    },
  });
  await pipeline(createReadStream(from), counted, createWriteStream(to, { mode: 0o600 }));
  const [before, after] = [sha256 ?? (await sha256Of(from)), await sha256Of(to)];
  if (before !== after) throw new HeadroomError('config', `${from}: expected SHA-256 ${before}, found ${after}`);
}
