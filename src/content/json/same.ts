import { childrenOf, type JsonNode, type JsonScalar, mapChildren } from './tree.ts';

/** What is known of a value: a number that equal values share, and how long it is without spacing. */
type Print = { readonly print: number; readonly size: number };

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
  const prints: Print[] = [];
  const repeated = printAll(root, prints);
  if (repeated.size === 0) return root;
  const paths = new Map<number, string | undefined>();
  let next = 0;
  const visit = (node: JsonNode, path: string | undefined): JsonNode => {
    const { print, size } = prints[next++] as Print;
    if (size >= minCharacters && repeated.has(print)) {
      const first = paths.get(print);
      if (first !== undefined && first.length + minSaved < size) {
        next += nodesBelow(node);
        return { type: 'scalar', start: node.start, end: node.end, raw: `[same as ${first}]` };
      }
      if (!paths.has(print)) paths.set(print, path);
    }
    if (node.type === 'scalar') return node;
    // A key that stands twice would make a path that means two values.
    const named = node.type === 'record' && new Set(node.keys).size === node.keys.length;
    return mapChildren(node, (child, index) => {
      if (node.type === 'list') return visit(child, below(path, `[${index}]`));
      const key = node.keys[index] as string;
      return visit(child, named && plainKey.test(key) ? below(path, `.${key.slice(1, -1)}`) : undefined);
    });
  };
  return visit(root, '');
}

function nodesBelow(node: JsonNode): number {
  return childrenOf(node).reduce((sum, child) => sum + 1 + nodesBelow(child), 0);
}

function below(path: string | undefined, step: string): string | undefined {
  return path === undefined ? undefined : path + step;
}

/**
 * Notes the print of each value, in the order in which the source has them. Two that are alike by chance do no harm:
 * the decoder's answer is compared.
 * @returns the prints of long values that stand more than once
 */
function printAll(root: JsonNode, prints: Print[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  const visit = (node: JsonNode): Print => {
    const place = prints.push({ print: 0, size: 0 }) - 1;
    let high = node.type === 'scalar' ? 1 : node.type === 'list' ? 2 : 3;
    let low = 0x9e3779b9 | 0;
    let size = 2;
    const add = (code: number) => {
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low + code, 0x85ebca6b) ^ (low >>> 13);
    };
    const addText = (text: string) => {
      for (let at = 0; at < text.length; at++) add(text.charCodeAt(at));
      size += text.length + 2;
    };
    if (node.type === 'scalar') {
      addText(node.raw);
    } else {
      const children = childrenOf(node);
      for (let index = 0; index < children.length; index++) {
        if (node.type === 'record') addText(node.keys[index] as string);
        const { print, size: inner } = visit(children[index] as JsonNode);
        add(print | 0);
        add(Math.floor(print / 0x1_0000_0000));
        size += inner;
      }
    }
    const done = { print: (high >>> 0) + (low >>> 12) * 0x1_0000_0000, size };
    prints[place] = done;
    if (size >= minCharacters) {
      if (seen.has(done.print)) repeated.add(done.print);
      seen.add(done.print);
    }
    return done;
  };
  visit(root);
  return repeated;
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
