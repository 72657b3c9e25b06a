import type { TokenCounter } from '../../model/content.ts';
import { withoutTimes } from './stamp.ts';
import type { Survey } from './survey.ts';

/** More lines that are alike but for an id are a series, of which samples do. */
const mostAlike = 8;
/** Lines kept for their ids may hold this share of the text's tokens. */
const largestShare = 0.05;
/** From this share of lines on, ids stand in nearly every line and make none of them rare. */
const usualShare = 0.5;
/** Characters of a line in which ids are looked for. */
const looked = 2000;

// UUIDs, addresses, places in files, hashes, numbers of orders and tickets, long numbers.
const id =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[a-z][a-z+.-]{1,12}:\/\/[^\s"'<>]{4,}|[\w/\\)-]\.[A-Za-z]\w{0,5}:\d+\b|\b(?=[a-f]{0,39}\d)(?=\d{0,39}[a-f])[0-9a-f]{7,64}\b|\b[A-Za-z]{2,12}[-_#]\d{3,}\b|(?<![\w.])#\d{2,}\b|(?<![\w.,:-])\d{6,20}(?![\w.,:-]\d)\b|\b(?=[A-Za-z]{0,24}\d)(?=\d{0,24}[A-Za-z])(?=[^A-Z]{0,24}[A-Z])[A-Za-z\d]{16,64}\b/;

/** Lines that differ from their like in an id. */
export type IdLines = {
  /** Those that stay, whatever else is left out. */
  readonly kept: readonly number[];
  /** Whether a line is one of the few with its words and an id. */
  readonly isRare: (index: number) => boolean;
};

/**
 * Lines with an id (UUID, hash, URL, place in a file, number of an order) that have at most eight like them: each says
 * something that no other line says. The kinds with the fewest lines come first while all take up at most 5 % of the tokens.
 */
export function findIdLines(survey: Survey, counter: TokenCounter, tokens: number): IdLines {
  const kinds = new Map<number, number[]>();
  const seen = new Set<string>();
  let withId = 0;
  for (const [index, line] of survey.bare.entries()) {
    const words = withoutTimes(line.slice(0, looked));
    if (!id.test(words)) continue;
    withId++;
    const kind = survey.wordings.of[index] as number;
    // The same id again says nothing new.
    if ((survey.wordings.counts[kind] as number) > mostAlike || seen.has(words)) continue;
    seen.add(words);
    const members = kinds.get(kind);
    if (members === undefined) kinds.set(kind, [index]);
    else members.push(index);
  }
  if (withId >= survey.lines.length * usualShare) return { kept: [], isRare: () => false };
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
