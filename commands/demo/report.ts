import type { Usage } from '../../src/model/usage.ts';
import { formatCount, formatDollars, formatShare } from '../ui/numbers.ts';
import { renderTable } from '../ui/table.ts';
import type { DemoResult } from './run.ts';

/** What the report says besides the figures. */
export type ReportFacts = {
  readonly model: string;
  /** Originals that the proxy gave back byte for byte. */
  readonly restored: number;
  /** The command that prints part of one original; `undefined` where nothing was left out. */
  readonly retrieve: string | undefined;
};

/** The demonstration's outcome as text: the bill, what was shortened, and how to get an original back. */
export function renderReport(result: DemoResult, facts: ReportFacts): string {
  const shortened = result.outputs.filter((output) => output.how !== undefined);
  const left = result.outputs.length - shortened.length;
  const handles = shortened.filter((output) => output.handle !== undefined).length;
  const paragraphs = [
    `One debugging session of ${result.requests} requests, once without headroom and once with it, against a simulated provider on this machine. Its tools print a lot; sessions whose tools print less save less.`,
    billTable(result, facts.model),
    'What was shortened, in tokens:',
    renderTable(
      [
        { heading: 'tool output' },
        { heading: 'before', align: 'right' },
        { heading: 'after', align: 'right' },
        { heading: 'how' },
        { heading: 'original' },
      ],
      shortened.map(({ call, before, after, how = '', handle = '' }) => [
        short(call),
        formatCount(before),
        formatCount(after),
        how,
        handle,
      ]),
    ),
    `${left} other outputs went up as they were. ${facts.restored} of ${handles} originals came back byte for byte. Any of them, later:`,
    ...(facts.retrieve === undefined ? [] : [`  ${facts.retrieve}`]),
  ];
  if (shortened.length === 0)
    return [...paragraphs.slice(0, 2), 'Nothing was shortened with the settings in force.'].join('\n\n');
  return paragraphs.join('\n\n');
}

function billTable({ direct, proxied }: DemoResult, model: string): string {
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
        `dollars (${model}, list price)`,
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

function short(text: string): string {
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}
