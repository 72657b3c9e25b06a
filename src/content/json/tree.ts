import { matchEnd } from '../../lib/match.ts';
/** A JSON value with its place in the source. Scalars and keys keep their spelling; nothing is normalised. */
export type JsonNode = JsonScalar | JsonList | JsonRecord;

/** A string, number, `true`, `false` or `null` as the source spells it. */
export type JsonScalar = {
  readonly type: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly raw: string;
};

/** An array. */
export type JsonList = {
  readonly type: 'list';
  readonly start: number;
  end: number;
  readonly items: JsonNode[];
};

/** An object: keys with their quotes, in source order, duplicates included. */
export type JsonRecord = {
  readonly type: 'record';
  readonly start: number;
  end: number;
  readonly keys: string[];
  readonly keyStarts: number[];
  readonly values: JsonNode[];
};

/** A value, or a partial result: containers that were still open have the children that were complete. */
export type Reading =
  | { readonly node: JsonNode; readonly end: number }
  | { readonly node?: undefined; readonly at: number; readonly open: readonly (JsonList | JsonRecord)[] };

/** Reads a layout of an array or a string that is not JSON, if one starts at `position`; else `undefined`. */
export type ReadLayout = (
  text: string,
  position: number,
) => { readonly items: JsonNode[]; readonly end: number } | { readonly raw: string; readonly end: number } | undefined;

const maxDepth = 256;
const scalarPattern = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const hexPattern = /[0-9a-fA-F]{4}/y;

/** The position of the first character at or after `position` that is not JSON white space. */
export function skipSpace(text: string, position: number): number {
  let at = position;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}

/** The end of the string that starts at `position` with its quote, or -1 if it is broken. */
export function stringEnd(text: string, position: number): number {
  for (let at = position + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) return -1;
    if (code !== 92) continue;
    at++;
    const escaped = text[at];
    if (escaped === undefined || !'"\\/bfnrtu'.includes(escaped)) return -1;
    if (escaped !== 'u') continue;
    if (matchEnd(hexPattern, text, at + 1) < 0) return -1;
    at += 4;
  }
  return -1;
}

/** The end of the scalar at `position`, or -1 if there is none. */
export function scalarEnd(text: string, position: number): number {
  if (text.charCodeAt(position) === 34) return stringEnd(text, position);
  return matchEnd(scalarPattern, text, position);
}

/**
 * Reads one JSON value (RFC 8259). The stack is explicit and bounded, so deep nesting ends the parse and not the
 * program.
 * @param readLayout reads arrays and strings in another layout, for a decoder
 */
export function readValue(text: string, position: number, readLayout?: ReadLayout): Reading {
  const open: (JsonList | JsonRecord)[] = [];
  let at = position;
  for (;;) {
    const top = open.at(-1);
    if (top?.type === 'record') {
      const entry = readKey(text, at);
      if (entry === undefined) return { at, open };
      top.keys.push(entry.key);
      top.keyStarts.push(entry.start);
      at = entry.end;
    }
    at = skipSpace(text, at);
    let done: JsonNode;
    const code = text.charCodeAt(at);
    const other = code === 91 ? readLayout?.(text, at) : undefined;
    if (other !== undefined) {
      done =
        'raw' in other
          ? { type: 'scalar', start: at, end: other.end, raw: other.raw }
          : { type: 'list', start: at, end: other.end, items: other.items };
    } else if (code === 91 || code === 123) {
      const container = openContainer(code, at);
      at = skipSpace(text, at + 1);
      if (text.charCodeAt(at) !== code + 2) {
        if (open.length >= maxDepth) return { at, open };
        open.push(container);
        continue;
      }
      container.end = at + 1;
      done = container;
    } else {
      const end = scalarEnd(text, at);
      if (end < 0) return { at, open };
      done = { type: 'scalar', start: at, end, raw: text.slice(at, end) };
    }
    const next = closeContainers(text, open, done);
    if (next.node !== undefined) return { node: next.node, end: next.node.end };
    if (next.failed) return { at: next.at, open };
    at = next.at;
  }
}

function openContainer(code: number, start: number): JsonList | JsonRecord {
  return code === 91
    ? { type: 'list', start, end: start, items: [] }
    : { type: 'record', start, end: start, keys: [], keyStarts: [], values: [] };
}

function readKey(text: string, position: number): { key: string; start: number; end: number } | undefined {
  const start = skipSpace(text, position);
  if (text.charCodeAt(start) !== 34) return undefined;
  const end = stringEnd(text, start);
  if (end < 0) return undefined;
  const colon = skipSpace(text, end);
  return text.charCodeAt(colon) === 58 ? { key: text.slice(start, end), start, end: colon + 1 } : undefined;
}

/** Adds a finished value to its container and closes whatever ends after it. */
function closeContainers(
  text: string,
  open: (JsonList | JsonRecord)[],
  value: JsonNode,
): { node?: JsonNode; at: number; failed?: boolean } {
  let done = value;
  for (;;) {
    const parent = open.at(-1);
    if (parent === undefined) return { node: done, at: done.end };
    (parent.type === 'list' ? parent.items : parent.values).push(done);
    const at = skipSpace(text, done.end);
    const code = text.charCodeAt(at);
    if (code === 44) return { at: at + 1 };
    if (code !== (parent.type === 'list' ? 93 : 125)) return { at, failed: true };
    parent.end = at + 1;
    open.pop();
    done = parent;
  }
}

/**
 * A value without any spacing; everything else as the source spells it.
 * @param spell writes a scalar, if that is not its own spelling
 */
export function compactText(node: JsonNode, spell = spellAsSource): string {
  if (node.type === 'scalar') return spell(node);
  if (node.type === 'list') return `[${node.items.map((item) => compactText(item, spell)).join(',')}]`;
  const entries = node.keys.map((key, index) => `${key}:${compactText(node.values[index] as JsonNode, spell)}`);
  return `{${entries.join(',')}}`;
}

function spellAsSource(node: JsonScalar): string {
  return node.raw;
}

/** The values inside a container; none for a scalar. */
export function childrenOf(node: JsonNode): readonly JsonNode[] {
  if (node.type === 'scalar') return [];
  return node.type === 'list' ? node.items : node.values;
}

/** A container with other children; the container itself if no child changed. */
export function mapChildren(
  node: JsonList | JsonRecord,
  change: (child: JsonNode, index: number) => JsonNode,
): JsonList | JsonRecord {
  const children = childrenOf(node);
  let changed: JsonNode[] | undefined;
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as JsonNode;
    const other = change(child, index);
    if (other !== child) changed ??= children.slice(0, index);
    changed?.push(other);
  }
  if (changed === undefined) return node;
  return node.type === 'list' ? { ...node, items: changed } : { ...node, values: changed };
}

/** An object without keys, for composed values that are in no source. */
export function emptyRecord(): JsonRecord {
  return { type: 'record', start: 0, end: 0, keys: [], keyStarts: [], values: [] };
}
