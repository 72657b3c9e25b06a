import { splitLines } from '../lines.ts';
import { type FactContext, type Facts, findFacts, type Series } from './find.ts';
import { createFormReader, type FormReader } from './form.ts';

/** A fact that a form does not hold. */
export type Lost = {
  /** A line, a name or a value that a person can look for. */
  readonly fact: string;
  /** A line of the original (from 0) that would bring it back; `undefined` where no single line does. */
  readonly line?: number;
};

/** Lost facts that are reported. */
const mostReported = 20;

/**
 * Checks any number of shorter forms of one original; its facts are read at the first form and then kept.
 * @returns a function that gives the facts that a form does not hold, each as a line or name that a person can look for;
 * empty when nothing is lost
 */
export function createGate(original: string, context: FactContext = {}): (form: string) => readonly string[] {
  const judge = createJudge(original, context);
  return (form) => judge(form, mostReported).map(({ fact }) => fact);
}

/**
 * The same as `createGate` with every lost fact and the line that holds it, for mending a form that keeps whole lines.
 * @returns a function that gives up to `most` of the lost facts
 */
export function createJudge(
  original: string,
  context: FactContext = {},
): (form: string, most?: number) => readonly Lost[] {
  let facts: Facts | undefined;
  return (form, most = Number.POSITIVE_INFINITY) => {
    facts ??= findFacts(original, context);
    const lost: Lost[] = [];
    for (const each of lostFacts(facts, createFormReader(form, original, context))) {
      lost.push(each);
      if (lost.length >= most) break;
    }
    return lost;
  };
}

function* lostFacts(facts: Facts, form: FormReader): Generator<Lost> {
  const textOf = facts.lineAt;
  const lost = (index: number): Lost => ({ fact: textOf(index), line: index });
  for (const [wording, series] of facts.messages) {
    if (!holds(form, facts, wording, series.first, 1)) yield lost(series.first);
    if (series.count > 1 && !holds(form, facts, wording, series.last, 2)) yield lost(series.last);
    else if (!tellsOfMany(form, series)) yield lost(series.first);
  }
  for (const [wording, { first }] of facts.warnings) {
    if (!form.hasLine(textOf(first)) && form.countOf(wording) === 0) yield lost(first);
  }
  for (const [name, line] of facts.tests) {
    if (!form.hasLine(textOf(line)) && !form.hasTest(name) && !form.text.includes(name)) yield { fact: name, line };
  }
  for (const [place, line] of facts.places) {
    if (!form.hasLine(textOf(line)) && !form.hasPlace(place) && !form.text.includes(place)) yield { fact: place, line };
  }
  for (const line of [...facts.totals, ...facts.odd]) if (!form.hasLine(textOf(line))) yield lost(line);
  for (const { word, lines: named } of facts.named) {
    if (named.every((line) => form.hasLine(textOf(line)))) continue;
    if (form.occurrences(word, named.length) < (facts.page ? 1 : named.length)) {
      yield { fact: word, line: named.find((line) => !form.hasLine(textOf(line))) };
    }
  }
  for (const value of facts.values) if (!form.hasValue(value)) yield { fact: value };
  for (const number of facts.numbers) if (!form.hasNumber(Number(number))) yield { fact: number };
}

/** The very line, or, where a form lays lines out anew, enough lines that say the same. */
function holds(form: FormReader, facts: Facts, wording: number, index: number, atLeast: number): boolean {
  return form.hasLine(facts.lineAt(index)) || (form.countOf(wording) >= atLeast && form.laysOutAnew());
}

/** Whether a reader can tell that there were more lines than one. */
function tellsOfMany(form: FormReader, series: Series): boolean {
  return series.count === 1 || form.text.includes('[headroom: ') || splitLines(form.text).lines.length > 1;
}

export type { FactContext } from './find.ts';
