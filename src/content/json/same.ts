import { childrenOf, type JsonNode, type JsonScalar } from './tree.ts';

/** Ids of values by what they are: equal values have one id. */
type Interned = { readonly ids: Map<JsonNode, number>; readonly sizes: Map<JsonNode, number> };

const minCharacters = 48;
const minSaved = 16;
const plainKey = /^"[A-Za-z_$@][\w$@-]*"$/;
const pattern = /\[same as ((?:\.[A-Za-z_$@][\w$@-]*|\[\d+\])+)\]/y;
const step = /\.([A-Za-z_$@][\w$@-]*)|\[(\d+)\]/g;

/**
 * Writes a value that stands further up in the same document as a reference, `[same as .pull_request.user]`: keys with
 * a dot before them, positions from 0. Values that are short stay.
 */
export function shareValues(root: JsonNode): JsonNode {
  const { ids, sizes } = intern(root);
  const paths = new Map<number, string | undefined>();
  const visit = (node: JsonNode, path: string | undefined): JsonNode => {
    const size = sizes.get(node) as number;
    if (size >= minCharacters) {
      const id = ids.get(node) as number;
      const first = paths.get(id);
      if (first !== undefined && first !== '' && first.length + minSaved < size) {
        return { type: 'scalar', start: node.start, end: node.end, raw: `[same as ${first}]` };
      }
      if (!paths.has(id)) paths.set(id, path);
    }
    if (node.type === 'scalar') return node;
    if (node.type === 'list') {
      return { ...node, items: node.items.map((item, index) => visit(item, below(path, `[${index}]`))) };
    }
    // A key that stands twice would make a path that means two values.
    const keys = new Set(node.keys);
    const values = node.values.map((value, index) => {
      const key = node.keys[index] as string;
      return visit(
        value,
        keys.size === node.keys.length && plainKey.test(key) ? below(path, `.${key.slice(1, -1)}`) : undefined,
      );
    });
    return { ...node, values };
  };
  return visit(root, '');
}

function below(path: string | undefined, step: string): string | undefined {
  return path === undefined ? undefined : path + step;
}

/** Gives equal values equal ids, bottom up, so that each node is looked at once. */
function intern(root: JsonNode): Interned {
  const known = new Map<string, number>();
  const ids = new Map<JsonNode, number>();
  const sizes = new Map<JsonNode, number>();
  const visit = (node: JsonNode): void => {
    let size = node.type === 'scalar' ? node.raw.length : 2;
    const parts: string[] = [];
    for (const [index, child] of childrenOf(node).entries()) {
      visit(child);
      const key = node.type === 'record' ? (node.keys[index] as string) : '';
      size += key.length + (sizes.get(child) as number) + 2;
      parts.push(`${key}:${ids.get(child)}`);
    }
    const what = node.type === 'scalar' ? node.raw : `${node.type}(${parts.join()})`;
    const id = known.get(what) ?? known.size;
    known.set(what, id);
    ids.set(node, id);
    sizes.set(node, size);
  };
  visit(root);
  return { ids, sizes };
}

/** Reads a reference at `position` as a scalar that `unshareValues` replaces. */
export function readSame(text: string, position: number): { raw: string; end: number } | undefined {
  pattern.lastIndex = position;
  const match = pattern.exec(text);
  return match === null ? undefined : { raw: match[0], end: pattern.lastIndex };
}

/** The inverse of `shareValues`; a reference that leads nowhere stays. */
export function unshareValues(root: JsonNode): JsonNode {
  const visit = (node: JsonNode): JsonNode => {
    if (node.type === 'scalar') return node.raw.startsWith('[same as ') ? (resolve(root, node) ?? node) : node;
    const children = node.type === 'list' ? node.items : node.values;
    for (const [index, child] of children.entries()) children[index] = visit(child);
    return node;
  };
  return visit(root);
}

function resolve(root: JsonNode, { raw }: JsonScalar): JsonNode | undefined {
  let at: JsonNode | undefined = root;
  for (const [, key, position] of raw.slice('[same as '.length, -1).matchAll(step)) {
    if (key !== undefined) at = at?.type === 'record' ? at.values[at.keys.indexOf(`"${key}"`)] : undefined;
    else at = at?.type === 'list' ? at.items[Number(position)] : undefined;
  }
  return at;
}
