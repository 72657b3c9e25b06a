import type { Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { HeadroomError } from '../../src/model/errors.ts';
import type { TranscriptSource } from '../../src/model/transcript.ts';

/**
 * The transcript files in a folder, oldest change first. A missing or unreadable folder has none. Links to folders are
 * not followed, to avoid cycles.
 * @param agent whose they are
 * @param folder absolute
 * @param depth how many levels of subfolders are searched
 * @param holds whether a file is one, by its path relative to the folder, with `/` between the names
 */
export async function transcriptFiles(
  agent: string,
  folder: string,
  depth: number,
  holds: (relative: string) => boolean,
): Promise<readonly TranscriptSource[]> {
  const found: { readonly source: TranscriptSource; readonly changed: number }[] = [];
  for await (const relative of walk(folder, '', depth)) {
    if (!holds(relative)) continue;
    const file = path.join(folder, relative);
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile()) continue;
    const fingerprint = `${facts.size}-${facts.mtimeMs}-${facts.ino}`;
    found.push({ source: { agent, file, fingerprint }, changed: facts.mtimeMs });
  }
  return found
    .sort((one, other) => one.changed - other.changed || (one.source.file < other.source.file ? -1 : 1))
    .map(({ source }) => source);
}

async function* walk(folder: string, below: string, depth: number): AsyncGenerator<string> {
  const entries: Dirent[] = await readdir(path.join(folder, below), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) yield relative;
    else if (depth > 0) yield* walk(folder, relative, depth - 1);
  }
}

/** @throws {HeadroomError} if a file is gone or unreadable */
export async function checkReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeadroomError('not-found', `cannot read the transcript ${file}: ${reason}`, { cause });
  }
}
