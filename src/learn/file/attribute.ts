import { headingLines } from './heading.ts';
import { type Line, readable } from './lines.ts';
import type { RuleLine, RuleState, WrittenRule } from './rules.ts';

/** The owner of a line in the block: a rule's (by its id), the heading's, or the user's. */
export type Owner = { readonly kind: 'rule'; readonly id: string } | { readonly kind: 'heading' | 'user' };

/** A block's lines with their owners, and the fate of each rule that was written before. */
export type Attribution = {
  readonly lines: readonly { readonly line: Line; readonly owner: Owner }[];
  readonly states: ReadonlyMap<string, RuleState>;
};

/** What is known about the lines that may be in a block. */
export type Known = {
  readonly written: readonly WrittenRule[];
  readonly rules: readonly RuleLine[];
  readonly recognise?: (line: string) => string | undefined;
};

type Claims = { readonly owners: (Owner | undefined)[]; readonly states: Map<string, RuleState> };

/** Share of words that an edited line has in common with ours (Dice's coefficient), from 0 to 1. */
const editedFrom = 0.5;

/**
 * Finds the owner of each line of a block. A line is ours if it has our exact words, after any list marker. A rule
 * whose words are missing was edited if a line without an owner is similar, and deleted otherwise; both stay so, unless
 * our words are back. Lines that only `recognise` knows are ours too: another checkout wrote them, or our memory was
 * cleared.
 */
export function attribute(lines: readonly Line[], known: Known): Attribution {
  const texts = lines.map(({ text }) => sentence(text));
  const claims: Claims = { owners: lines.map(() => undefined), states: new Map() };
  lines.forEach(({ text }, index) => {
    if (headingLines.includes(text.trim())) claims.owners[index] = { kind: 'heading' };
  });
  claimExact(texts, known, claims);
  claimEdited(texts, known, claims);
  claimRecognised(texts, known, claims);
  const owned = lines.map((line, index) => ({ line, owner: claims.owners[index] ?? { kind: 'user' as const } }));
  return { lines: owned, states: claims.states };
}

/** The sentence on a line, without its list marker. */
export function sentence(text: string): string {
  return readable(text)
    .trim()
    .replace(/^[-*+][ \t]+/, '');
}

function claimExact(texts: readonly string[], { written, rules }: Known, { owners, states }: Claims): void {
  const free = new Map<string, number[]>();
  texts.forEach((text, index) => {
    if (owners[index] !== undefined) return;
    const places = free.get(text);
    if (places === undefined) free.set(text, [index]);
    else places.push(index);
  });
  for (const { id, line } of [...written, ...rules]) {
    if (states.has(id)) continue;
    const index = free.get(line)?.shift();
    if (index === undefined) continue;
    owners[index] = { kind: 'rule', id };
    states.set(id, 'kept');
  }
}

function claimEdited(texts: readonly string[], { written, recognise }: Known, { owners, states }: Claims): void {
  const isFree = (index: number) => owners[index] === undefined;
  const missing = written.filter(({ id }) => !states.has(id));
  const pairs = missing.flatMap((rule) =>
    texts.flatMap((text, index) => {
      if (!isFree(index) || rule.state === 'deleted') return [];
      const likeness = recognise?.(text) === rule.id ? 1 : alike(rule.line, text);
      return likeness < editedFrom ? [] : [{ id: rule.id, index, likeness }];
    }),
  );
  for (const { id, index } of pairs.sort((a, b) => b.likeness - a.likeness)) {
    if (!isFree(index) || states.has(id)) continue;
    owners[index] = { kind: 'user' };
    states.set(id, 'edited');
  }
  for (const { id } of missing) if (!states.has(id)) states.set(id, 'deleted');
}

function claimRecognised(texts: readonly string[], { recognise }: Known, { owners, states }: Claims): void {
  texts.forEach((text, index) => {
    const id = owners[index] === undefined ? recognise?.(text) : undefined;
    if (id === undefined || states.has(id)) return;
    owners[index] = { kind: 'rule', id };
    states.set(id, 'kept');
  });
}

function alike(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  const shared = [...words].filter((word) => others.has(word)).length;
  return words.size + others.size === 0 ? 0 : (2 * shared) / (words.size + others.size);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}._/-]+/gu));
}
