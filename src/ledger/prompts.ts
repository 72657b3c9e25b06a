/** What was volatile in the system prompts of some requests. */
export type SystemPrompts = {
  /** The lowest score of any: 100 less 10 for each volatile token; 100 where none had one. */
  readonly lowestScore: number;
  /** Requests in which a volatile token had another value than before in their session. */
  readonly changes: number;
  /** How often each token changed, the most frequent first, by kind and the words before it. */
  readonly changed: Readonly<Record<string, number>>;
};

type NumbersByName = ReadonlyMap<string, readonly number[]>;

/**
 * System prompts according to sums.
 * @param scores how many prompts had each score
 * @param volatile how often each token changed
 */
export function systemPromptsOf(changes: number, scores: NumbersByName, volatile: NumbersByName): SystemPrompts {
  const counts = Array.from(volatile, ([name, [count = 0]]) => [name, count] as const);
  const ordered = counts.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return {
    lowestScore: [...scores.keys()].reduce((lowest, score) => Math.min(lowest, Number(score)), 100),
    changes,
    changed: Object.fromEntries(ordered),
  };
}
