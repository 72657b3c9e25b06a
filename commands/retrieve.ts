import path from 'node:path';
import { Command } from 'commander';
import { stateFolder } from '../src/config/resolve.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { movedAside } from '../src/store/damage.ts';
import { databaseName } from '../src/store/database.ts';
import { openFileReadOnly, openReadOnly } from '../src/store/read-only.ts';
import { handleIn, type PartRequest, partOf, unknownHandle } from './originals.ts';
import { print } from './ui/output.ts';

/**
 * `headroom retrieve`: prints an original. Runs inside an agent's sandbox, so it reads the database and does nothing
 * else: no settings, no network, no writing.
 */
export function retrieveCommand(): Command {
  return new Command('retrieve')
    .description('Print an original that a notice names, or a part of it, byte for byte.')
    .argument('<handle>', 'the handle of the notice, with or without hash=')
    .option('--lines <A-B>', 'only these lines, inclusive, counted from 1')
    .option('--grep <regex>', 'only the lines that match; (?i) in front ignores case')
    .action(async (handle: string, part: PartRequest) => print(partOf(fetchOriginal(handle), part)));
}

/**
 * The original of a handle, from the database of the state folder, which is open only meanwhile.
 * @throws {HeadroomError} `not-found` for a handle that names none, `store` where there is no database to read
 */
export function fetchOriginal(handle: string): Buffer {
  const store = openReadOnly(stateFolder());
  try {
    const original = store.original(handleIn(handle)) ?? originalAside(handleIn(handle));
    if (original === undefined) throw notHere(handle);
    return original;
  } finally {
    store.close();
  }
}

const filesAside = (): readonly string[] => movedAside(path.join(stateFolder(), databaseName));

/** The original from a damaged database that was moved aside, where that part of it is whole; the latest is asked first. */
function originalAside(handle: string): Buffer | undefined {
  for (const file of filesAside().toReversed()) {
    try {
      const store = openFileReadOnly(file);
      try {
        const original = store.original(handle);
        if (original !== undefined) return original;
      } finally {
        store.close();
      }
    } catch {
      // This part of it is damaged.
    }
  }
  return undefined;
}

/** What to say where nothing is kept under a handle: it may have been in a database that was damaged. */
function notHere(handle: string): HeadroomError {
  const unknown = unknownHandle(handle);
  const aside = filesAside().at(-1);
  if (aside === undefined) return unknown;
  const hint = `the database was found damaged and is kept as ${aside}; ${unknown.hint}`;
  return new HeadroomError(unknown.code, unknown.message, { hint });
}
