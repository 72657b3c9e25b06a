import type { AboveBlock } from '../model/decision.ts';

/** The texts that stand above open blocks, as the engine's thread keeps them between requests. */
export type AboveTexts = {
  /** Completes what came without a text; `missing` names what this thread does not have. */
  complete(above: readonly AboveBlock[]): {
    readonly above: readonly AboveBlock[];
    readonly missing: readonly string[];
  };
};

/**
 * Keeps texts so that each crosses between the threads once. The least recently used go first.
 * @param maxCharacters how many characters are kept, those of the latest request aside
 */
export function createAboveTexts(maxCharacters: number): AboveTexts {
  const kept = new Map<string, { readonly text: string; readonly place: string }>();
  let characters = 0;
  const keep = (id: string, known: { text: string; place: string }) => {
    const before = kept.get(id);
    if (before !== undefined) characters -= before.text.length;
    kept.delete(id);
    kept.set(id, known);
    characters += known.text.length;
  };
  return {
    complete(above) {
      const missing: string[] = [];
      const complete: AboveBlock[] = [];
      for (const block of above) {
        const { id, text, place } = block;
        const known = text === undefined ? kept.get(id) : { text, place };
        if (known === undefined) missing.push(id);
        else {
          keep(id, known);
          complete.push({ ...block, ...known });
        }
      }
      for (const [id, { text }] of kept) {
        if (characters <= maxCharacters || kept.size <= above.length) break;
        kept.delete(id);
        characters -= text.length;
      }
      return { above: complete, missing };
    },
  };
}
