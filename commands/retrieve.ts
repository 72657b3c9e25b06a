import path from 'node:path';
import { Command } from 'commander';
import { stateFolder } from '../src/config/resolve.ts';
import { HeadroomError } from '../src/model/errors.ts';
import { movedAside } from '../src/store/damage.ts';
import { databaseName } from '../src/store/database.ts';
import { openFileReadOnly, openReadOnly, type ReadStore } from '../src/store/read-only.ts';
import { ambiguousHandle, handleIn, unknownHandle } from './handles.ts';
import { type PartRequest, partOf } from './originals.ts';
import { formatCounted } from './ui/numbers.ts';
import { print } from './ui/output.ts';

/** An original with more tokens than this is expensive to read as a whole. */
const longTokens = 2000;
/** No token of o200k has more bytes. */
const bytesPerToken = 128;
const lineFeed = 0x0a;

/**
 * `headroom retrieve`: prints an original. It runs inside an agent's sandbox, so it only reads the database: no
 * settings, no network, no writing.
 */
export function retrieveCommand(): Command {
  return new Command('retrieve')
    .description('Print an original that a notice names, or a part of it, byte for byte.')
    .argument('<handle...>', 'the handle of the notice or its first 8 digits or more; a pasted notice will do')
    .option('--lines <A-B>', 'only these lines, inclusive, counted from 1')
    .option('--grep <regex>', 'only the lines that match, with their numbers; (?i) in front ignores case')
    .option('-C, --context <lines>', 'with --grep, this many lines around each match', wholeNumber)
    .action(async (words: readonly string[], part: PartRequest) => {
      const original = fetchOriginal(words.join(' '));
      await print(partOf(original, part));
      const isWhole = part.lines === undefined && part.grep === undefined;
      if (isWhole && process.stdout.isTTY !== true && (await isLong(original))) {
        (await import('./ui/errors.ts')).showNotices([cheaperWay(original)]);
      }
    });
}

/**
 * The original that a handle names, from the database of the state folder, which is open only during the call.
 * @param text the handle or a unique start of it, as it was typed or pasted
 * @throws {HeadroomError} `not-found` for an unknown handle, `usage` for text that is no handle or matches several,
 * `store` if there is no database to read
 */
export function fetchOriginal(text: string): Buffer {
  const digits = handleIn(text);
  const store = openReadOnly(stateFolder());
  try {
    const original = originalIn(store, digits) ?? originalAside(digits);
    if (original === undefined) throw notHere(digits);
    return original;
  } finally {
    store.close();
  }
}

function originalIn(store: ReadStore, digits: string): Buffer | undefined {
  const [handle, another] = store.handlesStartingWith(digits);
  if (another !== undefined) throw ambiguousHandle(digits);
  return handle === undefined ? undefined : store.original(handle);
}

const filesAside = (): readonly string[] => movedAside(path.join(stateFolder(), databaseName));

/**
 * The original from a damaged database that was moved aside, if that part of it is intact; the latest is tried first.
 */
function originalAside(digits: string): Buffer | undefined {
  for (const file of filesAside().toReversed()) {
    try {
      const store = openFileReadOnly(file);
      try {
        const original = originalIn(store, digits);
        if (original !== undefined) return original;
      } finally {
        store.close();
      }
    } catch (error) {
      // A database that cannot be read is damaged.
      if (error instanceof HeadroomError && error.code === 'usage') throw error;
    }
  }
  return undefined;
}

/** The message for a handle that is not in the store: it may have been in a database that was damaged. */
function notHere(digits: string): HeadroomError {
  const unknown = unknownHandle(digits);
  const aside = filesAside().at(-1);
  if (aside === undefined) return unknown;
  const hint = `the database was found damaged and is kept as ${aside}; ${unknown.hint}`;
  return new HeadroomError(unknown.code, unknown.message, { hint });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new HeadroomError('usage', `expected a number of lines with -C, found ${JSON.stringify(text)}`);
  }
  return Number(text);
}

/** Whether a text has more than `longTokens`. The rank data is loaded only if its length alone does not decide. */
async function isLong(original: Buffer): Promise<boolean> {
  if (original.length <= longTokens) return false;
  if (original.length > longTokens * bytesPerToken) return true;
  const [{ createCounter }, { loadRanks }] = await Promise.all([
    import('../src/tokens/counter.ts'),
    import('../src/tokens/ranks.ts'),
  ]);
  return createCounter(await loadRanks()).count(original.toString('utf8')) > longTokens;
}

/** The line that shows a program, and the model behind it, how to read less next time. */
function cheaperWay(original: Buffer): string {
  let lines = original.at(-1) === lineFeed ? 0 : 1;
  for (const byte of original) if (byte === lineFeed) lines++;
  return `this was all of it, ${formatCounted(lines, 'line')}; --lines A-B prints a range, --grep REGEX -C N matches with N lines around`;
}
