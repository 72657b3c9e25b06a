import Table from 'cli-table3';
import { append } from '../../src/lib/lists.ts';
import { colorsFor } from './colors.ts';

/** A column: its heading, and the side on which its cells are aligned. */
export type Column = { readonly heading: string; readonly align?: 'left' | 'right' };

const none = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);

/** Columns of text without borders, two blanks apart and no blanks at the ends of lines. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const { bold } = colorsFor(process.stdout);
  const table = new Table({
    head: columns.map(({ heading }) => bold(heading)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: { ...none, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  append(
    table,
    rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
