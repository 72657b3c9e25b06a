import { type FactContext, type Facts, findFacts, type Series } from './find.ts';
import { createFormReader, type FormReader } from './form.ts';

/** Lost facts that are reported. */
const mostReported = 20;

/**
 * Checks any number of shorter forms of one original; its facts are read at the first form and then kept.
 * @returns a function that gives the facts that a form does not hold, each as a line or name that a person can look for;
 * empty when nothing is lost
 */
export function createGate(original: string, context: FactContext = {}): (form: string) => readonly string[] {
  let facts: Facts | undefined;
  return (form) => {
    facts ??= findFacts(original, context);
    const lost: string[] = [];
    for (const each of lostFacts(facts, createFormReader(form, original, context))) {
      lost.push(each);
      if (lost.length >= mostReported) break;
    }
    return lost;
  };
}

function* lostFacts(facts: Facts, form: FormReader): Generator<string> {
  const textOf = facts.lineAt;
  for (const [wording, series] of facts.messages) {
    if (!holds(form, facts, wording, series.first, 1)) yield textOf(series.first);
    if (series.count > 1 && !holds(form, facts, wording, series.last, 2)) yield textOf(series.last);
    else if (!tellsOfMany(form, series)) yield textOf(series.first);
  }
  for (const [wording, { first }] of facts.warnings) {
    if (!form.hasLine(textOf(first)) && form.countOf(wording) === 0) yield textOf(first);
  }
  for (const [name, line] of facts.tests) {
    if (!form.hasLine(textOf(line)) && !form.hasTest(name) && !form.text.includes(name)) yield name;
  }
  for (const [place, line] of facts.places) {
    if (!form.hasLine(textOf(line)) && !form.hasPlace(place) && !form.text.includes(place)) yield place;
  }
  for (const line of [...facts.totals, ...facts.odd]) if (!form.hasLine(textOf(line))) yield textOf(line);
  for (const { word, lines: named } of facts.named) {
    if (named.every((line) => form.hasLine(textOf(line)))) continue;
    if (form.occurrences(word, named.length) < (facts.page ? 1 : named.length)) yield word;
  }
  for (const value of facts.values) if (!form.hasValue(value)) yield value;
  for (const number of facts.numbers) if (!form.hasNumber(Number(number))) yield number;
}

/** The very line, or, where a form lays lines out anew, enough lines that say the same. */
function holds(form: FormReader, facts: Facts, wording: number, index: number, atLeast: number): boolean {
  return form.hasLine(facts.lineAt(index)) || (form.countOf(wording) >= atLeast && form.laysOutAnew());
}

/** Whether a reader can tell that there were more lines than one: a notice says that something is gone. */
function tellsOfMany(form: FormReader, series: Series): boolean {
  return series.count <= 2 || form.text.includes('[headroom: ');
}

export type { FactContext } from './find.ts';
