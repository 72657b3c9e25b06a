/** How many lines of one kind stay, of its first and of its last ones. */
export type Sample = { readonly first: number; readonly last: number };

/** How hard a log is shortened. Counts are lines, shares are of the text's characters. */
export type Level = {
  /** Lines kept at the start and the end of the text. */
  readonly head: number;
  readonly tail: number;
  /** Lines kept of each event that is neither a failure nor a warning. */
  readonly plain: Sample;
  /** An event with no more lines than this is rare and stays complete. */
  readonly rare: number;
  /** All errors stay if they take no more than `share`; otherwise a sample of each event. */
  readonly errors: Sample & { readonly share: number };
  /** The same for counts of results. */
  readonly totals: Sample & { readonly share: number };
  /** The same for lines that report a failure. */
  readonly failures: Sample & { readonly share: number };
  /** The same for warnings that name a place in a file. */
  readonly findings: Sample & { readonly share: number };
  /** The same for other warnings. */
  readonly notices: Sample & { readonly share: number };
  /** Whether lines that differ in a name only are one event. */
  readonly joinNames: boolean;
  /** Lines kept before and after a failure that is new. */
  readonly before: number;
  readonly after: number;
  /** Stack traces and reports of failing tests that repeat an earlier one are judged line by line. */
  readonly repeatedReports: 'keep' | 'thin';
  /** A gap of fewer characters than this costs more as a notice than as text. */
  readonly smallestGap: number;
};

/** The levels of the log compressor that a reader can work with, hardest first. */
export const levels: readonly Level[] = [
  {
    ...{ head: 4, tail: 10, plain: { first: 1, last: 1 }, rare: 2, before: 1, after: 2, smallestGap: 160 },
    errors: { first: 3, last: 2, share: 0.18 },
    totals: { first: 2, last: 3, share: 0.1 },
    failures: { first: 2, last: 1, share: 0.05 },
    findings: { first: 2, last: 1, share: 0.12 },
    notices: { first: 1, last: 1, share: 0.02 },
    ...{ joinNames: true, repeatedReports: 'thin' },
  },
  {
    ...{ head: 5, tail: 12, plain: { first: 1, last: 1 }, rare: 3, before: 1, after: 2, smallestGap: 120 },
    errors: { first: 4, last: 2, share: 0.35 },
    totals: { first: 3, last: 4, share: 0.15 },
    failures: { first: 3, last: 1, share: 0.2 },
    findings: { first: 2, last: 1, share: 0.2 },
    notices: { first: 1, last: 1, share: 0.15 },
    ...{ joinNames: false, repeatedReports: 'thin' },
  },
  {
    ...{ head: 10, tail: 20, plain: { first: 2, last: 2 }, rare: 5, before: 2, after: 4, smallestGap: 120 },
    errors: { first: 8, last: 4, share: 0.5 },
    totals: { first: 8, last: 8, share: 0.3 },
    failures: { first: 8, last: 4, share: 0.35 },
    findings: { first: 8, last: 4, share: 0.35 },
    notices: { first: 8, last: 4, share: 0.35 },
    ...{ joinNames: false, repeatedReports: 'keep' },
  },
  {
    ...{ head: 20, tail: 40, plain: { first: 4, last: 3 }, rare: 8, before: 3, after: 8, smallestGap: 120 },
    errors: { first: 20, last: 10, share: 0.7 },
    totals: { first: 20, last: 20, share: 0.5 },
    failures: { first: 20, last: 10, share: 0.7 },
    findings: { first: 20, last: 10, share: 0.6 },
    notices: { first: 20, last: 10, share: 0.6 },
    ...{ joinNames: false, repeatedReports: 'keep' },
  },
];

/** Further levels for users who want the shortest form and fetch missing lines, hardest first. */
export const hardestLevels: readonly Level[] = [
  {
    ...{ head: 1, tail: 4, plain: { first: 1, last: 0 }, rare: 1, before: 0, after: 0, smallestGap: 60 },
    errors: { first: 1, last: 1, share: 0 },
    totals: { first: 1, last: 2, share: 0 },
    failures: { first: 1, last: 0, share: 0 },
    findings: { first: 1, last: 0, share: 0 },
    notices: { first: 1, last: 0, share: 0 },
    ...{ joinNames: true, repeatedReports: 'thin' },
  },
  {
    ...{ head: 2, tail: 6, plain: { first: 1, last: 0 }, rare: 1, before: 0, after: 1, smallestGap: 80 },
    errors: { first: 2, last: 1, share: 0.03 },
    totals: { first: 1, last: 3, share: 0.02 },
    failures: { first: 1, last: 1, share: 0.01 },
    findings: { first: 1, last: 0, share: 0.02 },
    notices: { first: 1, last: 0, share: 0.01 },
    ...{ joinNames: false, repeatedReports: 'thin' },
  },
];
