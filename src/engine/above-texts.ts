import type { AboveBlock } from '../model/decision.ts';

/** The texts that appear before open blocks, as the engine's thread keeps them between requests. */
export type AboveTexts = {
  /** Completes entries that came without a text, as far as this thread has it. */
  complete(above: readonly AboveBlock[]): readonly AboveBlock[];
};

/**
 * Keeps texts so that each crosses between the threads once. The least recently used are dropped first.
 * @param maxCharacters how many characters are kept, not counting those of the latest request
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
      const complete: AboveBlock[] = [];
      for (const block of above) {
        const { id, text, place } = block;
        const known = text === undefined ? kept.get(id) : { text, place };
        if (known !== undefined) keep(id, known);
        complete.push(known === undefined ? block : { ...block, ...known });
      }
      for (const [id, { text }] of kept) {
        if (characters <= maxCharacters || kept.size <= above.length) break;
        kept.delete(id);
        characters -= text.length;
      }
      return complete;
    },
  };
}
