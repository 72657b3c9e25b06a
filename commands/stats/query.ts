import path from 'node:path';
import { dimensions, splittingOf } from '../../src/ledger/dimensions.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { Dimension, RequestFilter } from '../../src/model/ledger.ts';
import { parsePeriod, titleOfPeriod } from '../period.ts';

/** Options of `headroom stats` as they were typed. */
export type StatsFlags = {
  readonly by?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly project?: string;
  readonly session?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly full?: boolean;
  readonly cache?: boolean;
  readonly titles?: boolean;
};

/** Views with a name of their own. */
export type View = 'daily' | 'session' | 'last';

/** The query to the ledger. */
export type StatsQuestion = {
  readonly filter: RequestFilter;
  /** Dimensions of the requested table; none for the whole picture. */
  readonly by: readonly Dimension[];
  /** The words for the period; absent if none was asked for. */
  readonly period?: string;
};

/** Dimensions by their names in other tools. */
const oldNames: Readonly<Record<string, Dimension>> = Object.assign(Object.create(null), {
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
});

/** The most names in a table that can be crossed. */
const mostDimensions = 2;

/**
 * Reads what was typed.
 * @throws {HeadroomError} `usage` for invalid or conflicting options
 */
export function readQuestion(view: View | undefined, flags: StatsFlags, now: number): StatsQuestion {
  refuseTogether(view, flags);
  const { since, until, project, session } = flags;
  return {
    filter: {
      ...parsePeriod({ since, until }, now),
      project: project === undefined ? undefined : projectNamed(project),
      session,
    },
    by: dimensionsOf(view, flags.by ?? []),
    ...(since === undefined && until === undefined ? {} : { period: titleOfPeriod(since, until) }),
  };
}

/**
 * The dimensions that words name; `model,day` names two.
 * @param label the words' name in errors
 * @throws {HeadroomError} `usage` for an unknown word, for more than two, and for two that cannot be crossed
 */
export function readDimensions(words: readonly string[], label = '--by'): readonly Dimension[] {
  const typed = words.flatMap((word) => word.split(',')).map((word) => oldNames[word.trim()] ?? word.trim());
  const by = typed.map((word) => {
    const dimension = dimensions.find((each) => each === word);
    if (dimension !== undefined) return dimension;
    throw new HeadroomError('usage', `${label}: expected ${dimensions.join(', ')}, found ${JSON.stringify(word)}`);
  });
  if (by.length > mostDimensions || new Set(by).size < by.length) {
    throw new HeadroomError('usage', `${label}: expected one or two different names, found ${by.join(', ')}`);
  }
  splittingOf(by);
  return by;
}

function dimensionsOf(view: View | undefined, words: readonly string[]): readonly Dimension[] {
  if (view === 'daily') return ['day'];
  return view === 'session' ? ['session'] : readDimensions(words);
}

function refuseTogether(view: View | undefined, { by, cache, csv, json, full }: StatsFlags): void {
  const refuse = (expected: string, found: string) => {
    throw new HeadroomError('usage', `expected ${expected}, found ${found}`);
  };
  if (cache && view !== undefined) refuse('--cache without a view', `'${view}'`);
  if (by !== undefined && view !== undefined) refuse('--by without a view', `'${view}'`);
  if (by !== undefined && cache) refuse('--by or --cache', 'both');
  if (csv && json) refuse('--csv or --json', 'both');
  if (csv && (cache || view === 'last')) refuse('--csv with a table', cache ? '--cache' : "'last'");
  if (full && view !== 'last') refuse("--full with the view 'last'", view === undefined ? 'no view' : `'${view}'`);
}

/** Projects are launch folders; the word `unknown` covers the requests of `headroom proxy`. */
function projectNamed(typed: string): string {
  return typed === 'unknown' ? typed : path.resolve(typed);
}
