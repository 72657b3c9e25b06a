import type { ToldUsage, Usage } from '../model/usage.ts';

/** From this share of what a later part tells on, tokens that were first told as new are the same tokens, not others. */
const undividedShare = 0.5;

/**
 * What two parts of one answer tell together. Of each figure the last that was told holds, but a zero takes nothing back:
 * a service that repeats its receipt, or gives it late, fills what it has no figure for with zeros.
 */
export function mergeUsage(before: ToldUsage, told: ToldUsage): ToldUsage {
  const { writtenShort, writtenLong, ...others } = before;
  const merged = new Map<string, unknown>(Object.entries(lifetimesOf(told) > 0 ? others : before));
  if (divides(before, told)) merged.delete('uncached');
  for (const [name, figure] of Object.entries(told)) {
    if (figure !== 0 || !merged.has(name)) merged.set(name, figure);
  }
  return Object.fromEntries(merged);
}

/** The receipt of an answer. What it does not tell counts as nothing; a write without a stated lifetime is a short one. */
export function usageOf(told: ToldUsage): Usage {
  const { prompt = 0, uncached, written: _, writtenShort, writtenLong = 0, read = 0, output = 0, ...terms } = told;
  const written = writtenOf(told);
  // A whole that is less than its parts is what some gateways tell of the new tokens alone.
  const fresh = prompt < read + written ? prompt : prompt - read - written;
  return {
    uncached: uncached ?? fresh,
    write: written - writtenLong,
    writeLong: writtenLong,
    read,
    output,
    ...terms,
  };
}

/** The larger of the total and its parts: where they differ, one of them was left out. */
function writtenOf(told: ToldUsage): number {
  return Math.max(told.written ?? 0, lifetimesOf(told));
}

function lifetimesOf({ writtenShort = 0, writtenLong = 0 }: ToldUsage): number {
  return writtenShort + writtenLong;
}

/** Whether a later part divides into read, written and new what was first told as new altogether. */
function divides(before: ToldUsage, told: ToldUsage): boolean {
  if (before.uncached === undefined || told.uncached === undefined || writtenOf(before) + (before.read ?? 0) > 0) {
    return false;
  }
  const kept = (told.read ?? 0) + writtenOf(told);
  return kept > 0 && before.uncached >= kept * undividedShare;
}
