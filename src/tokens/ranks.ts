import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRankTable, type RankTable } from './rank-table.ts';

/** The o200k vocabulary: how text is cut into pieces, and in which order byte pairs merge inside a piece. */
export type Ranks = {
  /** Source of the regular expression that cuts text into pieces (needs the flag `u`). It matches at every place of every text. */
  readonly pattern: string;
  readonly table: RankTable;
};

const tokensPerTurn = 20_000;
/** The text before the ranks in the file, which is JSON inside a module. */
const ranksField = '"bpe_ranks":"';
const space = 0x20;
const backslash = 0x5c;

/**
 * Loads the o200k rank data: the file beside a built package, or the development dependency when run from source. It is
 * read as bytes and never as a module, so that no text of it stays on the heap. Yields to other work meanwhile.
 * @throws {Error} when neither place has the data, or it is not written as expected.
 */
export async function loadRanks(): Promise<Ranks> {
  const file = readFileSync(rankFile());
  const start = file.indexOf(ranksField) + ranksField.length;
  const end = file.indexOf('"', start);
  const pattern = readPattern(file.toString('utf8', file.indexOf('{'), start));
  if (pattern === undefined || end === -1)
    throw new Error('expected a pattern and ranks in the rank data, found neither');
  const table = createRankTable();
  let rank = 0;
  for (let at = start; at < end; ) {
    const wordEnd = endOfWord(file, at, end);
    const word = file.toString('latin1', at, wordEnd);
    at = wordEnd + (file[wordEnd] === backslash ? 2 : 1); // a line ends with an escaped LF, two bytes
    if (word === '!') {
      const rankEnd = endOfWord(file, at, end);
      rank = Number(file.toString('latin1', at, rankEnd));
      at = rankEnd + 1;
    } else if (word !== '') {
      table.add(Buffer.from(word, 'base64'), rank);
      rank += 1;
      if (rank % tokensPerTurn === 0) await turn();
    }
  }
  return { pattern, table };
}

function endOfWord(file: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && file[at] !== space && file[at] !== backslash) at++;
  return at;
}

function readPattern(head: string): string | undefined {
  try {
    return (JSON.parse(`${head}"}`) as { pat_str?: string }).pat_str;
  } catch {
    return undefined;
  }
}

function rankFile(): string {
  const built = fileURLToPath(new URL('../../data/o200k_base.cjs', import.meta.url));
  return existsSync(built) ? built : createRequire(import.meta.url).resolve('js-tiktoken/ranks/o200k_base');
}
