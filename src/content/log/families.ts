/** From this many different words on, a place is a variable; fewer are more likely states that matter. */
const fewestWords = 6;
/** How many places of a template are examined. */
const mostPlaces = 30;
/** A text of more templates than this is not a log of events. */
const mostTemplates = 20_000;
const variable = '*';

/**
 * Joins templates that differ in one word only, where that word takes many values: names of users, hosts or packages.
 * The idea is Drain's (He et al., 2017: lines of the same length that share most of their words are one event) with one
 * difference: a place counts as a variable by how many words occur in it, not by a threshold of similarity, so that
 * `opened` and `closed` stay apart and the order of lines does not matter. Linear in the templates' length.
 * @param templates the words of each, in which what varies by its look is masked: numbers as `#`, paths as `/`
 * @returns the number of each template's family, from 0 in the order of first appearance.
 */
export function findFamilies(templates: readonly (readonly string[])[]): Uint32Array {
  let joined = templates;
  // The second pass finds places that vary together with one from the first pass.
  for (let look = 0; look < 2 && templates.length <= mostTemplates; look++) {
    const masked = maskVariables(joined);
    if (masked === undefined) break;
    joined = masked;
  }
  const numbers = new Map<string, number>();
  return Uint32Array.from(joined, (parts) => {
    const template = parts.join('\n');
    const known = numbers.get(template);
    if (known !== undefined) return known;
    numbers.set(template, numbers.size);
    return numbers.size - 1;
  });
}

/** The templates with each variable word replaced; `undefined` if there is none. */
function maskVariables(templates: readonly (readonly string[])[]): readonly (readonly string[])[] | undefined {
  const ids = new Map<string, number>();
  const seen = new Set<string>();
  const counts = new Map<number, number>();
  const keys = templates.map((parts) => keysOf(parts, ids));
  for (const [template, parts] of templates.entries()) {
    const places = keys[template] as readonly number[];
    if (places.length === 0) continue;
    const text = parts.join('\n');
    if (seen.has(text)) continue;
    seen.add(text);
    // Templates that differ have different words where all else is the same: counting them counts the words.
    for (const key of places) if (key >= 0) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let found = false;
  const masked = templates.map((parts, template) => {
    const places = keys[template] as readonly number[];
    const varies = (key: number | undefined) => key !== undefined && key >= 0 && (counts.get(key) ?? 0) >= fewestWords;
    if (!places.some(varies)) return parts;
    found = true;
    return parts.map((part, place) => (varies(places[place]) ? variable : part));
  });
  return found ? masked : undefined;
}

/**
 * For each place, a hash of the rest of the template: the sum of all words' hashes minus its own. -1 if there is no
 * word.
 */
function keysOf(parts: readonly string[], ids: Map<string, number>): readonly number[] {
  if (parts.length < 3 || parts.length > mostPlaces || !parts.some(isName)) return [];
  const hashes = parts.map((part, place) => mix(numberOf(ids, part) * mostPlaces + place));
  const sum = hashes.reduce((total, hash) => (total + hash) | 0, mix(parts.length));
  // 31 bits, which the engine keeps as a small integer.
  return hashes.map((hash, place) => (isName(parts[place] as string) ? mix(sum - hash + place) >>> 1 : -1));
}

/** Spreads a number over 32 bits, after the finishing step of MurmurHash3. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function numberOf(ids: Map<string, number>, word: string): number {
  const known = ids.get(word);
  if (known !== undefined) return known;
  ids.set(word, ids.size);
  return ids.size - 1;
}

// A masked part is not a word.
function isName(part: string): boolean {
  return part !== '' && !part.startsWith('#') && !part.startsWith('/') && part !== variable;
}
