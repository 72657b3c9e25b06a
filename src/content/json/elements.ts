import { type FailureKey, failureKeyOf, isFailureValue } from './failures.ts';
import { childrenOf, type JsonNode } from './tree.ts';

/** The scalars of one path in the elements of an array: `index[i]` is the element that holds `raw[i]`, in source order. */
export type Column = {
  /** Keys joined by dots, `[]` for any position in an array; empty for elements that are scalars. */
  readonly path: string;
  /** Whether the path leads through an array, so that an element may have it more than once. */
  readonly repeats: boolean;
  readonly index: number[];
  readonly raw: string[];
};

/** The features by which elements of an array are chosen: read once, by column. */
export type Elements = {
  readonly text: string;
  readonly nodes: readonly JsonNode[];
  readonly columns: readonly Column[];
  /** A spelling of each element's keys, or of its type if it is not an object. */
  readonly shapes: readonly string[];
  /** By index, the failure that an element reports: `path=value` without digits. */
  readonly failures: ReadonlyMap<number, readonly string[]>;
};

type Place = Column & {
  readonly below: Map<string, Place>;
  readonly failureKey: FailureKey;
};

const mostScalars = 600;
const mostDepth = 12;
const mostColumns = 2_000;
const failureCharacters = 120;

/** Reads the elements of an array. */
export function readElements(text: string, nodes: readonly JsonNode[]): Elements {
  const columns: Column[] = [];
  const failures = new Map<number, string[]>();
  const root = placeOf('', false);
  const fail = (index: number, what: string) => {
    const known = failures.get(index);
    if (known === undefined) failures.set(index, [what]);
    else if (!known.includes(what)) known.push(what);
  };
  let left = 0;
  const visit = (node: JsonNode, place: Place, index: number, depth: number): void => {
    if (left <= 0 || depth > mostDepth) return;
    if (node.type === 'scalar') {
      left--;
      if (place.index.length === 0 && columns.length < mostColumns) columns.push(place);
      place.index.push(index);
      place.raw.push(node.raw);
      if (isFailureValue(place.failureKey, node.raw)) fail(index, `${place.path}=${withoutDigits(node.raw)}`);
      return;
    }
    const children = childrenOf(node);
    if (place.failureKey.reports && children.length > 0) fail(index, `${place.path}=`);
    for (let at = 0; at < children.length; at++) {
      const key = node.type === 'record' ? (node.keys[at] as string) : '[]';
      visit(children[at] as JsonNode, below(place, key), index, depth + 1);
    }
  };
  for (const [index, node] of nodes.entries()) {
    left = mostScalars;
    visit(node, root, index, 0);
  }
  return { text, nodes, columns, shapes: nodes.map(shapeOf), failures };
}

function withoutDigits(raw: string): string {
  return raw.slice(0, failureCharacters).replace(/\d+/g, '#');
}

function placeOf(path: string, repeats: boolean): Place {
  return { path, repeats, index: [], raw: [], below: new Map(), failureKey: failureKeyOf(path) };
}

function below(place: Place, key: string): Place {
  let found = place.below.get(key);
  if (found === undefined) {
    const name = key === '[]' ? key : key.slice(1, -1);
    found = placeOf(place.path === '' ? name : `${place.path}.${name}`, place.repeats || key === '[]');
    place.below.set(key, found);
  }
  return found;
}

function shapeOf(node: JsonNode): string {
  if (node.type === 'record') return node.keys.join();
  if (node.type === 'list') return '[]';
  return node.raw.startsWith('"') ? 'string' : /^[-\d]/.test(node.raw) ? 'number' : node.raw;
}

/** An element's source text in lower case, for searching words. */
export function wordsOf({ text, nodes }: Elements, index: number): string {
  const { start, end } = nodes[index] as JsonNode;
  return text.slice(start, end).toLowerCase();
}
