import path from 'node:path';
import type { InstructionContext, InstructionFile } from '../../src/model/instructions.ts';
import { ancestors } from './folders.ts';

/** The files that an agent reads in a project, and the one to write to. */
export type ReadFiles = {
  /** The agent's name in messages. */
  readonly agent: string;
  /** Names that it reads by itself, relative to the project. */
  readonly reads: readonly string[];
  /** Names that it reads only while there is no `AGENTS.md`. */
  readonly fallbacks?: readonly string[];
  /** Where rules go unless the user names a file, relative to the project. */
  readonly own: string;
  readonly sharing: 'personal' | 'shared';
  /** Why there, one clause. */
  readonly reason: string;
};

/** The user's target if one is named, else the agent's own file; refused if it would switch off another file. */
export function chooseFile(context: InstructionContext, files: ReadFiles): InstructionFile {
  const { project, target } = context;
  const own = path.join(project, files.own);
  const chosen = target === undefined ? own : path.resolve(project, target);
  const switchedOff = switchesOff(context, chosen, files.fallbacks);
  if (switchedOff !== undefined)
    return refuseBeside(files.agent, path.relative(project, switchedOff), path.relative(project, chosen));
  const isRead = files.reads.some((name) => path.join(project, name) === chosen);
  if (chosen === own && isRead) return { kind: 'file', path: own, sharing: files.sharing, reason: files.reason };
  const note = `${files.agent} does not read ${path.relative(project, chosen)} by itself: name it in a file or setting that it reads`;
  return { kind: 'file', path: chosen, sharing: 'shared', reason: 'you named it', ...(isRead ? {} : { note }) };
}

/**
 * The file that would no longer be read once this one exists. opencode and pi look for `AGENTS.md` before `CLAUDE.md`
 * (seen with opencode 1.18.33 and pi 0.73.1), opencode in all folders up to the project's root, so that one at the root
 * switches off those of subfolders. The affected agent may be another one: `CLAUDE.md` counts for all.
 */
function switchesOff(
  { project, exists, markdown = [] }: InstructionContext,
  chosen: string,
  fallbacks: readonly string[] = [],
): string | undefined {
  if (path.basename(chosen).toLowerCase() !== 'agents.md' || exists(chosen)) return undefined;
  const folder = path.dirname(chosen);
  const folders = ancestors(folder);
  const inside = folders.slice(0, folders.indexOf(project) + 1 || 1);
  const names = new Set(['CLAUDE.md', ...fallbacks]);
  const around = inside.flatMap((each) => [...names].map((name) => path.join(each, name))).find(exists);
  const below = markdown.map((name) => path.join(project, name)).filter((file) => file.startsWith(folder + path.sep));
  return around ?? below.find((file) => path.basename(file) === 'CLAUDE.md' && exists(file));
}

function refuseBeside(agent: string, existing: string, chosen: string): InstructionFile {
  const readers = path.basename(existing) === 'CLAUDE.md' ? 'opencode and pi stop' : `${agent} stops`;
  const link = path.relative(path.dirname(chosen) || '.', existing);
  return {
    kind: 'refused',
    reason: `${readers} reading ${existing} once there is an ${chosen}, so none is made`,
    hint: `name it with --target ${existing}, or make ${chosen} a link to it first: ln -s ${link} ${chosen}`,
  };
}
