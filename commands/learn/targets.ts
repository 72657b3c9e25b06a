import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { instructions } from '../../providers/agents/instructions.ts';
import { listMarkdown } from '../../src/learn/file/git.ts';
import { resolveTarget } from '../../src/learn/file/place.ts';
import type { ProjectRules } from '../../src/learn/project-rules.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { InstructionFile } from '../../src/model/instructions.ts';
import type { Environment } from '../../src/model/launch.ts';

/** A file that rules are written to, and the agents that read it. */
export type Target = Extract<InstructionFile, { kind: 'file' }> & { readonly agents: readonly string[] };

/** Agents whose rules are not written anywhere, and why. */
export type NoTarget = Extract<InstructionFile, { kind: 'refused' }> & { readonly agents: readonly string[] };

/** The files for the rules of a project. */
export type Targets = { readonly files: readonly Target[]; readonly refused: readonly NoTarget[] };

/**
 * The files read by the agents that were used in a project, each once.
 * @param target the file that the user named, if any
 * @throws {HeadroomError} `usage` if the named file is outside the project or is not Markdown
 */
export async function targetsOf(
  rules: ProjectRules,
  { env, home, target }: { readonly env: Environment; readonly home: string; readonly target?: string },
): Promise<Targets> {
  const used = new Set(rules.digests.map(({ agent }) => agent));
  const named = target === undefined ? undefined : await resolveTarget(rules.root, target);
  const files = new Map<string, Target>();
  const refused = new Map<string, NoTarget>();
  const markdown = await listMarkdown(rules.root, env);
  for (const { agent, file } of instructions.filter((each) => used.has(each.agent))) {
    const found = file({
      ...{ project: rules.root, home, env, markdown, exists: existsSync, readFile: readText },
      ...(named === undefined ? {} : { target: named }),
    });
    if (found.kind === 'file') add(files, found.path, found, agent);
    else add(refused, found.reason, found, agent);
  }
  return { files: [...files.values()], refused: [...refused.values()] };
}

function add<Found extends { readonly agents: readonly string[] }>(
  all: Map<string, Found>,
  key: string,
  found: Omit<Found, 'agents'>,
  agent: string,
): void {
  const agents = [...(all.get(key)?.agents ?? []), agent];
  all.set(key, { ...found, agents } as unknown as Found);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Fails with the first reason if nothing may be written at all. */
export function assertWritten({ files, refused }: Targets, root: string): void {
  const [first] = refused;
  if (files.length > 0 || first === undefined) return;
  throw new HeadroomError('usage', `nothing was written in ${path.basename(root)}: ${first.reason}`, {
    hint: first.hint,
  });
}
