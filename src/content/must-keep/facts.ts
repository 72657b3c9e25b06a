import type { ToolCall } from '../../model/block.ts';
import { splitLines } from '../lines.ts';
import { findJsonFacts } from './json-facts.ts';
import { findRareLines } from './rare.ts';
import { findPlaces, readLine } from './wording.ts';

/** What is known about the call whose output is judged. */
export type FactContext = { readonly failed?: boolean; readonly call?: ToolCall };

/** What a text says that a shorter form must say too. Maps go from what is compared to a line of the text that says it. */
export type Facts = {
  /** Distinct failure messages, by their wording without numbers, ids and paths. */
  readonly messages: ReadonlyMap<string, string>;
  /** Distinct warnings, likewise. */
  readonly warnings: ReadonlyMap<string, string>;
  /** Names of failing tests. */
  readonly tests: ReadonlySet<string>;
  /** Places in files that failures and stack traces name. */
  readonly places: ReadonlySet<string>;
  /** The last line of each kind of count, verdict or exit code, trimmed. */
  readonly totals: ReadonlySet<string>;
  /** Lines of a repetitive text that have no other line like them, trimmed. */
  readonly rare: ReadonlySet<string>;
  /** Texts of failing JSON records. */
  readonly values: ReadonlySet<string>;
};

/** No more than this many facts of one kind are compared. */
const mostFacts = 4000;
/** Lost facts that are reported. */
const mostReported = 20;

/** The facts of a text. Linear in its length. */
export function findFacts(text: string, context: FactContext = {}): Facts {
  const values = findJsonFacts(text);
  const lines = values === undefined ? splitLines(text).lines : [];
  const messages = new Map<string, string>();
  const warnings = new Map<string, string>();
  const tests = new Set<string>();
  const places = new Set<string>();
  const totals = new Map<string, string>();
  for (const line of lines) {
    const facts = readLine(line, context.failed === true);
    if (facts === undefined) continue;
    addFirst(messages, facts.message, line);
    addFirst(warnings, facts.warning, line);
    if (facts.total !== undefined) totals.set(facts.total, line.trim());
    if (facts.test !== undefined && tests.size < mostFacts) tests.add(facts.test);
    if (facts.failing && places.size < mostFacts) for (const place of findPlaces(line)) places.add(place);
  }
  return {
    messages,
    warnings,
    tests,
    places,
    totals: new Set([...totals.values()].slice(0, mostFacts)),
    rare: new Set(findRareLines(lines)),
    values: new Set(values),
  };
}

/**
 * The facts of an original that a form does not hold, each as a line or name that a person can look for; empty when nothing is lost.
 */
export function lostFacts(original: string, form: string, context: FactContext = {}): readonly string[] {
  const facts = findFacts(original, context);
  const formLines = splitLines(form).lines;
  const kept = findFormFacts(formLines, context);
  const lost: string[] = [];
  const report = (fact: string, isKept: boolean) => {
    if (lost.length < mostReported && !isKept && !form.includes(fact)) lost.push(fact);
  };
  for (const [wording, line] of [...facts.messages, ...facts.warnings]) report(line.trim(), kept.wordings.has(wording));
  for (const test of facts.tests) report(test, kept.tests.has(test));
  for (const place of facts.places) report(place, kept.places.has(place));
  for (const line of [...facts.totals, ...facts.rare]) report(line, kept.lines.has(line));
  for (const value of facts.values) report(value, false);
  return lost;
}

type FormFacts = {
  readonly wordings: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
  readonly lines: ReadonlySet<string>;
};

function findFormFacts(lines: readonly string[], context: FactContext): FormFacts {
  const wordings = new Set<string>();
  const tests = new Set<string>();
  const places = new Set<string>();
  for (const line of lines) {
    const facts = readLine(line, context.failed === true);
    if (facts?.message !== undefined) wordings.add(facts.message);
    if (facts?.warning !== undefined) wordings.add(facts.warning);
    if (facts?.test !== undefined) tests.add(facts.test);
    for (const place of findPlaces(line)) places.add(place);
  }
  return { wordings, tests, places, lines: new Set(lines.map((line) => line.trim())) };
}

function addFirst(facts: Map<string, string>, wording: string | undefined, line: string): void {
  if (wording === undefined || wording === '' || facts.size >= mostFacts || facts.has(wording)) return;
  facts.set(wording, line);
}
