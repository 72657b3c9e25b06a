import type { Dimension } from '../model/ledger.ts';

/** Sums by their names. */
export type Group<T> = { readonly names: readonly string[]; readonly sum: T };

/** Groups that grow. */
export type Groups<T> = {
  /** The sum under some names. */
  of(names: readonly string[], first: number): T;
  /** All of them: periods in their order, sessions by their first request, others by dollars, the most first. */
  ordered(by: readonly Dimension[], dollarsOf: (sum: T) => number): readonly Group<T>[];
};

const periods: ReadonlySet<Dimension> = new Set(['day', 'week', 'month', '5h']);

/**
 * Starts groups.
 * @param empty a sum of nothing
 */
export function createGroups<T>(empty: () => T): Groups<T> {
  const groups = new Map<string, { readonly names: readonly string[]; readonly sum: T; first: number }>();
  return {
    of(names, first) {
      const key = names.length === 1 ? (names[0] as string) : JSON.stringify(names);
      const group = groups.get(key) ?? { names, sum: empty(), first };
      groups.set(key, group);
      group.first = Math.min(group.first, first);
      return group.sum;
    },
    ordered(by, dollarsOf) {
      const hasSession = by.includes('session');
      const periodsAt = by.flatMap((dimension, index) => (periods.has(dimension) ? [index] : []));
      const inPeriods = (a: readonly string[], b: readonly string[]) => {
        const at = periodsAt.find((index) => a[index] !== b[index]);
        return at === undefined ? 0 : (a[at] as string) < (b[at] as string) ? -1 : 1;
      };
      return [...groups.values()].sort(
        (a, b) =>
          inPeriods(a.names, b.names) ||
          (hasSession ? a.first - b.first : 0) ||
          dollarsOf(b.sum) - dollarsOf(a.sum) ||
          (a.names.join('\0') < b.names.join('\0') ? -1 : 1),
      );
    },
  };
}
