import type { Summary } from '../../src/ledger/summarise.ts';
import type { Dimension } from '../../src/model/ledger.ts';
import { cacheHealth } from '../ui/cache.ts';
import { renderFittingTable } from '../ui/fitting-table.ts';
import { whyLeftAlone } from '../ui/left-alone.ts';
import { formatCount, formatDollars } from '../ui/numbers.ts';
import { lessOrMore } from '../ui/shares.ts';
import { visibleName } from '../ui/visible.ts';
import { asSentence, wrapWords } from '../ui/wrap.ts';
import { type BarDay, renderBars } from './bars.ts';
import { aboutNotNoted, isByLoginAlone, listPrice, notNoted } from './group-figures.ts';
import { projectNames } from './names.ts';
import { notesOn } from './notes.ts';

/** The facts behind the screen. */
export type StatsScreen = {
  /** The sentence that comes first. */
  readonly sentence: string;
  /** The heading of the rest: `Last 14 days`. */
  readonly period: string;
  readonly days: readonly BarDay[];
  /** The figures of that period, by some dimensions. */
  readonly reportBy: (by: readonly Dimension[]) => Summary;
  /** Characters of a line. */
  readonly columns: number;
};

/** How the tables are written: the heading of dollars, and the characters of a line. */
type TableFormat = { readonly saved: string; readonly width: number };

/** Names that are shown of each dimension. */
const mostNames = 5;

/** Everything at a glance: what was saved, day by day and where, what was left as it was, and the cache. */
export function renderScreen({ sentence, period, days, reportBy, columns }: StatsScreen): string {
  const whole = reportBy([]);
  const inTokens = isByLoginAlone(whole) && whole.prompts !== undefined;
  const format = { saved: isByLoginAlone(whole) ? listPrice : 'saved', width: columns };
  const left = whyLeftAlone(whole.leftAlone, Number.POSITIVE_INFINITY);
  const tables = [
    outputsTable(reportBy, format),
    ...(['project', 'model', 'agent'] as const).map((dimension) => requestsTable(dimension, reportBy, format)),
  ];
  const notes = [...notesOn(whole), ...(tables.some((table) => table.includes(notNoted)) ? [aboutNotNoted] : [])];
  const sections = [
    wrapWords(sentence, columns),
    `${period}   █ ${inTokens ? 'sent' : 'paid'}  ░ saved\n${renderBars(days, columns, inTokens)}`,
    ...tables,
    left === undefined ? '' : wrapWords(asSentence(left), columns),
    wrapWords(asSentence(cacheHealth(whole.cache)), columns),
    notes.map((note) => wrapWords(note, columns)).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** Commands by what their shortened outputs saved. */
function outputsTable(reportBy: StatsScreen['reportBy'], { saved, width }: TableFormat): string {
  const rows = (reportBy(['command']).savings ?? []).filter(({ figures }) => figures.tokens !== 0).slice(0, mostNames);
  if (rows.length === 0) return '';
  return renderFittingTable(
    [{ heading: 'output of' }, ...right('tokens before', 'after', '', saved)],
    rows.map(({ names: [name = ''], figures: { tokensBefore, tokensAfter, tokensShare, dollars } }) => [
      visibleName(name),
      ...optional([tokensBefore, tokensAfter], formatCount),
      tokensShare === undefined ? (tokensBefore === undefined ? notNoted : '') : lessOrMore(tokensShare),
      formatDollars(dollars),
    ]),
    { names: 1, width },
  );
}

/** Projects, models or agents by their prompts, as sent and as they would have been. */
function requestsTable(
  dimension: 'project' | 'model' | 'agent',
  reportBy: StatsScreen['reportBy'],
  { saved, width }: TableFormat,
): string {
  const rows = (reportBy([dimension]).rows ?? []).slice(0, mostNames);
  if (rows.length === 0) return '';
  const projectName = projectNames(rows.map(({ names: [name = ''] }) => name));
  const shown = dimension === 'project' ? projectName : (name: string) => name;
  return renderFittingTable(
    [{ heading: dimension }, ...right('prompt tokens before', 'after', '', saved)],
    rows.map(({ names: [name = ''], figures: { prompts, paid, wouldHaveCost } }) => [
      visibleName(shown(name)),
      ...optional([prompts?.before, prompts?.after], formatCount),
      ...optional([prompts?.savedShare], lessOrMore),
      formatDollars(wouldHaveCost - paid),
    ]),
    { names: 1, width },
  );
}

function right(...headings: readonly string[]) {
  return headings.map((heading) => ({ heading, align: 'right' }) as const);
}

/** Figures as they are shown; a dash for unknown ones. */
function optional(values: readonly (number | undefined)[], format: (value: number) => string): readonly string[] {
  return values.map((value) => (value === undefined ? notNoted : format(value)));
}
