import type { Summary } from '../../src/ledger/summarise.ts';
import type { Dimension } from '../../src/model/ledger.ts';
import { type Column, renderTable } from '../ui/table.ts';
import { visibleName } from '../ui/visible.ts';
import {
  aboutNotNoted,
  figuresByName,
  notNoted,
  requestColumns,
  savingsColumns,
  shownFigures,
} from './group-figures.ts';
import { projectNames, type SessionFacts, sessionName } from './names.ts';

/** A table by one or two dimensions, in a form that every output is written from. */
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
};

/** What is known of sessions besides their figures. */
export type SessionNames = {
  readonly facts: ReadonlyMap<string, SessionFacts>;
  readonly titles: ReadonlyMap<string, string>;
};

/** Reads a table from a summary by its dimensions. */
export function tableOf({ rows, savings }: Summary, by: readonly Dimension[]): StatsTable {
  if (savings !== undefined) {
    return {
      by,
      headings: savingsColumns.map(({ heading }) => heading),
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
    headings: requestColumns.map(({ heading }) => heading),
    fields: requestColumns.map(({ name }) => name),
    rows: (rows ?? []).map(({ names, figures }) => ({
      names,
      values: figuresByName(requestColumns, figures),
      shown: shownFigures(requestColumns, figures),
    })),
  };
}

/** The table as a screen shows it. */
export function renderStatsTable(table: StatsTable, sessions: SessionNames, now: number): string {
  const shownName = shownNames(table, sessions, now);
  const columns: Column[] = [
    ...table.by.map((dimension) => ({ heading: dimension })),
    ...table.headings.map((heading): Column => ({ heading, align: 'right' })),
  ];
  const text = renderTable(
    columns,
    table.rows.map(({ names, shown }) => [...names.map((name, index) => shownName(index, name)), ...shown]),
  );
  return table.rows.some(({ shown }) => shown.includes(notNoted)) ? `${text}\n\n${aboutNotNoted}` : text;
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
    return visibleName(sessionName({ ...known, project: projectName(known.project) }, titles.get(name), now));
  };
}
