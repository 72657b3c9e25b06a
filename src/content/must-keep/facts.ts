import { append } from '../../lib/lists.ts';
import { type FactContext, type Facts, findFacts, type Series } from './find.ts';
import { createFormReader, type FormReader } from './form.ts';

/** How many lost facts are reported. */
const mostReported = 20;

/** Finds the facts that a shorter form of one original lost. */
export type Gate = {
  /** Each lost fact as a line or name that a person can look for; empty when nothing is lost. */
  (form: string): readonly string[];
  /** The lines of the original (0-based) that would restore all lost facts; `undefined` if no lines do. */
  readonly linesLost: (form: string) => readonly number[] | undefined;
};

/** A fact that a form does not contain: how it reads, and the lines that say it. */
type Lost = { readonly text: string; readonly lines?: readonly number[] };

/** Checks any number of shorter forms of one original; its facts are read at the first form and then kept. */
export function createGate(original: string, context: FactContext = {}): Gate {
  let known: Facts | undefined;
  const lostOf = (form: string): Generator<Lost> => {
    known ??= findFacts(original, context);
    return lostFacts(known, createFormReader(form, original, context));
  };
  const check = (form: string) => {
    const lost: string[] = [];
    for (const { text } of lostOf(form)) {
      lost.push(text);
      if (lost.length >= mostReported) break;
    }
    return lost;
  };
  const linesLost = (form: string) => {
    const found: number[] = [];
    for (const { lines } of lostOf(form)) {
      if (lines === undefined) return undefined;
      append(found, lines);
    }
    return found;
  };
  return Object.assign(check, { linesLost });
}

function* lostFacts(facts: Facts, form: FormReader): Generator<Lost> {
  const line = (index: number): Lost => ({ text: facts.lineAt(index), lines: [index] });
  const has = (index: number) => form.hasLine(facts.lineAt(index));
  for (const [wording, series] of facts.messages) {
    if (!holds(form, facts, wording, series.first, 1)) yield line(series.first);
    if (series.count > 1 && !holds(form, facts, wording, series.last, 2)) yield line(series.last);
    else if (!tellsOfMany(form, series)) yield { text: facts.lineAt(series.first) };
  }
  for (const [wording, { first }] of facts.warnings) {
    if (!has(first) && form.countOf(wording) === 0) yield line(first);
  }
  for (const [name, index] of facts.tests) {
    if (!has(index) && !form.hasTest(name) && !form.text.includes(name)) yield { text: name, lines: [index] };
  }
  for (const [place, index] of facts.places) {
    if (!has(index) && !form.hasPlace(place) && !form.text.includes(place)) yield { text: place, lines: [index] };
  }
  for (const index of [...facts.totals, ...facts.odd]) if (!has(index)) yield line(index);
  for (const { word, lines } of facts.named) {
    if (lines.every(has)) continue;
    if (form.occurrences(word, lines.length) < (facts.page ? 1 : lines.length)) yield { text: word, lines };
  }
  for (const value of facts.values) if (!form.hasValue(value)) yield { text: value };
  for (const number of facts.numbers) if (!form.hasNumber(Number(number))) yield { text: number };
}

/** The very line or, if a form lays lines out anew, enough lines with the same content. */
function holds(form: FormReader, facts: Facts, wording: number, index: number, atLeast: number): boolean {
  return form.hasLine(facts.lineAt(index)) || (form.countOf(wording) >= atLeast && form.laysOutAnew());
}

/** Whether a reader can see that there were more lines than one: a notice says that something is left out. */
function tellsOfMany(form: FormReader, series: Series): boolean {
  return series.count <= 2 || form.text.includes('[headroom: ');
}

export type { FactContext } from './find.ts';
