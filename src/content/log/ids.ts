import type { TokenCounter } from '../../model/content.ts';
import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';

/** More lines that differ only in an id are a series, of which samples are enough. */
const mostAlike = 8;
/** The share of the text's tokens that lines kept for their ids may take. */
const largestShare = 0.05;
/** From this share of lines on, ids are in nearly every line, and none is rare. */
const usualShare = 0.5;
/** How many characters of a line are searched for ids. */
const looked = 2000;

/** An id in this share of lines, if in more than a few, belongs to a pod or a host named at the start of each. */
const commonShare = 0.05;

// UUIDs, addresses, places in files, hashes, order and ticket numbers, long numbers, mixed keys.
const id =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[a-z][a-z+.-]{1,12}:\/\/[^\s"'<>]{4,}|[\w/\\)-]\.[A-Za-z]\w{0,5}(?::\d+\b|:line \d+|\(\d+(?:,\d+)?\)|", line \d+)|\b(?=[a-f]{0,39}\d)(?=\d{0,39}[a-f])[0-9a-f]{7,64}\b|\b[A-Za-z]{2,12}[-_#]\d{3,}\b|\b[A-Z]{2,6}\d{4,}\b|(?<![\w.])#\d{2,}\b|(?<![\w.,:-])\d{6,20}(?![\w.,:-]\d)\b|\b(?=[A-Za-z]{0,24}\d)(?=\d{0,24}[A-Za-z])(?=[^A-Z]{0,24}[A-Z])[A-Za-z\d]{16,64}\b|\b[a-z]{2,8}_(?=[A-Za-z]{0,63}\d)[A-Za-z\d]{8,64}\b/g;
// A word that makes the next one an id. Programs count such things too, so most lines may have one without naming a
// request.
const numbered =
  /\b(?:order|invoice|ticket|issue|bug|case|customer|user|account|shipment|payment|transaction|deployment|release|pull request|merge request|PR|MR)s?(?: (?:id|no\.?|number))?[ :=#]{1,3}\d+\b|(?<![a-z])id["']?[=:] ?["']?[\w-]+|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/i;

/** Lines that differ from similar lines in an id. */
export type IdLines = {
  /** Those that stay, whatever else is left out. */
  readonly kept: readonly number[];
  /** Whether a line is one of the few with its words and an id. */
  readonly isRare: (index: number) => boolean;
};

/**
 * Lines with an id (UUID, hash, URL, place in a file, order number) and at most eight similar lines: each says
 * something that no other line says. The kinds with the fewest lines come first while all take up at most 5 % of the
 * tokens.
 */
export function findIdLines(survey: Survey, counter: TokenCounter, tokens: number): IdLines {
  const words = survey.bare.map((line) => withoutTimes(line.slice(0, looked)));
  const hasOwn = findOwn(words);
  const isNumbered = words.map((line) => numbered.test(line));
  const isUsual = (has: readonly boolean[]) => has.filter((each) => each).length >= has.length * usualShare;
  const numbersTell = !isUsual(isNumbered);
  if (isUsual(hasOwn)) return { kept: [], isRare: () => false };
  const kinds = new Map<number, number[]>();
  const seen = new Set<string>();
  for (const [index, line] of words.entries()) {
    if (hasOwn[index] !== true && !(numbersTell && isNumbered[index])) continue;
    const kind = survey.wordings.of[index] as number;
    // A repeated id says nothing new.
    if ((survey.wordings.counts[kind] as number) > mostAlike || seen.has(line)) continue;
    seen.add(line);
    const members = kinds.get(kind);
    if (members === undefined) kinds.set(kind, [index]);
    else members.push(index);
  }
  const rare = new Set([...kinds.values()].flat());
  let left = tokens * largestShare;
  const kept: number[] = [];
  for (const members of [...kinds.values()].sort((one, other) => one.length - other.length)) {
    const cost = counter.count(`${members.map((index) => survey.lines[index]).join('\n')}\n`);
    if (cost > left) continue;
    left -= cost;
    for (const index of members) kept.push(index);
  }
  return { kept, isRare: (index) => rare.has(index) };
}

/** Which lines have an id that is not the same on very many of them. */
function findOwn(lines: readonly string[]): readonly boolean[] {
  const ids = lines.map((line) => line.match(id) ?? []);
  const counts = new Map<string, number>();
  for (const each of ids) for (const one of new Set(each)) counts.set(one, (counts.get(one) ?? 0) + 1);
  const usual = Math.max(mostAlike, lines.length * commonShare);
  return ids.map((each) => each.some((one) => (counts.get(one) as number) <= usual));
}
