/** What can be said of a column once for all rows: its one value, or the column whose value determines its own. */
export type ColumnRule =
  | { readonly rule: 'given' }
  | { readonly rule: 'constant'; readonly value: string }
  | { readonly rule: 'follows'; readonly key: number; readonly values: ReadonlyMap<string, string> };

type Interned = {
  readonly ids: Uint32Array;
  readonly values: readonly string[];
  readonly size: number;
  /** A value spans lines and cannot be in a rule. */
  readonly broken: boolean;
};

const given: ColumnRule = { rule: 'given' };
const overhead = 60;

/**
 * Finds columns that need not be in every row. A column that others follow from is always given. Rows are of the same
 * length; the work grows with the number of cells times the number of columns.
 */
export function findRules(rows: readonly (readonly string[])[]): readonly ColumnRule[] {
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, (_, column) => intern(rows, column));
  const rules: ColumnRule[] = columns.map(({ values, broken }) =>
    values.length === 1 && rows.length > 1 && !broken ? { rule: 'constant', value: values[0] as string } : given,
  );
  const keys = new Set<number>();
  const bySize = [...columns.keys()].sort(
    (a, b) => (columns[b] as Interned).size - (columns[a] as Interned).size || a - b,
  );
  for (const column of bySize) {
    if (rules[column] !== given || keys.has(column)) continue;
    let best = { key: -1, gain: overhead };
    for (const key of columns.keys()) {
      if (key === column || rules[key] !== given) continue;
      const gain = gainOf(columns[column] as Interned, columns[key] as Interned);
      if (gain > best.gain) best = { key, gain };
    }
    if (best.key < 0) continue;
    keys.add(best.key);
    rules[column] = { rule: 'follows', key: best.key, values: valuesBy(rows, column, best.key) };
  }
  return rules;
}

function intern(rows: readonly (readonly string[])[], column: number): Interned {
  const numbers = new Map<string, number>();
  let size = 0;
  const ids = Uint32Array.from(rows, (row) => {
    const cell = row[column] as string;
    size += cell.length + 1;
    const known = numbers.get(cell);
    if (known !== undefined) return known;
    numbers.set(cell, numbers.size);
    return numbers.size - 1;
  });
  const values = [...numbers.keys()];
  return { ids, values, size, broken: values.some((value) => value.includes('\n')) };
}

/** Characters that are saved if another column determines a column, 0 if none does. */
function gainOf(column: Interned, key: Interned): number {
  if (column.broken || key.broken) return 0;
  if (key.values.length < column.values.length || key.values.length > column.ids.length / 2) return 0;
  const told = new Int32Array(key.values.length).fill(-1);
  let cost = 0;
  for (let row = 0; row < column.ids.length; row++) {
    const id = key.ids[row] as number;
    if (told[id] === -1) {
      told[id] = column.ids[row] as number;
      cost += (key.values[id] as string).length + (column.values[column.ids[row] as number] as string).length + 4;
    } else if (told[id] !== column.ids[row]) {
      return 0;
    }
  }
  return column.size - cost;
}

function valuesBy(rows: readonly (readonly string[])[], column: number, key: number): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [row[key] as string, row[column] as string]));
}
