import { append } from '../../lib/lists.ts';
import { stretchesOf } from './styles.ts';

/** From this many similar lines on, a colour can be unusual: one of ten. */
const fewestAlike = 10;
/** Tokens of a line that are compared. */
const mostTokens = 24;
/** A word at a place with no word in this share of the lines is a name. */
const wordShare = 0.2;

/**
 * Lines whose colours differ from those of lines that are equal except for numbers and names, if they are at most one
 * in ten of them. Linear.
 * @param raw the lines as received; `undefined` for those that are not compared
 * @param plain the same without control sequences
 */
export function outliersByColour(raw: readonly (string | undefined)[], plain: readonly string[]): readonly number[] {
  const codes = raw.map((line) => (line === undefined ? undefined : codesOf(line)));
  if (new Set(codes.filter((each) => each !== undefined)).size < 2) return [];
  const shapes = raw.map((line, index) => (line === undefined ? undefined : shapeOf(plain[index] as string)));
  const alike = findNames(shapes);
  const groups = new Map<string, Map<string, number[]>>();
  for (const [index, shape] of shapes.entries()) {
    const key = shape === undefined ? undefined : keyOf(shape, alike);
    if (key === undefined) continue;
    const group = groups.get(key) ?? new Map<string, number[]>();
    groups.set(key, group);
    addTo(group, codes[index] as string, [index]);
  }
  return [...groups.values()].flatMap((group) => (group.size < 2 ? [] : rareOf(byLook(group, raw))));
}

/** A line's colour codes in order. */
function codesOf(line: string): string {
  return line.includes('\x1b') ? Array.from(line.matchAll(/\x1b\[([\d;:]*)m/g), ([, code]) => code).join(' ') : '';
}

/** The lines of a group by how they look, which more than one spelling can give. */
function byLook(
  group: ReadonlyMap<string, readonly number[]>,
  raw: readonly (string | undefined)[],
): ReadonlyMap<string, readonly number[]> {
  const looks = new Map<string, number[]>();
  for (const lines of group.values()) addTo(looks, lookOf(raw[lines[0] as number] as string), lines);
  return looks;
}

function addTo(lists: Map<string, number[]>, key: string, lines: readonly number[]): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [...lines]);
  else append(list, lines);
}

/** The lines of a group that do not look like most of it. */
function rareOf(looks: ReadonlyMap<string, readonly number[]>): readonly number[] {
  if (looks.size < 2) return [];
  const sets = [...looks.values()];
  const total = sets.reduce((sum, { length }) => sum + length, 0);
  const usual = sets.reduce((most, each) => (each.length > most.length ? each : most));
  return (total - usual.length) * 10 > total ? [] : sets.flatMap((each) => (each === usual ? [] : each));
}

/** A line's tokens: numbers and what holds one as `#`. `like` is the same for lines with as many words and the same signs. */
type Shape = { readonly like: string; readonly tokens: readonly string[] };

function shapeOf(line: string): Shape | undefined {
  const tokens = line.slice(0, 2000).trim().split(/\s+/, mostTokens);
  if (tokens.length < 2) return undefined;
  const like = tokens.map((token) => (/[\p{L}\d]/u.test(token) ? 'x' : token)).join(' ');
  return { like, tokens: tokens.map((token) => (/\d/.test(token) ? '#' : token)) };
}

/** Lines of one like, and which of their places are names: no word there is in many of the lines. */
type Alike = { readonly lines: number; readonly names: readonly boolean[] };

function findNames(shapes: readonly (Shape | undefined)[]): ReadonlyMap<string, Alike> {
  const counts = new Map<string, { lines: number; readonly places: readonly Map<string, number>[] }>();
  for (const shape of shapes) {
    if (shape === undefined) continue;
    const known = counts.get(shape.like) ?? { lines: 0, places: shape.tokens.map(() => new Map<string, number>()) };
    counts.set(shape.like, known);
    known.lines++;
    for (const [place, token] of shape.tokens.entries()) {
      const words = known.places[place] as Map<string, number>;
      words.set(token, (words.get(token) ?? 0) + 1);
    }
  }
  return new Map(
    [...counts].map(([like, { lines, places }]) => [
      like,
      { lines, names: places.map((words) => mostOf(words) < lines * wordShare) },
    ]),
  );
}

function mostOf(words: ReadonlyMap<string, number>): number {
  let most = 0;
  for (const [word, count] of words) if (word !== '#') most = Math.max(most, count);
  return most;
}

/** The same for lines that are alike; `undefined` for a line without any word that others have in its place. */
function keyOf({ like, tokens }: Shape, alike: ReadonlyMap<string, Alike>): string | undefined {
  const { lines, names } = alike.get(like) as Alike;
  if (lines < fewestAlike) return undefined;
  const words = tokens.map((token, place) => (names[place] === true ? '#' : token));
  return words.some((word) => /\p{L}{2}/u.test(word)) ? `${like}\n${words.join(' ')}` : undefined;
}

/** How a line's visible characters look, one after the other. */
function lookOf(line: string): string {
  return stretchesOf(line)
    .map(({ style }) => `${style.text}/${style.ground}/${style.marks}`)
    .join(' ');
}
