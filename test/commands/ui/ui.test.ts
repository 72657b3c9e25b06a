import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { reportError } from '../../../commands/ui/errors.ts';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDollars,
  formatMilliseconds,
  formatShare,
} from '../../../commands/ui/numbers.ts';
import { renderTable } from '../../../commands/ui/table.ts';
import { HeadroomError } from '../../../src/model/errors.ts';

describe('numbers', () => {
  it.each([
    [formatCount(0), '0'],
    [formatCount(999), '999'],
    [formatCount(-1_234_567), '-1,234,567'],
    [formatCount(-0.2), '0'],
    [formatCounted(1, 'block'), '1 block'],
    [formatCounted(1200, 'block'), '1,200 blocks'],
    [formatDollars(0), '$0.00'],
    [formatDollars(1234.5), '$1,234.50'],
    [formatDollars(-0.0421), '-$0.0421'],
    [formatDollars(-0.000001), '$0.0000'],
    [formatDollars(-3), '-$3.00'],
    [formatShare(0.9712), '97.1 %'],
    [formatMilliseconds(4.123), '4.1 ms'],
    [formatMilliseconds(31.4), '31 ms'],
    [formatBytes(512), '512 B'],
    [formatBytes(2_000_000_000), '2.0 GB'],
    [formatBytes(999_999), '1.0 MB'],
  ])('%s', (formatted, expected) => {
    expect(formatted).toBe(expected);
  });
});

describe('tables', () => {
  it('stand in columns without borders, numbers at the right, no blanks at line ends', () => {
    const table = renderTable(
      [{ heading: 'tool' }, { heading: 'tokens', align: 'right' }],
      [
        ['Bash', '1,200'],
        ['日本', '7'],
      ],
    );
    expect(table).toBe(['tool  tokens', 'Bash   1,200', '日本       7'].join('\n'));
  });
});

describe('errors', () => {
  it('of usage leave with 2, in one line with the suggestion', () => {
    const error = new CommanderError(
      1,
      'commander.unknownOption',
      "error: unknown option '--prt'\n(Did you mean --port?)",
    );
    expect(reportError(error)).toEqual({
      line: "expected a known option, found '--prt' (did you mean --port?)",
      exitCode: 2,
    });
  });

  it('of ours leave with their own code, and their hint', () => {
    expect(reportError(new HeadroomError('store', 'expected a, found b', { hint: 'do c' }))).toEqual({
      line: 'expected a, found b; do c',
      exitCode: 1,
    });
    expect(reportError(new HeadroomError('launch', 'x', { exitCode: 127 })).exitCode).toBe(127);
  });

  it('that nobody foresaw leave with 1, in one line', () => {
    expect(reportError(new Error('first\n  second'))).toEqual({
      line: 'expected no error, found first second',
      exitCode: 1,
    });
  });

  it('that are none print nothing', () => {
    expect(reportError(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'))).toEqual({ exitCode: 0 });
  });
});
