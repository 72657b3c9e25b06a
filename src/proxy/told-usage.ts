import type { ToldUsage, Usage } from '../model/usage.ts';

/**
 * From this share of a later part's tokens on, tokens that were first reported as new are the same tokens, not others.
 */
const undividedShare = 0.5;

/**
 * The combined usage of two parts of one answer. The last reported value of each figure holds, except that a zero
 * replaces nothing: a service that repeats its receipt, or gives it late, fills missing figures with zeros.
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

/** The receipt of an answer. A missing figure counts as zero; a write without a stated lifetime is a short one. */
export function usageOf(told: ToldUsage): Usage {
  const { prompt = 0, uncached, written: _, writtenShort, writtenLong = 0, read = 0, output = 0, ...terms } = told;
  const written = writtenOf(told);
  // A whole that is less than its parts is the count of new tokens alone, as some gateways report it.
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

/** The larger of the total and its parts: if they differ, one of them was omitted. */
function writtenOf(told: ToldUsage): number {
  return Math.max(told.written ?? 0, lifetimesOf(told));
}

function lifetimesOf({ writtenShort = 0, writtenLong = 0 }: ToldUsage): number {
  return writtenShort + writtenLong;
}

/** Whether a later part splits into read, written and new what was first reported as new. */
function divides(before: ToldUsage, told: ToldUsage): boolean {
  if (before.uncached === undefined || told.uncached === undefined || writtenOf(before) + (before.read ?? 0) > 0) {
    return false;
  }
  const kept = (told.read ?? 0) + writtenOf(told);
  return kept > 0 && before.uncached >= kept * undividedShare;
}
