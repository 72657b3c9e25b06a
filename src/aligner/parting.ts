import { commonPrefix } from '../lib/json-scan/recent.ts';
import type { Parting } from '../model/cache.ts';
import type { PromptBlock, PromptSection } from '../model/prompt.ts';
import { bytesOf, hashKey, headBlock, type Remembered, sameHash } from './remembered.ts';
import { tokenAt } from './token-at.ts';

/** A later prompt with what was computed about it. */
export type Observed = {
  readonly raw: Uint8Array;
  readonly prompt: readonly PromptBlock[];
  readonly facts: Pick<Remembered, 'contents' | 'ends' | 'tools' | 'heads'>;
};

const mostNames = 3;

/**
 * Where and why a later prompt diverges from an earlier one.
 * @param shared how many blocks they have in common at their start; one of the two continues
 */
export function partingOf(earlier: Remembered, later: Observed, shared: number): Parting {
  const section = sectionAt(earlier, later, shared);
  const old = earlier.head !== undefined && shared < earlier.heads ? headBlock(earlier.head, shared) : undefined;
  const block = later.prompt[shared];
  const fresh = block === undefined ? undefined : bytesOf(later.raw, block);
  const within = old === undefined || fresh === undefined ? 0 : commonPrefix(old, fresh);
  const byte = byteAt(later.prompt, section, shared, within);
  if (section === 'tools') return { section, byte, ...toolsParting(earlier, later, shared, old, fresh, within) };
  const token = old === undefined || fresh === undefined ? undefined : tokenAt(old, fresh, within);
  if (token !== undefined) return { section, byte, ...token };
  const settings = shared < later.prompt.length && shared < earlier.ends.length && isSame(earlier, later, shared);
  return { section, byte, cause: settings ? 'settings' : 'text', names: [] };
}

/** Whether a block is the same in both, so that only the request's parameters differ. */
function isSame(earlier: Remembered, { facts }: Observed, block: number): boolean {
  return sameHash(earlier.contents, block, facts.contents, block);
}

/** The section in which they diverge: the earlier of the sections of the two next blocks. */
function sectionAt(earlier: Remembered, { facts }: Observed, shared: number): PromptSection {
  if (shared < Math.max(earlier.tools, facts.tools)) return 'tools';
  return shared < Math.max(earlier.heads, facts.heads) ? 'system' : 'messages';
}

function byteAt(prompt: readonly PromptBlock[], section: PromptSection, shared: number, within: number): number {
  const first = prompt.find((block) => block.section === section);
  const block = prompt[shared];
  if (first === undefined) return 0;
  if (block?.section !== section) {
    const last = prompt.findLast((each) => each.section === section) as PromptBlock;
    return last.span[1] - first.span[0];
  }
  let at = block.span[0] + within;
  for (const [start, end] of block.apart ?? []) if (start <= at) at += end - start;
  return at - first.span[0];
}

function toolsParting(
  earlier: Remembered,
  { prompt, facts }: Observed,
  shared: number,
  old: Uint8Array | undefined,
  fresh: Uint8Array | undefined,
  within: number,
): Pick<Parting, 'cause' | 'names'> {
  const before = toolHashes(earlier.contents, earlier.tools);
  const now = toolHashes(facts.contents, facts.tools);
  const names = prompt.slice(0, facts.tools).map(({ name }) => name ?? '');
  const namesBefore = earlier.head?.names ?? [];
  if ([...before].sort().join() === [...now].sort().join()) {
    return { cause: 'toolOrder', names: named([names[shared], namesBefore[shared]]) };
  }
  const isInPlace = shared < earlier.tools && shared < facts.tools && namesBefore[shared] === names[shared];
  const token = isInPlace && old !== undefined && fresh !== undefined ? tokenAt(old, fresh, within) : undefined;
  if (token !== undefined) return token;
  const added = names.filter((_, index) => !before.includes(now[index] as string));
  const gone = namesBefore.filter((_, index) => !now.includes(before[index] as string));
  return { cause: 'tools', names: named([...added, ...gone]) };
}

function toolHashes(contents: Uint8Array, tools: number): readonly string[] {
  return Array.from({ length: tools }, (_, block) => hashKey(contents, block));
}

function named(names: readonly (string | undefined)[]): readonly string[] {
  const known = names.filter((name): name is string => name !== undefined && name !== '');
  return [...new Set(known)].slice(0, mostNames);
}
