import path from 'node:path';
import type { Summary } from '../../src/ledger/summarise.ts';
import type { Dimension } from '../../src/model/ledger.ts';

/** The facts about a session besides its id. */
export type SessionFacts = {
  readonly agent: string;
  readonly project: string;
  /** Milliseconds since the epoch of its first request. */
  readonly started: number;
};

/** Projects by the names of their folders, with the parent folder if two names are equal. */
export function projectNames(projects: Iterable<string>): (project: string) => string {
  const all = [...new Set(projects)];
  const count = (name: string) => all.filter((project) => path.basename(project) === name).length;
  return (project) => {
    const name = path.basename(project);
    if (name === '') return project;
    return count(name) < 2 ? name : path.join(path.basename(path.dirname(project)), name);
  };
}

/**
 * The facts about each session: the agent and the project of most of its requests, and when it began.
 * @param reportBy returns the figures of the same requests by dimensions
 */
export function sessionFacts(reportBy: (by: readonly Dimension[]) => Summary): ReadonlyMap<string, SessionFacts> {
  const most = (dimension: Dimension) => {
    const found = new Map<string, { readonly name: string; readonly requests: number }>();
    for (const { names, figures } of reportBy(['session', dimension]).rows ?? []) {
      const [session, name] = names as readonly [string, string];
      if (figures.requests > (found.get(session)?.requests ?? 0))
        found.set(session, { name, requests: figures.requests });
    }
    return found;
  };
  const [agents, projects] = [most('agent'), most('project')];
  return new Map(
    (reportBy(['session']).rows ?? []).map(({ names: [session = ''], figures }) => [
      session,
      {
        agent: agents.get(session)?.name ?? '',
        project: projects.get(session)?.name ?? '',
        started: figures.span?.first ?? 0,
      },
    ]),
  );
}

/** A session's name on a screen: agent, project, when it began, and the first words of its task if they are stored. */
export function sessionName({ agent, project, started }: SessionFacts, title: string | undefined, now: number): string {
  const parts = [agent, project, momentName(started, now), ...(title === undefined ? [] : [title])];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The time of a day; with the date if that is not today. */
function momentName(time: number, now: number): string {
  const date = new Date(time);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return clock;
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${clock}`;
}
