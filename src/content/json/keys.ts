import { gapNotice } from '../marker.ts';
import type { Group } from './groups.ts';
import type { Span } from './spans.ts';
import type { Tally } from './tally.ts';
import { childrenOf, type JsonNode, type JsonRecord } from './tree.ts';

/** Keys of one object that are left out, by position, and the key whose address theirs begin with. */
export type Family = {
  readonly record: JsonRecord;
  readonly positions: readonly number[];
  readonly bases: readonly string[];
};

const minKeys = 3;
const mostAddresses = 200;
const minCharacters = 160;
const addressKey = /(?:^|[a-z_-])(?:ur[li]|href|link)s?$/i;
const linksKey = /^"_?links"$/;
const address = /^"https?:\/\/[^\s"]+"$/;

/**
 * Families of keys whose addresses begin with another address of their object, as `followers_url` begins with `url`:
 * the others can be derived from it. Keys of `_links` are left out too if all its values are addresses.
 * @param call a key that it names stays
 */
export function findFamilies(groups: readonly Group[], call: string): readonly Family[] {
  const found: Family[] = [];
  const visit = (node: JsonNode): void => {
    if (node.type === 'scalar') return;
    const family = node.type === 'record' && node.end - node.start >= minCharacters ? familyOf(node, call) : undefined;
    if (family !== undefined) found.push(family);
    const children = childrenOf(node);
    for (let index = 0; index < children.length; index++) {
      if (!family?.positions.includes(index)) visit(children[index] as JsonNode);
    }
  };
  for (const { values } of groups) for (const value of values) visit(value);
  return found;
}

/** The places of families of keys, numbered in the order in which they are written. */
export function keySpans(text: string, families: readonly Family[], tally: Tally): readonly Span[] {
  return families.flatMap((family) => spansOf(text, family, tally));
}

function familyOf(record: JsonRecord, call: string): Family | undefined {
  const addresses: { index: number; raw: string }[] = [];
  for (const [index, value] of record.values.entries()) {
    if (value.type !== 'scalar' || !value.raw.startsWith('"http') || !address.test(value.raw)) continue;
    if (addressKey.test((record.keys[index] as string).slice(1, -1)))
      addresses.push({ index, raw: value.raw.slice(0, -1) });
  }
  if (addresses.length > mostAddresses) return undefined;
  const positions: number[] = [];
  const bases = new Set<string>();
  for (const { index, raw } of addresses) {
    const base = addresses.find((other) => other.index !== index && isBelow(raw, other.raw));
    if (base === undefined || call.includes((record.keys[index] as string).slice(1, -1))) continue;
    positions.push(index);
  }
  for (const { index, raw } of addresses) {
    if (positions.includes(index)) continue;
    if (addresses.some((other) => positions.includes(other.index) && isBelow(other.raw, raw))) {
      bases.add((record.keys[index] as string).slice(1, -1));
    }
  }
  for (const [index, key] of record.keys.entries()) {
    const value = record.values[index] as JsonNode;
    if (linksKey.test(key) && value.type === 'record' && onlyAddresses(value)) positions.push(index);
  }
  positions.sort((a, b) => a - b);
  const characters = positions.reduce((sum, index) => {
    const { start, end } = record.values[index] as JsonNode;
    return sum + end - start + (record.keys[index] as string).length;
  }, 0);
  const onlyLinks = positions.every((index) => linksKey.test(record.keys[index] as string));
  return (onlyLinks || positions.length >= minKeys) && characters >= minCharacters
    ? { record, positions, bases: [...bases] }
    : undefined;
}

/** Whether an address extends another. */
function isBelow(raw: string, base: string): boolean {
  return raw.length > base.length && raw.startsWith(base) && '/.?#{:'.includes(raw[base.length] as string);
}

function onlyAddresses(node: JsonNode): boolean {
  return node.type === 'scalar' ? address.test(node.raw) : childrenOf(node).every(onlyAddresses);
}

/**
 * One span for each run of keys that are left out; a single key between two that stay is hardly longer than the notice.
 */
function spansOf(text: string, { record, positions, bases }: Family, tally: Tally): readonly Span[] {
  const runs: (readonly [first: number, last: number])[] = [];
  for (const position of positions) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === position - 1) runs[runs.length - 1] = [last[0], position];
    else runs.push([position, position]);
  }
  const long = runs.map(([first, last]) => {
    const end = (record.values[last] as JsonNode).end;
    return { first, last, start: record.keyStarts[first] as number, end: text[end] === ',' ? end + 1 : end };
  });
  const worth = long.filter(({ start, end }) => end - start >= minCharacters);
  return worth.map(({ first, last, start, end }, at) => ({
    start,
    end,
    tidy: true,
    render: () => {
      tally.add('keys', last - first + 1, at === 0 ? record.keys.length : 0);
      tally.addGap({ start, end });
      const why = first === last ? `${record.keys[first]}` : `addresses below ${bases.join(', ')}`;
      return gapNotice([first + 1, last + 1], 'keys', bases.length === 0 && first !== last ? 'addresses' : why);
    },
  }));
}
