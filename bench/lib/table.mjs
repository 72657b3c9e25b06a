// Small Markdown tables, which read well in a terminal and can be pasted into the README.

/** `rows` are lists of cells; all columns but the first are aligned to the right. */
export function table(headings, rows) {
  const cells = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${column === 0 ? '-' : ':'}`).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

/** A whole number with commas between thousands. */
export function whole(number) {
  return Math.round(number)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** A share from 0 to 1 as a percentage. */
export function percent(share) {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '–';
}
