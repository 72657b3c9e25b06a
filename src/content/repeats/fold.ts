import type { Handle } from '../../model/block.ts';
import type { KeptLines, Pointer } from '../../model/content.ts';
import { keepLines, splitLines } from '../lines.ts';
import { omissionNotice, pointerNotice } from '../marker.ts';
import { fewestLines, findRepeats, type Repeat } from './find.ts';
import { addedLines, type NumberedLines, readNumbered } from './numbered.ts';
import { pointerWords } from './pointer.ts';
import type { ShownIndex } from './shown.ts';

/** Runs of a text that appear earlier in the conversation. */
export type Folds = {
  readonly lines: NumberedLines;
  readonly repeats: readonly Repeat[];
};

/**
 * A run of fewer characters has few tokens more than a notice; a run of few lines must be larger to be worth following.
 */
const fewestCharacters = 160;
const fewestOfFew = 300;
const fewLines = 6;

/**
 * The runs of a text that appear in an earlier text and are long enough for a pointer.
 * @param staysPut whether a line, without its number, stays in place even if it appears earlier
 * @param isPatch whether what the text adds to files is searched too
 */
export function findFolds(
  text: string,
  index: ShownIndex,
  staysPut: (line: string, at: number) => boolean,
  isPatch = false,
): Folds {
  const lines = readNumbered(text);
  const reminders = reminderLines(lines);
  const stays = (line: number) =>
    reminders.has(line) || lines.raw(line).startsWith('[headroom: ') || staysPut(lines.body(line), line);
  const find = (of: NumberedLines, eligible: (line: number) => boolean) =>
    findRepeats(of, index, eligible).filter((repeat) => isWorthIt(lines, repeat));
  const repeats = find(lines, (line) => !stays(line));
  if (!isPatch) return { lines, repeats };
  const found = new Set(
    repeats.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
  );
  const added = find(addedLines(lines), (line) => !stays(line) && !found.has(line));
  const all = [...repeats, ...added.map((repeat) => ({ ...repeat, added: true }))];
  return { lines, repeats: all.sort((a, b) => a.start - b.start) };
}

/**
 * The form of a text with pointers in place of runs that appear earlier in the conversation.
 * @param of the text's handle, and the name of its place
 * @param form the lines that another form keeps; all by default
 */
export function foldLines(
  text: string,
  { lines, repeats }: Folds,
  of: { readonly handle: Handle; readonly place: string },
  form?: KeptLines,
): { readonly text: string; readonly lines: KeptLines; readonly sources: readonly string[] } | undefined {
  const keep = form === undefined ? Array.from({ length: lines.count }, () => true) : [...form.keep];
  const taken = new Set<number>();
  for (const { first, last } of form?.replaced ?? []) for (let line = first; line <= last; line++) taken.add(line - 1);
  const pointers: Pointer[] = [];
  const sources = new Set<string>();
  for (const repeat of repeats.flatMap((each) => withoutTaken(each, taken))) {
    // A gap of another form that is cheaper than a pointer stays a gap.
    const kept = keptIn(keep, repeat);
    if (kept < fewestLines) continue;
    for (let line = repeat.start; line < repeat.end; line++) keep[line] = false;
    pointers.push({ first: repeat.start + 1, last: repeat.end, words: pointerWords(repeat, lines, of.place) });
    sources.add(repeat.piece.shown.id);
  }
  if (pointers.length === 0) return undefined;
  const kept: KeptLines = { ...form, keep, pointers };
  return { text: keepLines(text, kept, of.handle), lines: kept, sources: [...sources] };
}

/** The same text from end to end: nothing of it has to be repeated. */
export function foldWhole(
  text: string,
  index: ShownIndex,
  handle: Handle | undefined,
): { readonly text: string; readonly source: string } | undefined {
  const shown = index.whole(text);
  if (shown === undefined) return undefined;
  const { lines } = splitLines(text);
  const where = shown.place === '' ? 'shown above' : `shown above: the same as ${shown.place} printed`;
  const total = lines.length;
  const notices = [pointerNotice([1, total], where)];
  if (handle !== undefined) notices.push(omissionNotice({ omitted: total, total, handle }));
  return { text: notices.join('\n'), source: shown.id };
}

function keptIn(keep: readonly boolean[], { start, end }: Repeat): number {
  let kept = 0;
  for (let line = start; line < end; line++) if (keep[line]) kept++;
  return kept;
}

/** The parts of a run that are not in another layout. */
function withoutTaken(repeat: Repeat, taken: ReadonlySet<number>): readonly Repeat[] {
  if (taken.size === 0) return [repeat];
  const parts: Repeat[] = [];
  for (let start = repeat.start; start < repeat.end; start++) {
    if (taken.has(start)) continue;
    let end = start;
    while (end < repeat.end && !taken.has(end)) end++;
    if (end - start >= fewestLines) parts.push({ ...repeat, start, end, from: repeat.from + start - repeat.start });
    start = end;
  }
  return parts;
}

function isWorthIt(lines: NumberedLines, repeat: Repeat): boolean {
  const least = repeat.end - repeat.start < fewLines ? fewestOfFew : fewestCharacters;
  return charactersOf(lines, repeat) >= least;
}

function charactersOf(lines: NumberedLines, { start, end }: Repeat): number {
  let characters = 0;
  for (let line = start; line < end; line++) characters += lines.body(line).length + 1;
  return characters;
}

/** Lines of reminders that a client adds: they are repeated on purpose. */
function reminderLines(lines: NumberedLines): ReadonlySet<number> {
  const found = new Set<number>();
  let inside = false;
  for (let index = 0; index < lines.count; index++) {
    const line = lines.raw(index);
    if (line.includes('<system-reminder>')) inside = true;
    if (inside) found.add(index);
    if (line.includes('</system-reminder>')) inside = false;
  }
  return found;
}
