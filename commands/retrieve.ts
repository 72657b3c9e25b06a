import { Command } from 'commander';
import { stateFolder } from '../src/config/resolve.ts';
import { openReadOnly } from '../src/store/read-only.ts';
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
    const original = store.original(handleIn(handle));
    if (original === undefined) throw unknownHandle(handle);
    return original;
  } finally {
    store.close();
  }
}
