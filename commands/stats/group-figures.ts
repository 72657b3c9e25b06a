import type { Savings } from '../../src/ledger/savings.ts';
import type { Figures, Summary } from '../../src/ledger/summarise.ts';
import { formatCount, formatDollars } from '../ui/numbers.ts';
import { lessOrMore } from '../ui/shares.ts';

/** A figure in each row of a table: its name in JSON and CSV, its heading on a screen, and its form there. */
type Column<T> = {
  readonly name: string;
  readonly heading: string;
  readonly pick: (figures: T) => number | undefined;
  readonly format: (value: number) => string;
};

/**
 * The figures of requests under one name. Prompt tokens are the provider's own; what older versions did not record is
 * absent.
 */
export const requestColumns: readonly Column<Figures>[] = [
  { name: 'requests', heading: 'requests', pick: ({ requests }) => requests, format: formatCount },
  { name: 'promptTokensBefore', heading: 'tokens before', pick: ({ prompts }) => prompts?.before, format: formatCount },
  { name: 'promptTokensAfter', heading: 'after', pick: ({ prompts }) => prompts?.after, format: formatCount },
  { name: 'promptTokensSavedShare', heading: '', pick: ({ prompts }) => prompts?.savedShare, format: lessOrMore },
  { name: 'paid', heading: 'paid', pick: ({ paid }) => paid, format: formatDollars },
  { name: 'wouldHaveCost', heading: 'instead of', pick: ({ wouldHaveCost }) => wouldHaveCost, format: formatDollars },
  { name: 'savedShare', heading: '', pick: ({ savedShare }) => savedShare, format: lessOrMore },
];

/** The figures of outputs under one name. Tokens are counted once; what older versions did not record is absent. */
export const savingsColumns: readonly Column<Savings>[] = [
  { name: 'tokensBefore', heading: 'tokens before', pick: ({ tokensBefore }) => tokensBefore, format: formatCount },
  { name: 'tokensAfter', heading: 'after', pick: ({ tokensAfter }) => tokensAfter, format: formatCount },
  { name: 'tokensSavedShare', heading: '', pick: ({ tokensShare }) => tokensShare, format: lessOrMore },
  { name: 'tokensSaved', heading: 'saved', pick: ({ tokens }) => tokens, format: formatCount },
  { name: 'dollarsSaved', heading: 'saved', pick: ({ dollars }) => dollars, format: formatDollars },
];

/** Whether nobody pays for any of these requests by use: all of them used a login. */
export function isByLoginAlone({ requests, byPayer }: Pick<Summary, 'requests' | 'byPayer'>): boolean {
  return requests > 0 && byPayer.login?.requests === requests;
}

/** Returns the headings of such columns; dollars that nobody paid are not called paid or saved. */
export function headingsFor(summary: Summary): (column: Column<never>) => string {
  const isAtListPrice = isByLoginAlone(summary);
  return ({ name, heading }) => (isAtListPrice && inDollars.has(name) ? listPrice : heading);
}

const inDollars: ReadonlySet<string> = new Set(['paid', 'dollarsSaved']);
/** The heading of dollars that nobody pays by use. */
export const listPrice = 'at list price';

/** The figures of a row by their names; `null` for unknown ones. */
export function figuresByName<T>(columns: readonly Column<T>[], figures: T): Readonly<Record<string, number | null>> {
  return Object.fromEntries(columns.map(({ name, pick }) => [name, pick(figures) ?? null]));
}

/** How a screen shows what is not known. */
export const notNoted = '–';
/** What a screen says where it shows that. */
export const aboutNotNoted = `${notNoted}: not recorded by earlier versions, or without a receipt.`;

/** The figures of a row as a screen shows them; see `notNoted` for what is not known. */
export function shownFigures<T>(columns: readonly Column<T>[], figures: T): readonly string[] {
  return columns.map(({ pick, format }) => {
    const value = pick(figures);
    return value === undefined ? notNoted : format(value);
  });
}
