import { isJsonObject, type Json } from '../../src/model/json.ts';

/** A text that is not empty; `undefined` for anything else. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A date as agents write it (ISO 8601), in milliseconds since the epoch; `undefined` for anything else. */
export function timeOf(value: Json | undefined): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The texts of a message's content: a string itself, or the text parts of a list. */
export function textParts(content: Json | undefined): readonly string[] {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: Json) => (isJsonObject(part) && typeof part.text === 'string' ? [part.text] : []));
}
