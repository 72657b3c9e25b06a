import { childrenOf, type JsonNode, mapChildren } from './tree.ts';

const mostEntries = 9;
/** With fewer occurrences, a string is easier to read in place. */
const minUses = 4;
const minGain = 24;
const mostStrings = 5_000;
const address = /^"[a-z][a-z+.-]{1,12}:\/\/[^\s"\\;\]…]{4,}"$/;
const word = /^"[^\s"\\;\]…]{24,400}"$/;
const mostCharacters = 402;
const numbered = /^"\$\d/;
/** What an entry costs besides its string: its number, its sign and a blank; and the reference at each use. */
const entryCost = 6;
const useCost = 2;

/**
 * Whole strings that occur more than once in JSON and are long, mostly addresses and ids, for a legend `$1=…`. Never
 * the beginning of a string: readers put an address, an id or a time together wrongly if its parts are in two places.
 * @returns none if a string of the JSON itself begins with `$` and a digit
 */
export function findRepeated(root: JsonNode): readonly string[] {
  const strings = new Map<string, number>();
  if (!collect(root, strings)) return [];
  const gains: { readonly text: string; readonly gain: number }[] = [];
  for (const [raw, count] of strings) {
    if (count < minUses) continue;
    const text = raw.slice(1, -1);
    const gain = count * (text.length - useCost) - text.length - entryCost;
    if (gain > minGain) gains.push({ text, gain });
  }
  return gains
    .sort((one, other) => other.gain - one.gain)
    .slice(0, mostEntries)
    .map(({ text }) => text)
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
}

/** Counts the strings that may enter a legend; false if one could be taken for a reference to it. */
function collect(node: JsonNode, strings: Map<string, number>): boolean {
  if (node.type !== 'scalar') return childrenOf(node).every((child) => collect(child, strings));
  const { raw } = node;
  if (raw.charCodeAt(1) === 36 && numbered.test(raw)) return false;
  const count = strings.get(raw);
  if (count !== undefined) strings.set(raw, count + 1);
  else if (strings.size < mostStrings && raw.length <= mostCharacters && (word.test(raw) || address.test(raw))) {
    strings.set(raw, 1);
  }
  return true;
}

/** The legend: `$1=https://a.example/b $2=sha256:…`. */
export function describeLegend(strings: readonly string[]): string {
  return strings.map((text, index) => `$${index + 1}=${text}`).join(' ');
}

/** The inverse of `describeLegend`; also reads entries that build on others, as earlier versions sent them. */
export function parseLegend(legend: string): readonly string[] {
  const strings: string[] = [];
  for (const [, value] of legend.matchAll(/\$\d=(\S+)/g)) strings.push(expand(value as string, strings));
  return strings;
}

/** A value whose strings are replaced by their numbers in the legend. */
export function withLegend(node: JsonNode, strings: readonly string[]): JsonNode {
  const numbers = new Map(strings.map((text, index) => [text, `$${index + 1}`]));
  return mapStrings(node, (text) => numbers.get(text) ?? text);
}

/**
 * The inverse of `withLegend`; also reads strings that begin with a number of the legend, as earlier versions sent
 * them.
 */
export function withoutLegend(node: JsonNode, strings: readonly string[]): JsonNode {
  if (strings.length === 0) return node;
  return mapStrings(node, (text) => expand(text, strings));
}

function expand(text: string, strings: readonly string[]): string {
  const start = text[0] === '$' ? strings[Number(text[1]) - 1] : undefined;
  return start === undefined ? text : start + text.slice(2);
}

function mapStrings(node: JsonNode, change: (text: string) => string): JsonNode {
  if (node.type !== 'scalar') return mapChildren(node, (child) => mapStrings(child, change));
  if (node.raw.charCodeAt(0) !== 34) return node;
  const text = node.raw.slice(1, -1);
  const changed = change(text);
  return changed === text ? node : { ...node, raw: `"${changed}"` };
}
