import { withLineNumbers } from '../content/numbering/numbering.ts';
import { createShownIndex, type Shown, type ShownIndex } from '../content/repeats/shown.ts';
import type { Handle } from '../model/block.ts';
import type { Taken } from '../model/decision.ts';

/** The texts that appear before a block, gathered in the order of the prompt. */
export type Standing = {
  /** Adds a text, or what is known about it until its lines are needed. */
  add(shown: Omit<Shown, 'text'> & { readonly text?: string }): void;
  /** Whether a text with exactly these bytes appears earlier. */
  has(id: string): boolean;
  /**
   * The lines of all these texts.
   * @throws {MissingTexts} when a text was not passed
   */
  index(): ShownIndex;
  /** Records that a call was answered, and what was left out of the result. */
  answered(asking: string | undefined, taken: Taken, turn: number): void;
  /**
   * Whether the same call was made before and something was left out of its last result that the caller may miss: text
   * that has to be fetched, or lines that appear earlier if the result is still the same. Parallel calls do not count.
   * @param handle of the new result
   * @param turn how many calls the model had made when it came
   */
  isMissed(asking: string, handle: Handle, turn: number): boolean;
};

/** The lines of texts that were passed by name only are needed. */
export class MissingTexts extends Error {
  override readonly name = 'MissingTexts';
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super(`${ids.length} earlier texts are known by name only`);
    this.ids = ids;
  }
}

/** Indexes of the latest prompts. */
export type Indexes = { open(): Standing };

type Entry = { readonly ids: string[]; readonly index: ShownIndex };

/** How many prompts' lines are kept. */
const mostIndexes = 3;
/** Characters that the kept indexes may have together, not counting the latest. */
const mostCharacters = 1_000_000;

/**
 * Keeps the indexes of the latest prompts: a conversation grows by a few texts a request, and only those are read. What
 * an index finds depends on its texts and their order alone.
 */
export function createIndexes(): Indexes {
  let entries: Entry[] = [];
  const indexOf = (texts: readonly Shown[]): ShownIndex => {
    const fitting = entries.filter(({ ids }) => startsWith(texts, ids));
    const best = fitting.reduce<Entry | undefined>(
      (longest, entry) => (longest === undefined || entry.ids.length > longest.ids.length ? entry : longest),
      undefined,
    );
    const entry = best ?? { ids: [], index: createShownIndex(withLineNumbers) };
    for (const shown of texts.slice(entry.ids.length)) {
      entry.index.add(shown);
      entry.ids.push(shown.id);
    }
    entries = withinCharacters([entry, ...entries.filter((each) => each !== entry)].slice(0, mostIndexes));
    return entry.index;
  };
  return {
    open() {
      const texts: Shown[] = [];
      const ids = new Set<string>();
      const missing: string[] = [];
      const calls = new Map<string, { readonly taken: Taken; readonly turn: number }>();
      return {
        add(shown) {
          if (ids.has(shown.id)) return;
          const { id, text } = shown;
          ids.add(id);
          if (text === undefined) missing.push(id);
          else texts.push({ ...shown, text });
        },
        has: (id) => ids.has(id),
        index() {
          if (missing.length > 0) throw new MissingTexts(missing);
          return indexOf(texts);
        },
        answered(asking, taken, turn) {
          if (asking !== undefined) calls.set(asking, { taken, turn });
        },
        isMissed(asking, handle, turn) {
          const before = calls.get(asking);
          if (before === undefined || before.turn >= turn) return false;
          const last = before.taken;
          return last.fidelity === 'lossy' || (last.fidelity === 'repeat' && (last.handle ?? handle) === handle);
        },
      };
    },
  };
}

function startsWith(texts: readonly Shown[], ids: readonly string[]): boolean {
  return ids.length <= texts.length && ids.every((id, index) => id === texts[index]?.id);
}

function withinCharacters(entries: readonly Entry[]): Entry[] {
  let characters = 0;
  return entries.filter(({ index }, place) => {
    characters += index.size;
    return place === 0 || characters <= mostCharacters;
  });
}
