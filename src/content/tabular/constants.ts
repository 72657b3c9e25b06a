const clock = /^\d{1,2}:\d\d/;
const partOfDate =
  /^(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d?[-/.]\d\d?[-/.]\d{2,4}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec),?|\d{1,2})$/;

/**
 * Columns with one value in all rows, and the value. A date stays beside a time that differs from row to row.
 * @param parts columns that hold a part of what a row says in one place
 */
export function findConstants(
  rows: readonly (readonly string[] | undefined)[],
  columns: number,
  parts: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  const fitting = rows.filter((cells) => cells !== undefined);
  const constants = new Map<number, string>();
  for (let column = 0; column < columns; column++) {
    const value = fitting[0]?.[column] ?? '';
    if (fitting.every((cells) => cells[column] === value)) {
      if (!parts.has(column)) constants.set(column, value);
    } else if (clock.test(value)) {
      for (let date = column - 1; partOfDate.test(constants.get(date) ?? ''); date--) constants.delete(date);
    }
  }
  return constants;
}
