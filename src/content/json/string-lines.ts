import type { Strength } from './choose.ts';
import { isMarkupOnly } from './markup.ts';

/** How many lines stay at a string's beginning and end. */
type Ends = { readonly first: number; readonly last: number };

// A hunk is read for its end, such as the line that a review comment refers to.
const hunkEnds: Readonly<Record<Strength, Ends>> = {
  0: { first: 3, last: 8 },
  1: { first: 4, last: 12 },
  2: { first: 4, last: 24 },
  4: { first: 8, last: 48 },
};
const textEnds: Readonly<Record<Strength, Ends>> = {
  0: { first: 6, last: 6 },
  1: { first: 16, last: 16 },
  2: { first: 24, last: 24 },
  4: { first: 40, last: 40 },
};
const patchLine = /^(?:@@ |diff --git |\+\+\+ |--- )/;
const heading = /^(?:#{1,6} \S|\*\*[^*]+\*\*|<summary>)/;
const failureLine =
  /\b(?:ERROR|FATAL|CRITICAL|PANIC|FAIL|FAILED|FAILURE)\b|\b[A-Z]\w*(?:Error|Exception)\b\s*(?::|\(|$)|(?:^|[\s:>\])])(?:error|fatal|panic|failed|exception)(?:\[\w+\])?\s*:|^Traceback \(most recent|\b(?:failed to|permission denied|timed out|not found)\b|^\s*E {2,}\S|\bexit(?:ed)?(?: with)?(?: code| status)?[ :=]+[1-9]|\b\d+ (?:passed|failed|errors?)\b/;
const askedWord = /[\p{L}\p{N}][\p{L}\p{N}_.@-]{3,}/gu;
const nameLike = /[\p{L}\p{N}][_.][\p{L}\p{N}]|\p{Ll}\p{Lu}|\p{L}\d|\d\p{L}/u;
const minLines = 25;
const looked = 1000;
const mostWords = 40;
const mostAsked = 6;
const mostFailures = 12;
const mostHeadings = 24;
const linesAfterFailure = 2;
const minGap = 4;
const minGapCharacters = 160;

/**
 * Which lines of a string are kept: the first and last, lines that report failures with what follows them (one of each
 * wording), headers of hunks, headings, and lines with a name that the call holds. Long lines of pure markup are left
 * out; from a text of few lines nothing else is. In a patch, words such as "error" are source code and say nothing.
 */
export function chooseLines(lines: readonly string[], call: string, strength: Strength): readonly boolean[] {
  if (lines.length < minLines) return lines.map((line) => !isMarkupOnly(line));
  const hunks = lines.filter((line) => line.startsWith('@@ ')).length;
  const isPatch = patchLine.test(lines[0] ?? '');
  const ends = (isPatch && hunks <= 1 ? hunkEnds : textEnds)[strength];
  const keep = lines.map(
    (line, index) => index < ends.first || index >= lines.length - ends.last || (isPatch && patchLine.test(line)),
  );
  const others = isPatch ? [] : [...failuresIn(lines, mostFailures * Math.max(strength, 0.5)), ...headingsIn(lines)];
  for (const index of [...others, ...askedIn(lines, call, mostAsked * Math.max(strength, 0.5))]) keep[index] = true;
  const closed = closeGaps(lines, keep);
  return isPatch ? closed : closed.map((kept, index) => kept && !isMarkupOnly(lines[index] as string));
}

/** Headings of a document; none if so many lines look like headings that it is not a document. */
function headingsIn(lines: readonly string[]): readonly number[] {
  const found = [...lines.keys()].filter((index) => heading.test(lines[index] as string));
  return found.length <= Math.min(mostHeadings, lines.length / 4) ? found : [];
}

function failuresIn(lines: readonly string[], most: number): readonly number[] {
  const seen = new Set<string>();
  const found: number[] = [];
  for (const [index, line] of lines.entries()) {
    const start = line.slice(0, looked);
    if (!failureLine.test(start)) continue;
    const wording = start.replace(/\d+/g, '#');
    if (seen.size >= most || seen.has(wording)) continue;
    seen.add(wording);
    for (let after = index; after <= index + linesAfterFailure && after < lines.length; after++) found.push(after);
  }
  return found;
}

/** Lines with a word of the call that hardly any other line has: names anywhere, plain words only as whole words. */
function askedIn(lines: readonly string[], call: string, most: number): readonly number[] {
  const words = [...new Set(call.match(askedWord) ?? [])];
  const names = words.filter((word) => nameLike.test(word)).slice(0, mostWords);
  const lowered = lines.map((line) => line.slice(0, looked).toLowerCase());
  const holders = names.map((name) => {
    const word = name.toLowerCase();
    return [...lowered.keys()].filter((index) => (lowered[index] as string).includes(word));
  });
  const plain = new Map<string, number[]>(words.map((word) => [word.toLowerCase(), []]));
  for (const [index, line] of lowered.entries()) {
    for (const word of new Set(line.match(askedWord) ?? [])) plain.get(word)?.push(index);
  }
  const rare = [...holders, ...plain.values()].filter((indices) => indices.length <= 2);
  return [...new Set(rare.flat())].slice(0, most);
}

/** Keeps gaps that are hardly longer than the notice that would replace them. */
function closeGaps(lines: readonly string[], keep: readonly boolean[]): readonly boolean[] {
  const closed = [...keep];
  for (let index = 0; index < closed.length; index++) {
    if (closed[index]) continue;
    const first = index;
    let characters = 0;
    for (; index < closed.length && !closed[index]; index++) characters += (lines[index] as string).length + 1;
    if (index - first < minGap || characters < minGapCharacters) closed.fill(true, first, index);
  }
  return closed;
}
