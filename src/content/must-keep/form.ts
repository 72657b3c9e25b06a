import { splitLines } from '../lines.ts';
import type { FactContext } from './find.ts';
import { standsAt } from './named.ts';
import { lineAt, scanText } from './scan.ts';
import { findPlaces, readLine } from './wording.ts';

/** What a shorter form contains; each part is read when it is first asked for. */
export type FormReader = {
  readonly text: string;
  /** A line of the form, trimmed, is this one. */
  hasLine(line: string): boolean;
  /** How many lines have this wording. */
  countOf(wording: number): number;
  hasTest(name: string): boolean;
  hasPlace(place: string): boolean;
  /** Whether it contains the value in any JSON spelling. */
  hasValue(value: string): boolean;
  hasNumber(number: number): boolean;
  /** How often a word occurs in it; stops counting at `enough`. */
  occurrences(word: string, enough: number): number;
  /** Whether it contains lines that are neither lines of the original nor notices. */
  laysOutAnew(): boolean;
};

/** Reads a form of an original. */
export function createFormReader(text: string, original: string, context: FactContext): FormReader {
  const lines = once(() => splitLines(text).lines);
  const trimmed = once(() => new Set(lines().map((line) => line.trim())));
  const said = once(() => readForm(text, context.failed === true));
  const plain = once(() => plainText(text));
  const numbers = once(() => new Set((text.match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g) ?? []).map(Number)));
  const foreign = once(() => {
    const known = new Set(splitLines(original).lines);
    return lines().some((line) => !known.has(line) && !line.includes('[headroom: '));
  });
  return {
    text,
    hasLine: (line) => trimmed().has(line),
    countOf: (wording) => said().wordings.get(wording) ?? 0,
    hasTest: (name) => said().tests.has(name),
    hasPlace: (place) => said().places.has(place),
    hasValue: (value) => text.includes(value) || plain().includes(plainText(value)),
    hasNumber: (number) => numbers().has(number),
    occurrences: (word, enough) => occurrencesOf(text, word, enough),
    laysOutAnew: foreign,
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function readForm(text: string, failed: boolean) {
  const scan = scanText(text);
  const wordings = new Map<number, number>();
  const tests = new Set<string>();
  const places = new Set<string>();
  for (let index = 0; index < scan.count; index++) {
    const wording = scan.wordings[index] as number;
    wordings.set(wording, (wordings.get(wording) ?? 0) + 1);
    const hints = scan.hints[index] as number;
    if (hints === 0) continue;
    const line = lineAt(scan, index);
    const test = readLine(line, hints, { failed })?.test;
    if (test !== undefined) tests.add(test);
    for (const place of findPlaces(line)) places.add(place);
  }
  return { wordings, tests, places };
}

const escapes: Readonly<Record<string, string>> = { n: ' ', r: ' ', t: ' ', b: ' ', f: ' ' };

/** Text without the escapes of JSON and with single spaces, so that all spellings of a value read the same. */
function plainText(text: string): string {
  const bare = text.includes('\\')
    ? text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, code: string | undefined, sign: string) =>
        code === undefined ? (escapes[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
  return bare.replace(/\s+/g, ' ');
}

function occurrencesOf(text: string, word: string, enough: number): number {
  let count = 0;
  for (const _ of standsAt(text, word)) if (++count >= enough) break;
  return count;
}
