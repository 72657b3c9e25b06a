import { type Attribution, attribute, sentence } from './attribute.ts';
import { headingOf, isMadeByUs, lineOf, withBlock, withoutBlock } from './compose.ts';
import type { Line } from './lines.ts';
import { type ParsedFile, parseFile } from './parse.ts';
import { assertWritable, type RuleLine, type RuleState, type WrittenRule } from './rules.ts';

/** What a run is to write into a file, and what is remembered about earlier runs. */
export type ApplyInput = {
  /** The file as it is; `undefined` if there is none. */
  readonly bytes: Buffer | undefined;
  /** How messages call the file. */
  readonly name: string;
  /** The current rules, in order. A rule written earlier stays, whether or not it is listed again. */
  readonly rules: readonly RuleLine[];
  /** Ids of rules to remove. */
  readonly withdrawn?: readonly string[];
  /** What the last run returned for this file. An entry that says `deleted` keeps its rule out of any file. */
  readonly written: readonly WrittenRule[];
  /** The id of a sentence's rule, from its form; for lines that `written` does not know. */
  readonly recognise?: (line: string) => string | undefined;
};

/** A file after a run. */
export type Applied = {
  /** `undefined` if there should be no file: we created it, and it would be empty. */
  readonly bytes: Buffer | undefined;
  /** To be remembered for this file. */
  readonly written: readonly WrittenRule[];
};

/**
 * Writes rules into the block of a file; all bytes outside its markers stay. Lines that the user wrote or changed
 * inside the block stay where they are, and a rule that the user deleted is not written again. A block that is missing
 * from an existing file was deleted with all its rules; if the file itself is gone, its rules are written again.
 * Without changes the bytes stay the same.
 * @throws {HeadroomError} `file` as `parseFile` does; `internal` for a rule that is not a plain line
 */
export function applyRules(input: ApplyInput): Applied {
  const { bytes, name, withdrawn = [] } = input;
  const file = parseFile(bytes ?? Buffer.alloc(0), name);
  const rules = standing(input);
  for (const rule of rules) assertWritable(rule);
  const attribution = attribute(file.block?.lines ?? [], { ...input, rules });
  const states = bytes === undefined ? statesBefore(input) : attribution.states;
  const isMissing = ({ id }: RuleLine) =>
    states.get(id) === undefined || (bytes === undefined && states.get(id) === 'kept');
  const lines = newLines(file, attribution, { rules, fresh: rules.filter(isMissing), withdrawn });
  const text = lines === undefined ? withoutBlock(file, []) : withBlock(file, lines, bytes !== undefined);
  const isGone = lines === undefined && (bytes === undefined || isMadeByUs(file));
  return {
    bytes: isGone ? undefined : Buffer.from(text, 'latin1'),
    written: remember(input, rules, { states, attribution }),
  };
}

/** The rules that are to be in the file: the rules of earlier runs that nobody withdrew, and those of this run. */
function standing({ rules, withdrawn = [], written }: ApplyInput): readonly RuleLine[] {
  const listed = new Set(rules.map(({ id }) => id));
  const earlier = written.filter(({ id }) => !listed.has(id));
  return [...earlier, ...rules].filter(({ id }) => !withdrawn.includes(id));
}

function statesBefore({ written }: ApplyInput): ReadonlyMap<string, RuleState> {
  return new Map(written.map(({ id, state }) => [id, state]));
}

type News = {
  readonly rules: readonly RuleLine[];
  /** Those of them that are not in the file yet. */
  readonly fresh: readonly RuleLine[];
  readonly withdrawn: readonly string[];
};

/** The lines between the markers; `undefined` if there is no block, or if it would be empty. */
function newLines(file: ParsedFile, { lines }: Attribution, news: News): readonly Line[] | undefined {
  const { rules, fresh, withdrawn } = news;
  const stay = lines.filter(({ owner }) => owner.kind !== 'rule' || !withdrawn.includes(owner.id));
  const says = stay.some(({ line, owner }) => owner.kind !== 'heading' && line.text.trim() !== '');
  const hasChanged = file.block === undefined || stay.length < lines.length;
  if (!says && fresh.length === 0 && hasChanged) return undefined;
  const updated = stay.map(({ line, owner }): Line => {
    const rule = owner.kind === 'rule' ? rules.find(({ id }) => id === owner.id) : undefined;
    return rule === undefined || sentence(line.text) === rule.line ? line : lineOf(rule, file.lineEnd);
  });
  const heading = lines.length === 0 && fresh.length > 0 ? headingOf(file) : [];
  const place = 1 + (lastOf(stay, 'rule') ?? lastOf(stay, 'heading') ?? stay.length - 1);
  const added = fresh.map((rule) => lineOf(rule, file.lineEnd));
  return [...heading, ...updated.slice(0, place), ...added, ...updated.slice(place)];
}

function lastOf(lines: Attribution['lines'], kind: 'rule' | 'heading'): number | undefined {
  const index = lines.findLastIndex(({ owner }) => owner.kind === kind);
  return index < 0 ? undefined : index;
}

/** All rules that are or were in the file. A line that may be found again is remembered in our own words. */
function remember(
  { written, withdrawn = [] }: ApplyInput,
  rules: readonly RuleLine[],
  { states, attribution }: { states: ReadonlyMap<string, RuleState>; attribution: Attribution },
): readonly WrittenRule[] {
  const found = attribution.lines.flatMap(({ line, owner }) =>
    owner.kind === 'rule' ? [[owner.id, sentence(line.text)] as const] : [],
  );
  const before = written.map(({ id, line }) => [id, line] as const);
  const now = rules
    .filter(({ id }) => (states.get(id) ?? 'kept') === 'kept')
    .map(({ id, line }) => [id, line] as const);
  return [...new Map([...found, ...before, ...now])]
    .map(([id, line]): WrittenRule => ({ id, line, state: states.get(id) ?? 'kept' }))
    .filter(({ id, state }) => state !== 'kept' || !withdrawn.includes(id));
}
