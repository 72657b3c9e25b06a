import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';

/** A member that is an object; an empty one otherwise. */
export function objectAt(value: JsonObject, key: string): JsonObject {
  const found = value[key];
  return isJsonObject(found) ? found : {};
}

/** A count; `undefined` for anything that is none. */
export function countOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The counts that are known, without the others. */
export function known<Key extends string>(
  counts: Readonly<Record<Key, number | undefined>>,
): Partial<Record<Key, number>> {
  const entries = Object.entries(counts).filter(([, count]) => count !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Key, number>>;
}

/** A total less the parts of it that are counted elsewhere. */
export function rest(total: number | undefined, ...parts: readonly (number | undefined)[]): number | undefined {
  if (total === undefined) return undefined;
  return Math.max(
    0,
    parts.reduce<number>((left, part) => left - (part ?? 0), total),
  );
}
