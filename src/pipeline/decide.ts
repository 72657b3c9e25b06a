import {
  type AboveBlock,
  askingOf,
  type Decision,
  formOf,
  type LeftAloneReason,
  type OpenBlock,
} from '../model/decision.ts';
import { type DecideParts, type DecisionStore, decideBlock, leftAlone } from './decide-block.ts';
import { aloneKey, decisionKey } from './decision-key.ts';
import { placeOf } from './place.ts';
import { createIndexes, type Standing } from './standing.ts';

/** Decides blocks synchronously; runs in the thread of the store and the compressors. */
export type DecideNow = {
  /** @throws {MissingTexts} when a block has to be compared with earlier texts that were not passed */
  decide(blocks: readonly OpenBlock[], above?: readonly AboveBlock[]): readonly Decision[];
  /** Pins blocks as left as they are, after their compression crashed the engine. */
  leaveAlone(blocks: readonly OpenBlock[], reason: LeftAloneReason, above?: readonly AboveBlock[]): readonly Decision[];
};

/**
 * Creates the decider: look up, decide, pin in one transaction; if another process pinned first, its decision holds.
 */
export function createDecider(parts: DecideParts): DecideNow {
  const indexes = createIndexes();
  /** Goes through the prompt in order: the texts before a block are known when its turn comes. */
  const walk = (
    blocks: readonly OpenBlock[],
    above: readonly AboveBlock[],
    make: Make,
    trouble: Trouble,
  ): readonly Turn[] => {
    const known = lookUp(parts.store, blocks.map(decisionKey), trouble);
    const standing = indexes.open();
    const turns: Turn[] = [];
    const made = new Map<string, Decision>();
    let next = 0;
    for (const [index, block] of blocks.entries()) {
      for (let each = above[next]; each !== undefined && each.after <= index; each = above[++next])
        stand(standing, each);
      const first = decisionKey(block);
      const broken = !holds(known.get(first) ?? made.get(first) ?? heldAs(first, block), block, standing);
      const key = broken ? aloneKey(first) : first;
      const pinned = made.get(key) ?? (broken ? lookUp(parts.store, [key], trouble) : known).get(key);
      const decision =
        pinned ??
        (trouble.failed
          ? unpinned(key, block)
          : (heldAs(key, block) ?? make(block, key, broken ? undefined : standing)));
      made.set(key, broken ? { ...decision, alone: true } : decision);
      turns.push({ key, block, decision: made.get(key) as Decision, isNew: pinned === undefined && !trouble.failed });
      standNew(standing, block, decision);
    }
    return turns;
  };
  const run = (
    blocks: readonly OpenBlock[],
    above: readonly AboveBlock[],
    make: Make,
    tries = 2,
  ): readonly Decision[] => {
    const trouble: Trouble = { failed: parts.store?.isWritable() !== true };
    const turns = walk(blocks, above, make, trouble);
    if (trouble.failed)
      return turns.map(({ decision, block, key, isNew }) => (isNew ? unpinned(key, block) : decision));
    restore(parts.store, turns, trouble);
    const winners = pinAll(parts.store, turns, trouble);
    // A decision made after another process's form may point at bytes that nobody sends.
    const moved = turns.some(({ key, decision, isNew }) => isNew && winners.get(key)?.form !== decision.form);
    if (moved && tries > 0 && !trouble.failed) return run(blocks, above, make, tries - 1);
    return turns.map(({ key, decision }) => winners.get(key) ?? decision);
  };
  return {
    decide: (blocks, above = []) =>
      run(blocks, above, (block, key, standing) => decideBlock(parts, block, key, standing)),
    leaveAlone: (blocks, reason, above = []) =>
      run(blocks, above, (block, key) => leftAlone(block, key, reason, 0, true)),
  };
}

/**
 * Whether something of the store failed in this call: then the call pins nothing new, and sends nothing new in another
 * form.
 */
type Trouble = { failed: boolean };

/** Decides one block; without `standing` nothing may point at an earlier text. */
type Make = (block: OpenBlock, key: string, standing: Standing | undefined) => Decision;

/** A block with its decision; `isNew` if it has to be pinned. */
type Turn = { readonly key: string; readonly block: OpenBlock; readonly decision: Decision; readonly isNew: boolean };

/**
 * Whether the pinned form of a block may be sent here or, if there is none, whether the block may refer to earlier
 * texts.
 */
function holds(pinned: Decision | undefined, block: OpenBlock, standing: Standing): boolean {
  if (block.alone === true) return pinned !== undefined && pinned.sources === undefined;
  return pinned?.sources?.every((source) => standing.has(source)) ?? true;
}

/** How a block was sent before, if this key's decision was used. */
function heldAs(key: string, { held }: OpenBlock): Decision | undefined {
  return held?.key === key ? { ...held, durable: true } : undefined;
}

/** The form of a block while nothing can be pinned: as it was sent before, or unchanged. */
function unpinned(key: string, block: OpenBlock): Decision {
  const held = heldAs(key, block);
  return held === undefined ? leftAlone(block, key, 'storeFailed', 0, false) : { ...held, durable: false };
}

function stand(standing: Standing, { id, text, place, own, asking, taken, turn }: AboveBlock): void {
  standing.add({ id, text, place, own });
  standing.answered(asking, taken, turn);
}

function standNew(standing: Standing, block: OpenBlock, decision: Decision): void {
  const { call, text } = block;
  if (decision.durable) {
    standing.add({
      id: formOf(decision),
      text: decision.sent ?? text,
      place: call === undefined ? '' : placeOf(call),
      own: false,
    });
  }
  if (call === undefined) return;
  standing.answered(askingOf(call), decision, block.turn ?? 0);
}

function lookUp(
  store: DecisionStore | undefined,
  keys: readonly string[],
  trouble: Trouble,
): ReadonlyMap<string, Decision> {
  try {
    return store?.find(keys) ?? new Map<string, Decision>();
  } catch {
    trouble.failed = true;
    // An unreadable one affects only its own block: the others keep the forms that were sent before.
    return keys.length < 2 ? new Map() : new Map(keys.flatMap((key) => [...lookUp(store, [key], trouble)]));
  }
}

/** An original that was dropped from the store and appears again is stored again, because its notice is being sent. */
function restore(store: DecisionStore | undefined, turns: readonly Turn[], trouble: Trouble): void {
  const lost = new Map<string, { decision: Decision; original: string }>();
  try {
    for (const { key, block, decision, isNew } of turns) {
      if (isNew || decision.handle === undefined || store?.hasOriginal(decision.handle) === true) continue;
      lost.set(key, { decision, original: block.text });
    }
    if (lost.size > 0) store?.pin([...lost.values()]);
  } catch {
    trouble.failed = true;
  }
}

/** Pins what is new and returns what now holds, by key. Without a decision on disk a block is forwarded unchanged. */
function pinAll(
  store: DecisionStore | undefined,
  turns: readonly Turn[],
  trouble: Trouble,
): ReadonlyMap<string, Decision> {
  const open = new Map(turns.filter(({ isNew }) => isNew).map((turn) => [turn.key, turn]));
  if (open.size === 0) return new Map();
  try {
    const entries = [...open.values()].map(({ decision, block }) =>
      decision.handle === undefined ? { decision } : { decision, original: block.text },
    );
    const winners = store?.pin(entries) ?? [];
    return new Map([...open.keys()].map((key, index) => [key, winners[index] as Decision]));
  } catch {
    trouble.failed = true;
    return new Map([...open.values()].map(({ key, block }) => [key, unpinned(key, block)]));
  }
}
