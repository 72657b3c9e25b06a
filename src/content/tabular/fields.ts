/** The separators of fields in a row, with their names in notices. */
export const separators: ReadonlyMap<string, string> = new Map([
  ['comma', ','],
  ['tab', '\t'],
  ['semicolon', ';'],
]);

/**
 * The fields of a row as they are written, quotes included (RFC 4180); `fields.join(separator)` is the row.
 * @returns `undefined` if a quote stays open, as in a field of several lines
 */
export function splitFields(line: string, separator: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    // A doubled quote closes and opens at once; in a field that has none at its start quotes are ordinary characters.
    if (line[at] === '"' && line[start] === '"') quoted = !quoted;
    else if (!quoted && line.startsWith(separator, at)) {
      fields.push(line.slice(start, at));
      at += separator.length - 1;
      start = at + 1;
    }
  }
  if (quoted) return undefined;
  fields.push(line.slice(start));
  return fields;
}
