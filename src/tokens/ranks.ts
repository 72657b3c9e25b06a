import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The o200k vocabulary: how text is cut into pieces, and in which order byte pairs merge inside a piece. */
export type Ranks = {
  /** Source of the regular expression that cuts text into pieces (flags `gu`). */
  readonly pattern: string;
  /** Rank of each token; keys are the token's bytes, one character a byte (latin1). */
  readonly byBytes: ReadonlyMap<string, number>;
  /** Bytes of the longest token. */
  readonly longest: number;
};

type RankFile = { readonly pat_str: string; readonly bpe_ranks: string };

const tokensPerTurn = 20_000;

/**
 * Loads the o200k rank data: the file beside a built package, or the development dependency when run from source.
 * Lets other work through while it builds, and keeps nothing of the source text.
 * @throws {Error} when neither place has the data.
 */
export async function loadRanks(): Promise<Ranks> {
  const file = readRankFile();
  const byBytes = new Map<string, number>();
  let longest = 0;
  for (const line of file.bpe_ranks.split('\n')) {
    const offset = /^\S+ (\d+) /.exec(line);
    if (offset === null) continue;
    let rank = Number(offset[1]);
    let start = offset[0].length;
    while (start < line.length) {
      const space = line.indexOf(' ', start);
      const end = space === -1 ? line.length : space;
      const token = Buffer.from(line.slice(start, end), 'base64').toString('latin1');
      byBytes.set(token, rank);
      longest = Math.max(longest, token.length);
      rank += 1;
      start = end + 1;
      if (rank % tokensPerTurn === 0) await turn();
    }
  }
  return { pattern: file.pat_str, byBytes, longest };
}

function readRankFile(): RankFile {
  const require = createRequire(import.meta.url);
  const built = fileURLToPath(new URL('../../data/o200k_base.cjs', import.meta.url));
  const path = existsSync(built) ? built : require.resolve('js-tiktoken/ranks/o200k_base');
  const file = require(path) as RankFile;
  delete require.cache[path]; // the cache would hold 2 MB of text for the life of the process
  return file;
}
