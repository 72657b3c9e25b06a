import { JsonCursor } from './cursor.ts';
import { decodeString } from './strings.ts';

/** Byte offsets: `start` inclusive, `end` exclusive. */
type Span = readonly [start: number, end: number];

/** Which parts of a value are of interest: members of an object, elements of an array. All else is skipped. */
export type Shape = {
  readonly members?: Readonly<Record<string, Shape>>;
  readonly elements?: Shape;
};

/** A value, to the depth of the requested shape. */
export type Outline = {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'literal';
  /** The whole value, a string's quotes included. */
  readonly span: Span;
  /** The members of interest that exist; for a repeated key the last. */
  readonly members?: ReadonlyMap<string, Outline>;
  /** A key of interest occurs twice: readers disagree about what such an object says. */
  readonly repeated?: boolean;
  readonly elements?: readonly Outline[];
};

/** An outline of a text that starts with the same `same` bytes as the current one. */
export type Prior = { readonly root: Outline; readonly same: number };

/** The members of the object at the cursor. Recursion is as deep as the shape, not as the text. */
function outlineObject(cursor: JsonCursor, shapes: Readonly<Record<string, Shape>>, prior?: Prior): Outline {
  const members = new Map<string, Outline>();
  let repeated = false;
  const start = cursor.position;
  cursor.enterObject();
  for (let key = cursor.nextKey(); key !== undefined; key = cursor.nextKey()) {
    if (!Object.hasOwn(shapes, key)) {
      cursor.skipValue();
      continue;
    }
    repeated ||= members.has(key);
    const known = prior?.root.members?.get(key);
    members.set(key, outlineValue(cursor, shapes[key] as Shape, known && { root: known, same: prior?.same ?? 0 }));
  }
  return { kind: 'object', span: [start, cursor.position], members, repeated };
}

/** The value at the cursor, to the depth of the shape. */
function outlineValue(cursor: JsonCursor, shape: Shape, prior?: Prior): Outline {
  const kind = cursor.peek();
  if (kind === 'object' && shape.members !== undefined) return outlineObject(cursor, shape.members, prior);
  if (kind === 'array' && shape.elements !== undefined) {
    const start = cursor.position;
    cursor.enterArray();
    const elements = prior === undefined ? [] : elementsWithin(prior, start);
    const last = elements.at(-1);
    if (last !== undefined) cursor.resumeAfter(last.span[1]);
    while (cursor.nextElement()) elements.push(outlineValue(cursor, shape.elements));
    return { kind, span: [start, cursor.position], elements };
  }
  const span = cursor.skipValue();
  // At the end of the text skipValue has thrown.
  return { kind: kind as Outline['kind'], span };
}

/** Elements of an earlier array at the same place that end, with a byte to spare, before the two texts diverge. */
function elementsWithin({ root, same }: Prior, start: number): Outline[] {
  if (root.elements === undefined || root.span[0] !== start) return [];
  const beyond = root.elements.findIndex(({ span }) => span[1] >= same);
  return beyond === -1 ? [...root.elements] : root.elements.slice(0, beyond);
}

/**
 * Reads a whole JSON text in one pass and keeps the places that the shape names.
 * @param prior an outline of the same shape whose text starts alike: elements of arrays in that part are reused,
 *   the very same objects, without being read again
 * @throws {JsonScanError} when it is not JSON from the first byte to the last.
 */
export function outline(bytes: Uint8Array, shape: Shape, prior?: Prior): Outline {
  const cursor = new JsonCursor(bytes);
  const root = outlineValue(cursor, shape, prior);
  cursor.end();
  return root;
}

/** The span between the quotes of a string; `undefined` for any other value. */
export function charactersOf(node: Outline | undefined): Span | undefined {
  return node?.kind === 'string' ? [node.span[0] + 1, node.span[1] - 1] : undefined;
}

/** The text of a string; `undefined` for any other value and for ill-formed Unicode. */
export function textOf(bytes: Uint8Array, node: Outline | undefined): string | undefined {
  const span = charactersOf(node);
  return span === undefined ? undefined : decodeString(bytes, span);
}

/** Whether a value is the literal `true`. */
export function isTrue(bytes: Uint8Array, node: Outline | undefined): boolean {
  return node?.kind === 'literal' && bytes[node.span[0]] === 0x74;
}
