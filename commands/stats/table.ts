import type { Summary } from '../../src/ledger/summarise.ts';
import type { Dimension } from '../../src/model/ledger.ts';
import { renderFittingTable } from '../ui/fitting-table.ts';
import type { Column } from '../ui/table.ts';
import { visibleName } from '../ui/visible.ts';
import { wrapWords } from '../ui/wrap.ts';
import {
  aboutNotNoted,
  figuresByName,
  headingsFor,
  notNoted,
  requestColumns,
  savingsColumns,
  shownFigures,
} from './group-figures.ts';
import { projectNames, type SessionFacts, sessionName } from './names.ts';
import { aboutLogins } from './notes.ts';

/** A table by one or two dimensions, the source of every output format. */
export type StatsTable = {
  readonly by: readonly Dimension[];
  readonly headings: readonly string[];
  /** Names of the figures in JSON and CSV. */
  readonly fields: readonly string[];
  readonly rows: readonly {
    readonly names: readonly string[];
    readonly values: Readonly<Record<string, number | null>>;
    readonly shown: readonly string[];
  }[];
  /** What a reader needs to know about the figures, one sentence each. */
  readonly notes: readonly string[];
};

/** The facts about sessions besides their figures. */
export type SessionNames = {
  readonly facts: ReadonlyMap<string, SessionFacts>;
  readonly titles: ReadonlyMap<string, string>;
};

/** Reads a table from a summary by its dimensions. */
export function tableOf(summary: Summary, by: readonly Dimension[]): StatsTable {
  const { rows, savings } = summary;
  const heading = headingsFor(summary);
  const notes = by.includes('payer') ? [] : aboutLogins(summary);
  if (savings !== undefined) {
    return {
      by,
      notes,
      headings: savingsColumns.map(heading),
      fields: savingsColumns.map(({ name }) => name),
      rows: savings.map(({ names, figures }) => ({
        names,
        values: figuresByName(savingsColumns, figures),
        shown: shownFigures(savingsColumns, figures),
      })),
    };
  }
  return {
    by,
    notes,
    headings: requestColumns.map(heading),
    fields: requestColumns.map(({ name }) => name),
    rows: (rows ?? []).map(({ names, figures }) => ({
      names,
      values: figuresByName(requestColumns, figures),
      shown: shownFigures(requestColumns, figures),
    })),
  };
}

/**
 * The table as a screen shows it.
 * @param width characters of a line
 */
export function renderStatsTable(table: StatsTable, sessions: SessionNames, now: number, width: number): string {
  const shownName = shownNames(table, sessions, now);
  const columns: Column[] = [
    ...table.by.map((dimension) => ({ heading: dimension })),
    ...table.headings.map((heading): Column => ({ heading, align: 'right' })),
  ];
  const text = renderFittingTable(
    columns,
    table.rows.map(({ names, shown }) => [...names.map((name, index) => shownName(index, name)), ...shown]),
    { names: table.by.length, width },
  );
  const isAnyAbsent = table.rows.some(({ shown }) => shown.includes(notNoted));
  const notes = [...table.notes, ...(isAnyAbsent ? [aboutNotNoted] : [])];
  return [text, notes.map((note) => wrapWords(note, width)).join('\n')].filter((part) => part !== '').join('\n\n');
}

/** How the names of each dimension are shown. */
function shownNames({ by, rows }: StatsTable, { facts, titles }: SessionNames, now: number) {
  const projectsAt = by.indexOf('project');
  const own = projectsAt === -1 ? [] : rows.map(({ names }) => names[projectsAt] as string);
  const projectName = projectNames([...own, ...Array.from(facts.values(), ({ project }) => project)]);
  return (index: number, name: string) => {
    if (by[index] === 'project') return visibleName(projectName(name));
    const known = by[index] === 'session' ? facts.get(name) : undefined;
    if (known === undefined) return visibleName(name);
    const title = titles.get(name);
    const shown = { ...known, agent: visibleName(known.agent), project: visibleName(projectName(known.project)) };
    return sessionName(shown, title === undefined ? undefined : visibleName(title), now);
  };
}
