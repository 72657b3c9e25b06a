import type { Compressed, CompressInput, Compressor, KeptLines } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import { chooseUnits } from './choose.ts';
import { cutLines } from './cut-lines.ts';
import { fetchesDocument, isWorkToDo } from './document.ts';
import { findQuery } from './query.ts';
import { readableShare } from './readable.ts';
import { scoreAsked, scoreUnits } from './salience.ts';
import { readUnits, type Unit } from './units.ts';

/** What the prose compressor is built with. */
export type ProseParts = {
  /**
   * What a model says of pieces of a text: one score a unit, 0 to 1, higher stays. `undefined` if there is none or the
   * text is over its budget; then only the words of the text decide.
   */
  readonly score?: (text: string, units: readonly string[]) => readonly number[] | undefined;
};

/** Shares of the text that may remain, hardest first. */
const balanced = [0.6, 0.68, 0.77, 0.87];
const hardest = [0.3, 0.42];
/** The share of lines that must be sentences for fetched text, and for other output, to be read as a document. */
const readableDocument = 0.35;
const readableReport = 0.5;
const fewestHeadings = 3;
/** Fewer units than this are not ranked. */
const fewestUnits = 8;
/** Wording of failures, in any case and as programs spell them. */
const failures: readonly RegExp[] = [
  /\b(?:error|warning|warn|fatal|panic|exception|failed|failure|traceback|abort(?:ed)?|denied|critical)\b[ \t]{0,3}(?:[:!(\]]|$)/im,
  /^[ \t]{0,40}(?:E {2,}\S|assert(?:ion)? )/im,
  /\b(?:failed (?:to|with|for)|permission denied|connection refused|no such file|command not found|timed out|unhandled)\b/i,
  /\b(?:segmentation fault|core dumped|out of memory|undefined reference|panicked at|aborting|stack overflow|caused by:)/i,
  /\bcannot (?:find|open|stat|read|resolve|import|allocate)\b|\b(?:exit(?:ed)?|status) (?:code |status )?\d/i,
  /\b(?:ERROR|WARN(?:ING)?|FATAL|FAIL(?:ED|URE)?|CRITICAL|PANIC)\b|\b[A-Z]\w*(?:Error|Exception|Warning)\b/,
];

/**
 * Texts that people wrote to be read: the least informative units are left out, judged by the rarity of their words,
 * their facts, their place, repetition, and what is looked for. Headings stay, and so do lines that report failures.
 * Whole lines are left out; a line of more than 120 tokens is cut between its sentences. (The idea of extracts by the
 * worth of words: Luhn, 1958.)
 */
export function createProseCompressor(parts: ProseParts = {}): Compressor {
  return {
    name: 'prose',
    kinds: ['prose', 'text'],
    compress: (input) => (input.lossy ? shorten(input, parts) : []),
  };
}

function shorten(input: CompressInput, { score }: ProseParts): readonly Compressed[] {
  const { lines } = splitLines(input.text);
  const readable = readableShare(lines);
  if (readable < readableDocument || (input.shortest !== true && isWorkToDo(input.call))) return [];
  const units = readUnits(lines, input.counter);
  if (units.length < fewestUnits || !(fetchesDocument(input.call) || isDocument(units, readable))) return [];
  const given = score?.(
    input.text,
    units.map(({ text }) => text),
  );
  const own = given?.length === units.length ? given : scoreUnits(units);
  const asked = scoreAsked(units, findQuery(input));
  const scores = own.map((each, index) => each + (asked[index] as number));
  const must = units.map(isKept);
  const shares = input.shortest === true ? [...hardest, ...balanced] : balanced;
  const forms: Compressed[] = [];
  for (const share of shares) {
    const form = formOf(input, lines, units, chooseUnits(units, scores, must, share));
    if (form !== undefined && form.text.length < input.text.length && forms.at(-1)?.text !== form.text)
      forms.push(form);
  }
  return forms;
}

/** Whether output that is not from a documentation program is a document: sentences under headings. */
function isDocument(units: readonly Unit[], readable: number): boolean {
  return readable >= readableReport && units.filter(({ kind }) => kind === 'heading').length >= fewestHeadings;
}

function isKept({ kind, text }: Unit): boolean {
  return kind === 'heading' || kind === 'label' || failures.some((pattern) => pattern.test(text));
}

function formOf(
  input: CompressInput,
  lines: readonly string[],
  units: readonly Unit[],
  keep: readonly boolean[],
): Compressed | undefined {
  const kept = keepOf(lines, units, keep);
  const handle = kept.includes(false) ? undefined : input.handle;
  const replaced = cutLines(lines, units, keep, handle, input.linesAbove ?? 0);
  const form: KeptLines = replaced.length === 0 ? { keep: kept } : { keep: kept, replaced };
  return keptForm(input.text, form, { ...input, kind: 'prose', by: 'prose' });
}

/**
 * Which lines stay: those of units that stay, and the empty ones between them. A line is kept if a part of it stays.
 */
function keepOf(lines: readonly string[], units: readonly Unit[], keep: readonly boolean[]): boolean[] {
  const kept = new Array<boolean | undefined>(lines.length).fill(undefined);
  for (const [index, { start, end }] of units.entries())
    for (let line = start; line < end; line++) kept[line] = (kept[line] ?? false) || (keep[index] as boolean);
  // Code of which a part stays keeps its fences: otherwise the text after it would read as code.
  for (const [index, { fences }] of units.entries())
    if (fences !== undefined && keep[index]) kept[fences[0]] = kept[fences[1]] = true;
  // Empty lines are left out with the gap after them, so that one notice describes each gap.
  for (let line = kept.length - 1; line >= 0; line--) kept[line] ??= kept[line + 1] ?? true;
  return kept as boolean[];
}
