import type { Usage } from '../../src/model/usage.ts';
import { formatCount, formatDollars, formatShare } from '../ui/numbers.ts';
import { renderTable } from '../ui/table.ts';
import { wrapWords } from '../ui/wrap.ts';
import { renderOutputs } from './output-table.ts';
import type { DemoResult } from './run.ts';

/** What the report says besides the figures. */
export type ReportFacts = {
  readonly model: string;
  /** Originals that the proxy returned byte for byte. */
  readonly restored: number;
  /** The command that prints part of one original; `undefined` if nothing was left out. */
  readonly retrieve: string | undefined;
  /** Why the store could not keep everything; `undefined` if it did. */
  readonly storeTrouble?: string;
};

/**
 * The demonstration's outcome as text: the bill, what was shortened, and how to get an original back.
 * @param width the terminal's, in characters, which only the command may exceed; lines have any length if it is missing
 * or 0,
 * as terminals of unknown width report it
 */
export function renderReport(result: DemoResult, facts: ReportFacts, width = 0): string {
  const columns = width > 0 ? width : Number.MAX_SAFE_INTEGER;
  const shortened = result.outputs.filter((output) => output.how !== undefined);
  const opening = [
    wrapWords(
      `One debugging session of ${result.requests} requests, once without headroom and once with it, against a simulated provider on this machine, at the list price of ${facts.model}. Its tools print a lot; sessions whose tools print less save less.`,
      columns,
    ),
    billTable(result),
  ];
  const trouble = facts.storeTrouble === undefined ? [] : [wrapWords(facts.storeTrouble, columns)];
  if (shortened.length === 0) {
    const reason = facts.storeTrouble === undefined ? ' with the settings in force.' : ':';
    return [...opening, wrapWords(`Nothing was shortened${reason}`, columns), ...trouble].join('\n\n');
  }
  const left = result.outputs.length - shortened.length;
  const handles = shortened.filter((output) => output.handle !== undefined).length;
  return [
    ...opening,
    ...trouble,
    'What was shortened, in tokens:',
    renderOutputs(shortened, columns),
    wrapWords(
      `${left} other outputs were left as they were. ${facts.restored} of ${handles} originals came back byte for byte.${facts.retrieve === undefined ? '' : ' Any of them, later:'}`,
      columns,
    ),
    ...(facts.retrieve === undefined ? [] : [`  ${facts.retrieve}`]),
  ].join('\n\n');
}

function billTable({ direct, proxied }: DemoResult): string {
  const row = (name: string, of: (usage: Usage) => number) => {
    const [before, after] = [of(direct.usage), of(proxied.usage)];
    return [name, formatCount(before), formatCount(after), saved(before, after)];
  };
  return renderTable(
    [
      { heading: '' },
      { heading: 'without', align: 'right' },
      { heading: 'with', align: 'right' },
      { heading: 'saved', align: 'right' },
    ],
    [
      row('prompt tokens', ({ uncached, write, writeLong, read }) => uncached + write + writeLong + read),
      row('  written to the cache', ({ write, writeLong }) => write + writeLong),
      row('  read from the cache', ({ read }) => read),
      row('  not cached', ({ uncached }) => uncached),
      row('output tokens', ({ output }) => output),
      [
        'dollars',
        formatDollars(direct.dollars),
        formatDollars(proxied.dollars),
        saved(direct.dollars, proxied.dollars),
      ],
    ],
  );
}

function saved(before: number, after: number): string {
  return before === 0 ? '' : formatShare(1 - after / before);
}
