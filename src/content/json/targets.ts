import type { Asked } from './asked.ts';
import { survey } from './choose.ts';
import { readElements } from './elements.ts';
import { completeRuns, type Group } from './groups.ts';
import { findInnerTargets } from './inner.ts';
import { summariser } from './summary.ts';
import type { Target } from './target.ts';
import type { JsonNode } from './tree.ts';

const minElements = 10;
const minScalars = 40;
const minCharacters = 1_500;
const minElementCharacters = 1_500;
const maxLevelsDown = 12;
const maxElements = 200_000;

/** The arrays of a text that are long enough for elements to be left out. */
export type Targets = {
  /** The outermost ones, in source order. */
  readonly outer: readonly Target[];
  /** Those inside an element of one. */
  inside(element: JsonNode): readonly Target[];
};

/** Finds the long arrays of a text. */
export function findTargets(text: string, groups: readonly Group[], asked: Asked): Targets {
  const outer = groups.flatMap((group) => targetsIn(text, group, asked, 0));
  const skipped = new Set(outer.map(({ group }) => group.values));
  const inner = findInnerTargets(text, groups, skipped, (within, group) => targetsIn(within, group, asked, 0));
  const known = new Map<JsonNode, readonly Target[]>();
  return {
    outer: [...outer, ...inner].sort((a, b) => a.group.start - b.group.start),
    inside(element) {
      if (element.type === 'scalar' || element.end - element.start < minElementCharacters) return [];
      const found = known.get(element) ?? insideOf(text, element).flatMap((group) => targetsIn(text, group, asked, 1));
      known.set(element, found);
      return found;
    },
  };
}

function targetsIn(text: string, group: Group, asked: Asked, level: number): Target[] {
  const { values, start, end } = group;
  if (end - start < minCharacters || level > maxLevelsDown) return [];
  const containers = values.filter((value) => value.type !== 'scalar').length;
  const enough = values.length >= (containers * 2 > values.length ? minElements : minScalars);
  if (enough && values.length <= maxElements) {
    const elements = readElements(text, values);
    return [{ group, survey: survey(elements, asked), summarise: summariser(elements) }];
  }
  return values.flatMap((value) => insideOf(text, value).flatMap((inner) => targetsIn(text, inner, asked, level + 1)));
}

function insideOf(text: string, node: JsonNode): readonly Group[] {
  if (node.type !== 'list' || node.items.length < 2) return completeRuns(text, node);
  const first = node.items[0] as JsonNode;
  return [{ values: node.items, separator: ',', start: first.start, end: (node.items.at(-1) as JsonNode).end }];
}
