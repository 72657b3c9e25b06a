import type { ToolCall } from '../../model/block.ts';
import { splitLines } from '../lines.ts';
import { findJsonFacts } from './json-facts.ts';
import { findRareLines } from './rare.ts';
import { createTextLookup, withoutScripts } from './markup.ts';
import { findPlaces, readLine } from './wording.ts';

/** What is known about the call whose output is judged. */
export type FactContext = {
  readonly failed?: boolean;
  readonly call?: ToolCall;
  /** The last words of the user before the call. */
  readonly asked?: string;
};

/** What a text says that a shorter form must say too. Maps go from what is compared to a line of the text that says it. */
export type Facts = {
  /** Distinct failure messages, by their wording without numbers, ids and paths. */
  readonly messages: ReadonlyMap<string, string>;
  /** Distinct warnings, likewise. */
  readonly warnings: ReadonlyMap<string, string>;
  /** Names of failing tests. */
  readonly tests: ReadonlyMap<string, string>;
  /** Places in files that failures and stack traces name. */
  readonly places: ReadonlyMap<string, string>;
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
  const tests = new Map<string, string>();
  const places = new Map<string, string>();
  const totals = new Map<string, string>();
  for (const line of lines) {
    const facts = readLine(line, context.failed === true);
    if (facts === undefined) continue;
    addFirst(messages, facts.message, line);
    addFirst(warnings, facts.warning, line);
    if (facts.total !== undefined) totals.set(facts.total, line.trim());
    addFirst(tests, facts.test, line);
    if (facts.failing) for (const place of findPlaces(line)) addFirst(places, place, line);
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
 * Checks any number of shorter forms of one original; its facts are read at the first form and then kept.
 * @returns a function that gives the facts that a form does not hold, each as a line or name that a person can look for; empty when
 * nothing is lost.
 */
export function createGate(original: string, context: FactContext = {}): (form: string) => readonly string[] {
  let facts: Facts | undefined;
  return (form) => {
    facts ??= findFacts(withoutScripts(original), context);
    return findLost(facts, form, context);
  };
}

function findLost(facts: Facts, form: string, context: FactContext): readonly string[] {
  const formLines = splitLines(form).lines;
  const lines = new Set(formLines.map((line) => line.trim()));
  // Most forms hold the very lines; the others are read only when one is missing.
  let read: FormFacts | undefined;
  const kept = () => {
    read ??= findFormFacts(formLines, context);
    return read;
  };
  const lost: string[] = [];
  const saysInText = createTextLookup(form);
  const report = (fact: string, isKept: boolean) => {
    if (!isKept && !form.includes(fact) && !saysInText(fact)) lost.push(fact);
  };
  const check = (said: ReadonlyMap<string, string>, kind: keyof FormFacts) => {
    for (const [fact, line] of said) {
      if (lost.length >= mostReported) return;
      const told = kind === 'wordings' ? line.trim() : fact;
      report(told, lines.has(line.trim()) || kept()[kind].has(fact));
    }
  };
  check(facts.messages, 'wordings');
  check(facts.warnings, 'wordings');
  check(facts.tests, 'tests');
  check(facts.places, 'places');
  for (const line of [...facts.totals, ...facts.rare]) report(line, lines.has(line));
  for (const value of facts.values) report(value, false);
  return lost.slice(0, mostReported);
}

type FormFacts = {
  readonly wordings: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
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
  return { wordings, tests, places };
}

function addFirst(facts: Map<string, string>, wording: string | undefined, line: string): void {
  if (wording === undefined || wording === '' || facts.size >= mostFacts || facts.has(wording)) return;
  facts.set(wording, line);
}
