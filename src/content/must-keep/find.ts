import type { ToolCall } from '../../model/block.ts';
import type { ContentKind } from '../../model/content.ts';
import { splitLines } from '../lines.ts';
import { judgedLines, visibleLines } from './judged.ts';
import { findNamed, type Named } from './named.ts';
import { findFarLines, findRareLines } from './outliers.ts';
import { readRecords } from './records.ts';
import { type Scan, scanLines } from './scan.ts';
import { findPlaces, readLine } from './wording.ts';

/** What is known about the call whose output is judged. */
export type FactContext = {
  readonly failed?: boolean;
  readonly call?: ToolCall;
  /** The last words of the user before the call. */
  readonly asked?: string;
  /** What the text was found to be. */
  readonly kind?: ContentKind;
};

/** Lines with the same wording: the first, the last (numbers from 0) and how many. */
export type Series = { readonly first: number; last: number; count: number };

/** What a text says that a shorter form must say too. Numbers are those of lines, from 0. */
export type Facts = {
  readonly lines: readonly string[];
  /** Distinct failure messages, by the hash of their wording without numbers, ids and paths. */
  readonly messages: ReadonlyMap<number, Series>;
  /** Distinct warnings, likewise. */
  readonly warnings: ReadonlyMap<number, Series>;
  /** Names of failing tests. */
  readonly tests: ReadonlyMap<string, number>;
  /** Places in files that failures and stack traces name. */
  readonly places: ReadonlyMap<string, number>;
  /** The last line of each kind of count, verdict or exit code. */
  readonly totals: readonly number[];
  /** Lines of a repetitive text that have no other line like them, or a number far out. */
  readonly odd: readonly number[];
  /** What the call or the user names. */
  readonly named: readonly Named[];
  /** Texts of failing JSON records. */
  readonly values: readonly string[];
  /** Numbers of JSON records far above all others of their field, as spelled. */
  readonly numbers: readonly string[];
};

/** No more than this many facts of one kind are compared. */
const mostFacts = 4000;

/** The facts of a text. Linear in its length. */
export function findFacts(text: string, context: FactContext = {}): Facts {
  const json = context.kind === 'code' ? undefined : readRecords(text);
  const page = context.kind === 'html' ? visibleLines(text) : undefined;
  const lines = splitLines(text).lines;
  const told = { messages: new Map(), warnings: new Map(), tests: new Map(), places: new Map() };
  const totals = new Map<number, number>();
  const odd: number[] = [];
  if (json === undefined || json.read < text.length) {
    const from = json === undefined ? 0 : splitLines(text.slice(0, json.read)).lines.length;
    const scan = scanLines(page ?? (from === 0 ? lines : lines.slice(from)));
    collect(scan, judgedLines(scan.lines, context.kind, context.call), context.failed === true, told, totals, from);
    if (page === undefined) odd.push(...new Set([...findRareLines(scan), ...findFarLines(scan)]));
  }
  const values = new Set(json?.values);
  for (const inner of json?.texts ?? []) addInner(inner, context, values);
  return {
    lines,
    ...told,
    totals: [...totals.values()].slice(0, mostFacts),
    odd,
    named: findNamed(text, lines, context.call, context.asked),
    values: [...values],
    numbers: json?.numbers ?? [],
  };
}

type Told = {
  readonly messages: Map<number, Series>;
  readonly warnings: Map<number, Series>;
  readonly tests: Map<string, number>;
  readonly places: Map<string, number>;
};

function collect(
  scan: Scan,
  judged: (index: number) => boolean,
  failed: boolean,
  told: Told,
  totals: Map<number, number>,
  from: number,
): void {
  for (let index = 0; index < scan.lines.length; index++) {
    const hints = scan.hints[index] as number;
    if (hints === 0 || !judged(index)) continue;
    const line = scan.lines[index] as string;
    const facts = readLine(line, hints, failed);
    if (facts === undefined) continue;
    const wording = scan.wordings[index] as number;
    if (facts.message) addSeries(told.messages, wording, from + index);
    if (facts.warning) addSeries(told.warnings, wording, from + index);
    if (facts.total) totals.set(wording, from + index);
    if (facts.test !== undefined) addFirst(told.tests, facts.test, from + index);
    if (facts.failing) for (const place of findPlaces(line)) addFirst(told.places, place, from + index);
  }
}

/** A text inside a string: what it tells counts as values, because a shorter form may lay its lines out anew. */
function addInner(text: string, context: FactContext, values: Set<string>): void {
  const scan = scanLines(splitLines(text).lines);
  const judged = judgedLines(scan.lines, undefined, context.call);
  const told = { messages: new Map(), warnings: new Map(), tests: new Map(), places: new Map() };
  collect(scan, judged, context.failed === true, told, new Map(), 0);
  for (const { first } of told.messages.values()) {
    if (values.size < mostFacts) values.add((scan.lines[first] as string).trim().slice(0, 200));
  }
  for (const name of [...told.tests.keys(), ...told.places.keys()]) if (values.size < mostFacts) values.add(name);
}

function addSeries(series: Map<number, Series>, wording: number, index: number): void {
  const known = series.get(wording);
  if (known === undefined) {
    if (series.size < mostFacts) series.set(wording, { first: index, last: index, count: 1 });
    return;
  }
  known.last = index;
  known.count++;
}

function addFirst(facts: Map<string, number>, name: string, index: number): void {
  if (facts.size < mostFacts && !facts.has(name)) facts.set(name, index);
}
