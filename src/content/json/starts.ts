import { childrenOf, type JsonNode, mapChildren } from './tree.ts';

const mostStarts = 9;
const minUses = 2;
const minWordUses = 3;
const minCharacters = 12;
const minGain = 24;
const mostSegments = 12;
const mostStrings = 5_000;
const address = /^"[a-z][a-z+.-]{1,12}:\/\/[^\s"\\;\]…]{4,30}"$/;
const wholeValue = /^"[^\s"\\;\]…]{24,400}"$/;
const numbered = /^"\$\d/;

/**
 * Beginnings that addresses in JSON share, and long words that stand in it more than once, for a legend `$1=…`. They
 * end where a part of an address ends. Chosen one after the other by what each still saves.
 * @returns none where a string of the JSON itself begins with `$` and a digit
 */
export function findStarts(root: JsonNode): readonly string[] {
  const strings = new Map<string, number>();
  if (!collect(root, strings)) return [];
  const starts: string[] = [];
  const numbers = new Map<string, number>();
  const entries = [...strings].map(([raw, count]) => {
    const text = raw.slice(1, -1);
    const ends = endsOf(text).filter((end) => end >= minCharacters);
    const ids = ends.map((end) => {
      const start = text.slice(0, end);
      const id = numbers.get(start) ?? starts.push(start) - 1;
      numbers.set(start, id);
      return id;
    });
    return { ends, ids, count, covered: 0 };
  });
  const chosen: string[] = [];
  while (chosen.length < mostStarts) {
    const gains = new Float64Array(starts.length);
    const uses = new Uint32Array(starts.length);
    for (const { ends, ids, count, covered } of entries) {
      for (let at = 0; at < ids.length; at++) {
        const id = ids[at] as number;
        const end = ends[at] as number;
        if (end - covered <= 2) continue;
        if (uses[id] === 0) gains[id] = -(end - covered) - 6;
        gains[id] = (gains[id] as number) + count * (end - Math.max(covered, 2));
        uses[id] = (uses[id] as number) + count;
      }
    }
    const best = bestOf(starts, gains, uses);
    if (best < 0) break;
    const start = starts[best] as string;
    chosen.push(start);
    for (const entry of entries) if (entry.ids.includes(best)) entry.covered = Math.max(entry.covered, start.length);
  }
  return chosen.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** The start that saves most, or -1. */
function bestOf(starts: readonly string[], gains: Float64Array, uses: Uint32Array): number {
  let best = -1;
  let most = minGain;
  for (let id = 0; id < starts.length; id++) {
    const gain = gains[id] as number;
    if (gain <= most || (uses[id] as number) < minUses) continue;
    if ((uses[id] as number) < minWordUses && !(starts[id] as string).includes('://')) continue;
    best = id;
    most = gain;
  }
  return best;
}

/** Counts the strings that may be shortened; false where one could be taken for a shortened one. */
function collect(node: JsonNode, strings: Map<string, number>): boolean {
  if (node.type !== 'scalar') return childrenOf(node).every((child) => collect(child, strings));
  const { raw } = node;
  if (raw.length < minCharacters + 2) return raw.charCodeAt(1) !== 36 || !numbered.test(raw);
  if (numbered.test(raw)) return false;
  const count = strings.get(raw);
  if (count !== undefined) strings.set(raw, count + 1);
  else if (strings.size < mostStrings && (raw.length < 26 ? address.test(raw) : wholeValue.test(raw))) {
    strings.set(raw, 1);
  }
  return true;
}

/** Where a part of a string ends: before each slash of an address, and at the end of any. */
function endsOf(text: string): readonly number[] {
  const ends: number[] = [];
  const host = text.indexOf('://');
  if (host > 0) {
    for (let at = text.indexOf('/', host + 3); at > 0 && ends.length < mostSegments; at = text.indexOf('/', at + 1)) {
      ends.push(at);
    }
  }
  ends.push(text.length);
  return ends;
}

/** The legend: `$1=https://a.example/b $2=$1/c`. */
export function describeStarts(starts: readonly string[]): string {
  return starts
    .map((start, index) => `$${index + 1}=${replaceStart(start, starts.slice(0, index)) ?? start}`)
    .join(' ');
}

/** The inverse of `describeStarts`. */
export function parseStarts(legend: string): readonly string[] {
  const starts: string[] = [];
  for (const [, value] of legend.matchAll(/\$\d=(\S+)/g)) starts.push(expandStart(value as string, starts));
  return starts;
}

/** A value whose strings begin with numbers of the legend, where they begin with what it holds. */
export function withStarts(node: JsonNode, starts: readonly string[]): JsonNode {
  return mapStrings(node, (text) => replaceStart(text, starts) ?? text);
}

/** The inverse of `withStarts`. */
export function withoutStarts(node: JsonNode, starts: readonly string[]): JsonNode {
  if (starts.length === 0) return node;
  return mapStrings(node, (text) => expandStart(text, starts));
}

function replaceStart(text: string, starts: readonly string[]): string | undefined {
  for (let index = starts.length - 1; index >= 0; index--) {
    const start = starts[index] as string;
    if (beginsWith(text, start)) return `$${index + 1}${text.slice(start.length)}`;
  }
  return undefined;
}

function beginsWith(text: string, start: string): boolean {
  return text.startsWith(start) && (text.length === start.length || text[start.length] === '/');
}

function expandStart(text: string, starts: readonly string[]): string {
  const start = text[0] === '$' ? starts[Number(text[1]) - 1] : undefined;
  return start === undefined ? text : start + text.slice(2);
}

function mapStrings(node: JsonNode, change: (text: string) => string): JsonNode {
  if (node.type !== 'scalar') return mapChildren(node, (child) => mapStrings(child, change));
  if (node.raw.charCodeAt(0) !== 34) return node;
  const text = node.raw.slice(1, -1);
  const changed = change(text);
  return changed === text ? node : { ...node, raw: `"${changed}"` };
}
