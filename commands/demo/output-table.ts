import { largest } from '../../src/lib/lists.ts';
import { formatCount } from '../ui/numbers.ts';
import { type Column, renderTable } from '../ui/table.ts';
import { shorten } from '../ui/wrap.ts';
import type { OutputOutcome } from './outcome.ts';

/** Characters between two columns. */
const gap = 2;
/** The greatest width of the column of calls, and the least with which it is useful. */
const longestCall = 32;
const shortestCall = 12;

/** A column and its cells, one for each outcome. */
type Filled = Column & { readonly cells: readonly string[] };

/**
 * Outputs as a table at most `columns` wide. Calls are shortened to the space beside the figures; if that is too
 * narrow, the handle, and then also the change, moves to a line of its own under the row.
 */
export function renderOutputs(outputs: readonly OutputOutcome[], columns: number): string {
  const calls = outputs.map(({ call }) => call);
  const figures: readonly Filled[] = [
    { heading: 'before', align: 'right', cells: outputs.map(({ before }) => formatCount(before)) },
    { heading: 'after', align: 'right', cells: outputs.map(({ after }) => formatCount(after)) },
  ];
  const words: readonly Filled[] = [
    { heading: 'how', cells: outputs.map(({ how = '' }) => how) },
    { heading: 'original', cells: outputs.map(({ handle = '' }) => handle) },
  ];
  const left = (beside: number) => columns - width([...figures, ...words.slice(0, beside)]);
  const wanted = Math.min(longestCall, largest(calls.map((call) => call.length)));
  const beside = left(2) >= wanted ? 2 : left(1) >= shortestCall ? 1 : 0;
  const space = Math.min(longestCall, Math.max(left(beside), shortestCall));
  const first: Filled = { heading: 'tool output', cells: calls.map((call) => shorten(call, space)) };
  const table = [first, ...figures, ...words.slice(0, beside)];
  const rows = calls.map((_, row) => table.map(({ cells }) => cells[row] ?? ''));
  const [head = '', ...lines] = renderTable(table, rows).split('\n');
  const below = (row: number) =>
    words
      .slice(beside)
      .map(({ cells }) => cells[row] ?? '')
      .filter((cell) => cell !== '');
  return [head, ...lines.flatMap((line, row) => [line, ...below(row).map((cell) => `  ${cell}`)])].join('\n');
}

/** Characters of columns, each with the gap before it. */
function width(columns: readonly Filled[]): number {
  return columns.reduce(
    (sum, { heading, cells }) => sum + gap + largest([heading.length, ...cells.map((cell) => cell.length)]),
    0,
  );
}
