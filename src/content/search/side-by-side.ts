/** Characters up to which names are put on one line. */
const longestRow = 100;

/**
 * Names in rows, one blank between: a line end costs a token of its own, a blank before a word none.
 * No name may be empty or hold a blank; `rows.join(' ').split(' ')` gives them back.
 */
export function toRows(names: readonly string[]): readonly string[] {
  const rows: string[] = [];
  let row: string | undefined;
  for (const name of names) {
    if (row !== undefined && row.length + name.length < longestRow) {
      row += ` ${name}`;
      continue;
    }
    if (row !== undefined) rows.push(row);
    row = name;
  }
  if (row !== undefined) rows.push(row);
  return rows;
}
