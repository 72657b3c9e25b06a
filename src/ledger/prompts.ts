import type { PromptAlignment, VolatileName } from '../model/alignment.ts';

/** What was volatile in the system prompts of some requests. */
export type SystemPrompts = {
  /** The lowest score of any: 100 less 10 for each volatile token; 100 where none had one. */
  readonly lowestScore: number;
  /** Requests in which a volatile token had another value than before in their session. */
  readonly changes: number;
  /** How often each token changed, the most frequent first, by kind and the words before it. */
  readonly changed: Readonly<Record<string, number>>;
};

/** Adds up what the requests say that were the first with their system prompt. */
export function summarisePrompts(alignments: readonly PromptAlignment[]): SystemPrompts {
  const counts = new Map<string, number>();
  for (const { changed } of alignments) {
    for (const name of new Set(changed.map(nameOf))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return {
    lowestScore: alignments.reduce((lowest, { score }) => Math.min(lowest, score), 100),
    changes: alignments.filter(({ changed }) => changed.length > 0).length,
    changed: Object.fromEntries(ordered),
  };
}

function nameOf({ kind, label }: VolatileName): string {
  return label === '' ? kind : `${kind} after "${label}"`;
}
