/** Characters up to which names are put on one line. */
const longestRow = 100;

/**
 * Names in rows, one blank between: a line end costs a token of its own, a blank before a word does not. No name may be
 * empty or contain a blank; `rows.join(' ').split(' ')` restores them.
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
