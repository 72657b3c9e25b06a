import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';

/** The object in a JSON text; `undefined` for no text, for malformed text and for anything but an object. */
export function parseObject(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Like `parseObject`, for the JSON dialect of settings files: comments and trailing commas are allowed. */
export function parseCommentedObject(text: string | undefined): JsonObject | undefined {
  return parseObject(text) ?? (text === undefined ? undefined : parseObject(plainJson(text)));
}

/** Removes comments and trailing commas; strings stay unchanged. */
function plainJson(text: string): string {
  const withoutComments = text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (piece) =>
    piece.startsWith('"') ? piece : ' ',
  );
  return withoutComments.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, (piece) => (piece === ',' ? '' : piece));
}

/** The value at a path of keys, or `undefined` if the path leads nowhere. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), value);
}

/** A copy of `object` with the value at a path replaced; missing objects on the way are created. */
export function withValue(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const inner = object[key];
  return { ...object, [key]: rest.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, rest, value) };
}
