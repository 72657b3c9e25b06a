import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';

/** A member that is an object; an empty one otherwise. */
export function objectAt(value: JsonObject, key: string): JsonObject {
  const found = value[key];
  return isJsonObject(found) ? found : {};
}

/** A count, also where a gateway writes it as text; `undefined` for anything else. */
export function countOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The first of some counts that is not zero, else the first: a gateway fills unknown counts with zeros. */
export function firstCount(...values: readonly (Json | undefined)[]): number | undefined {
  const counts = values.map(countOf).filter((count) => count !== undefined);
  return counts.find((count) => count > 0) ?? counts[0];
}

/** Longer names are not tiers. */
const maxNameLength = 40;

/** A name that the vendor gives to a tier of its service; `undefined` for anything else. */
export function nameOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxNameLength ? value.toLowerCase() : undefined;
}

/** The known figures, without the others. */
export function known<Figures extends object>(
  figures: { readonly [Name in keyof Figures]: Figures[Name] | undefined },
) {
  const entries = Object.entries(figures).filter(([, figure]) => figure !== undefined);
  return Object.fromEntries(entries) as Partial<Figures>;
}
