import { HeadroomError } from '../model/errors.ts';
import { createBm25 } from './bm25.ts';

/** Says how well items answer a query. */
export type RelevanceScorer = {
  readonly name: 'bm25' | 'embedding' | 'hybrid';
  /** One score per item, in their order, 0 to 1, higher is better. */
  scoreItems(items: readonly string[], query: string): readonly number[];
};

/**
 * Gives each text a vector of length 1, such that texts of similar meaning are near each other; `undefined` when it
 * cannot (no model, or too much text).
 */
export type Embed = (texts: readonly string[]) => readonly Float32Array[] | undefined;

/** Which scorer is wanted. */
export type ScorerOptions = {
  /** `auto` (the default) is `hybrid` if a model is installed, else `bm25`. */
  readonly scorerType?: 'auto' | 'bm25' | 'embedding' | 'hybrid';
  /** Share of the words in a hybrid score; the rest is the meaning. */
  readonly alpha?: number;
  /** The model for meanings, if one is installed. */
  readonly embed?: Embed;
};

/** Share of the words if a query names something exact, which matches or does not. */
const exactShare = 0.85;
/** UUIDs and other long hexadecimal numbers, numbers of four digits, quoted words, identifiers in code. */
const exactName = /[0-9a-f]{8}-[0-9a-f]{4}|\b\d{4}|"[^"]{2,50}"|'[^' ]{2,50}'|\w_\w|[a-z][A-Z]|\w\.\w/;

/** Scores by words: BM25, as a share of the best score that the items could have. */
export function createBm25Scorer(): RelevanceScorer {
  return { name: 'bm25', scoreItems: (items, query) => createBm25(items).shares(query) };
}

/**
 * Scores by meaning: the cosine between item and query, 0 if they have nothing in common.
 * @throws {HeadroomError} from `scoreItems`, `not-found`, when the model cannot place the texts
 */
export function createEmbeddingScorer(embed: Embed): RelevanceScorer {
  return {
    name: 'embedding',
    scoreItems(items, query) {
      const scores = cosines(embed, items, query);
      if (scores !== undefined) return scores;
      throw new HeadroomError('not-found', 'expected a model that places these texts, found none', {
        hint: 'headroom models install all-MiniLM-L6-v2',
      });
    },
  };
}

/**
 * Scores by words and meaning. Words weigh more if the query names something exact, and count alone if the model has no
 * answer.
 * @param alpha share of the words, 0 to 1
 */
export function createHybridScorer(embed: Embed, alpha = 0.5): RelevanceScorer {
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new HeadroomError('config', `alpha: expected a number from 0 to 1, found ${alpha}`);
  }
  return {
    name: 'hybrid',
    scoreItems(items, query) {
      const words = createBm25(items).shares(query);
      const meanings = cosines(embed, items, query);
      if (meanings === undefined) return words;
      const share = exactName.test(query) ? Math.max(alpha, exactShare) : alpha;
      return words.map((score, index) => share * score + (1 - share) * (meanings[index] as number));
    },
  };
}

/**
 * The scorer that was asked for, or the best that is available.
 * @throws {HeadroomError} `not-found` for `embedding` without a model, `config` for an `alpha` out of range
 */
export function createScorer({ scorerType = 'auto', alpha, embed }: ScorerOptions = {}): RelevanceScorer {
  if (scorerType === 'bm25' || (embed === undefined && scorerType !== 'embedding')) return createBm25Scorer();
  if (embed === undefined) {
    throw new HeadroomError('not-found', 'expected an installed model for embeddings, found none', {
      hint: 'headroom models install all-MiniLM-L6-v2',
    });
  }
  return scorerType === 'embedding' ? createEmbeddingScorer(embed) : createHybridScorer(embed, alpha);
}

function cosines(embed: Embed, items: readonly string[], query: string): readonly number[] | undefined {
  const [wanted, ...vectors] = embed([query, ...items]) ?? [];
  if (wanted === undefined) return undefined;
  return vectors.map((vector) => {
    const cosine = vector.reduce((sum, value, index) => sum + value * (wanted[index] ?? 0), 0);
    return Math.min(1, Math.max(0, cosine));
  });
}
