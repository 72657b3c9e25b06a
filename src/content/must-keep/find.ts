import type { ToolCall } from '../../model/block.ts';
import type { ContentKind } from '../../model/content.ts';
import { passesAmong } from '../results.ts';
import { isPieceOfJson, judgedLines } from './judged.ts';
import { findNamed, type Named } from './named.ts';
import { findFarLines, findRareLines } from './outliers.ts';
import { isPage, pageHeadings } from './page.ts';
import { linesOfPassedTests } from './passed-tests.ts';
import { readRecords } from './records.ts';
import { lineAt, lineStarts, type Scan, scanText } from './scan.ts';
import { findUnrendered } from './unrendered.ts';
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

/** Lines with the same wording: the first, the last (0-based) and how many. */
export type Series = { readonly first: number; last: number; count: number };

/** The facts of a text that a shorter form must contain too. Numbers are 0-based line numbers. */
export type Facts = {
  /** A line of the text, trimmed. */
  readonly lineAt: (index: number) => string;
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
  /** Lines of a repetitive text that have no other line like them, or an outlying number. */
  readonly odd: readonly number[];
  /** The text is an HTML page: the same words occur in it for readers, for programs and in addresses. */
  readonly page: boolean;
  /** Names from the call or the user. */
  readonly named: readonly Named[];
  /** Texts of failing JSON records. */
  readonly values: readonly string[];
  /** Numbers of JSON records far above all others of their field, as spelled. */
  readonly numbers: readonly string[];
};

/** No more than this many facts of one kind are compared. */
const mostFacts = 4000;

/** A place is in a traceback if one of this many lines before it is. */
const nearTrace = 3;

/** The facts of a text. Linear in its length. */
export function findFacts(text: string, context: FactContext = {}): Facts {
  const page = context.kind === 'html' || isPage(text);
  const json = page || context.kind === 'code' ? undefined : readRecords(text);
  const starts = lineStarts(text);
  const told = { messages: new Map(), warnings: new Map(), tests: new Map(), places: new Map(), totals: new Map() };
  let odd: readonly number[] = [];
  const values = new Set(json?.values);
  if (page) {
    for (const heading of pageHeadings(text)) addInner(heading, context, values);
  } else if (json === undefined || json.read < text.length) {
    const from = json?.read ?? 0;
    const scan = scanText(text);
    const judged = judgedLines(scan, context.kind, context.call);
    collect(scan, judged, from, context.failed === true, told);
    if (json === undefined && !isPieceOfJson(scan)) {
      const failed = context.failed === true;
      odd = [...new Set([...findRareLines(scan), ...findFarLines(scan), ...findUnrendered(scan, failed)])].filter(
        judged,
      );
    }
  }
  for (const inner of json?.texts ?? []) addInner(inner, context, values);
  return {
    lineAt: (index) => lineAt({ text, starts }, index).trim(),
    messages: told.messages,
    warnings: told.warnings,
    tests: told.tests,
    places: told.places,
    totals: [...told.totals.values()].slice(0, mostFacts),
    odd,
    page,
    named: findNamed(text, starts, context.call, context.asked),
    values: [...values],
    numbers: json?.numbers ?? [],
  };
}

type Told = {
  readonly messages: Map<number, Series>;
  readonly warnings: Map<number, Series>;
  readonly tests: Map<string, number>;
  readonly places: Map<string, number>;
  readonly totals: Map<number, number>;
};

/** Reads the lines that begin at or after an offset. */
function collect(
  scan: Scan,
  judged: (index: number) => boolean,
  offset: number,
  failed: boolean,
  { messages, warnings, tests, places, totals }: Told,
): void {
  const passes = passesAmong(() => linesOf(scan));
  const inPassed = linesOfPassedTests(scan);
  let traced = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scan.count; index++) {
    const hints = scan.hints[index] as number;
    if (hints === 0 || (scan.starts[index] as number) < offset || !judged(index)) continue;
    const line = lineAt(scan, index);
    const facts = readLine(line, hints, {
      ...{ failed, passes },
      traced: index - traced <= nearTrace,
      logged: inPassed(index),
    });
    if (facts === undefined) continue;
    if (facts.frame) traced = index;
    const wording = scan.wordings[index] as number;
    if (facts.message) addSeries(messages, wording, index);
    if (facts.warning) addSeries(warnings, wording, index);
    if (facts.total) totals.set(wording, index);
    if (facts.test !== undefined) addFirst(tests, facts.test, index);
    if (facts.failing) for (const place of findPlaces(line)) addFirst(places, place, index);
  }
}

function* linesOf(scan: Scan): Generator<string> {
  for (let index = 0; index < scan.count; index++) yield lineAt(scan, index);
}

/** A text inside another: its facts count as values, because a shorter form may lay its lines out anew. */
function addInner(text: string, context: FactContext, values: Set<string>): void {
  const scan = scanText(text);
  const told = { messages: new Map(), warnings: new Map(), tests: new Map(), places: new Map(), totals: new Map() };
  collect(scan, judgedLines(scan, undefined, context.call), 0, context.failed === true, told);
  for (const { first } of told.messages.values()) {
    if (values.size < mostFacts) values.add(lineAt(scan, first).trim().slice(0, 200));
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
