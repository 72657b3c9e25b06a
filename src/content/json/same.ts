import { matchEnd } from '../../lib/match.ts';
import { childrenOf, type JsonNode, type JsonScalar, mapChildren } from './tree.ts';

/** What is known of a value: a number that equal values share, and how long it is without spacing. */
type Print = { readonly print: number; readonly size: number };

const minCharacters = 48;
const minSaved = 16;
const leastShare = 0.02;
const plainKey = /^"[A-Za-z_$@][\w$@-]*"$/;
const noPrint: Print = { print: 0, size: 0 };
const pattern = /\[same as ((?:\.[A-Za-z_$@][\w$@-]*|\[\d+\])+)\]/y;
const step = /\.([A-Za-z_$@][\w$@-]*)|\[(\d+)\]/g;

/**
 * Writes a value that appears earlier in the same document as a reference, `[same as .pull_request.user]`: keys with a
 * dot before them, positions from 0. Short values stay, and all do if references would save hardly anything.
 */
export function shareValues(root: JsonNode): JsonNode {
  const prints: Print[] = [];
  const repeated = printAll(root, prints);
  if (repeated.size === 0) return root;
  let saved = 0;
  const firsts = new Map<number, { readonly node: JsonNode; readonly path: string | undefined }>();
  let next = 0;
  const visit = (node: JsonNode, path: string | undefined): JsonNode => {
    const { print, size } = prints[next++] as Print;
    if (size >= minCharacters && repeated.has(print)) {
      const first = firsts.get(print);
      if (first === undefined) firsts.set(print, { node, path });
      else if (first.path !== undefined && first.path.length + minSaved < size && areEqual(first.node, node)) {
        next += nodesBelow(node);
        saved += size - first.path.length;
        return { type: 'scalar', start: node.start, end: node.end, raw: `[same as ${first.path}]` };
      }
    }
    if (node.type === 'scalar') return node;
    // A duplicate key would make a path ambiguous.
    const named = node.type === 'record' && new Set(node.keys).size === node.keys.length;
    return mapChildren(node, (child, index) => {
      if (node.type === 'list') return visit(child, below(path, `[${index}]`));
      const key = node.keys[index] as string;
      return visit(child, named && plainKey.test(key) ? below(path, `.${key.slice(1, -1)}`) : undefined);
    });
  };
  const shared = visit(root, '');
  return saved < (prints[0] as Print).size * leastShare ? root : shared;
}

function nodesBelow(node: JsonNode): number {
  return childrenOf(node).reduce((sum, child) => sum + 1 + nodesBelow(child), 0);
}

function below(path: string | undefined, step: string): string | undefined {
  return path === undefined ? undefined : path + step;
}

/**
 * Records the fingerprint of each value, in source order.
 * @returns the fingerprints that long values share; `areEqual` rules out collisions
 */
function printAll(root: JsonNode, prints: Print[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  const visit = (node: JsonNode): Print => {
    const place = prints.length;
    prints.push(noPrint);
    let hash = node.type === 'scalar' ? 1 : node.type === 'list' ? 2 : 3;
    let size = 2;
    if (node.type === 'scalar') {
      hash = mixText(hash, node.raw);
      size = node.raw.length;
    } else {
      const children = childrenOf(node);
      for (let index = 0; index < children.length; index++) {
        if (node.type === 'record') {
          const key = node.keys[index] as string;
          hash = mixText(hash, key);
          size += key.length + 1;
        }
        const inner = visit(children[index] as JsonNode);
        hash = mix(hash, inner.print);
        size += inner.size + 1;
      }
    }
    const done = { print: hash, size };
    prints[place] = done;
    if (size >= minCharacters) {
      if (seen.has(hash)) repeated.add(hash);
      else seen.add(hash);
    }
    return done;
  };
  visit(root);
  return repeated;
}

function mix(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, 0x5bd1e995);
  return mixed ^ (mixed >>> 15);
}

/** Mixes in a text's length and some of its characters. */
function mixText(hash: number, text: string): number {
  const step = Math.max(1, text.length >> 4);
  let mixed = mix(hash, text.length);
  for (let at = text.length - 1; at >= 0; at -= step) mixed = mix(mixed, text.charCodeAt(at));
  return mixed;
}

function areEqual(one: JsonNode, other: JsonNode): boolean {
  if (one.type === 'scalar') return other.type === 'scalar' && one.raw === other.raw;
  if (one.type === 'record' && other.type === 'record') {
    return (
      one.keys.length === other.keys.length &&
      one.keys.every(
        (key, index) =>
          key === other.keys[index] && areEqual(one.values[index] as JsonNode, other.values[index] as JsonNode),
      )
    );
  }
  if (one.type !== 'list' || other.type !== 'list' || one.items.length !== other.items.length) return false;
  return one.items.every((item, index) => areEqual(item, other.items[index] as JsonNode));
}

/** Reads a reference at `position` as a scalar that `unshareValues` replaces. */
export function readSame(text: string, position: number): { raw: string; end: number } | undefined {
  const end = matchEnd(pattern, text, position);
  return end < 0 ? undefined : { raw: text.slice(position, end), end };
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
