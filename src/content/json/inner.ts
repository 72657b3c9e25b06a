import { findGroups, type Group } from './groups.ts';
import type { Target } from './target.ts';
import { childrenOf, type JsonNode, type JsonScalar } from './tree.ts';

const minCharacters = 1500;
const nested = /[{[](?:\s|\\[rnt])*\\"/;

/**
 * The long arrays in JSON inside strings, with positions in the text around the strings.
 * @param skipped elements of arrays that are already shortened; strings in them are skipped
 * @param findIn finds the long arrays of a text
 */
export function findInnerTargets(
  text: string,
  groups: readonly Group[],
  skipped: ReadonlySet<readonly JsonNode[]>,
  findIn: (text: string, group: Group) => readonly Target[],
): readonly Target[] {
  const found: Target[] = [];
  const visit = (node: JsonNode) => {
    if (node.type !== 'scalar') {
      const children = childrenOf(node);
      if (!skipped.has(children)) for (const child of children) visit(child);
      return;
    }
    if (node.end - node.start < minCharacters || !node.raw.startsWith('"') || !nested.test(node.raw)) return;
    const inner = JSON.parse(node.raw) as string;
    const targets = findGroups(inner).flatMap((group) => findIn(inner, group));
    if (targets.length === 0) return;
    const places = placesOf(text, node, inner.length);
    for (const target of targets) found.push(moved(text, node, target, places));
  };
  for (const { values } of groups) if (!skipped.has(values)) for (const value of values) visit(value);
  return found;
}

/** The position in the source of each character of a string's text; one more entry for its end. */
function placesOf(text: string, { start }: JsonScalar, length: number): Int32Array {
  const places = new Int32Array(length + 1);
  let at = start + 1;
  for (let index = 0; index <= length; index++) {
    places[index] = at;
    at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2;
  }
  return places;
}

/** A target of a string's text as one of the source; its elements keep their escapes. */
function moved(text: string, within: JsonScalar, { group, ...target }: Target, places: Int32Array): Target {
  const values = group.values.map((value) => ({
    ...value,
    start: places[value.start] as number,
    end: places[value.end] as number,
  }));
  const [first, second] = values as [JsonNode, JsonNode];
  const separator = text.slice(first.end, second.start);
  const end = (values.at(-1) as JsonNode).end;
  return { ...target, within, group: { values, separator, start: first.start, end } };
}
