import path from 'node:path';
import type { Environment } from '../../../src/model/launch.ts';

/** The folder of pi's settings and sessions. A relative path starts at the working directory, if there is one. */
export function agentFolder({ env, home, cwd }: { env: Environment; home: string; cwd?: string }): string {
  const folder = env.PI_CODING_AGENT_DIR;
  return folder ? expanded(folder, home, cwd) : path.join(home, '.pi', 'agent');
}

/** The folders of sessions, except those that settings files name. */
export function sessionFolders(context: { env: Environment; home: string }): readonly string[] {
  const named = context.env.PI_CODING_AGENT_SESSION_DIR;
  const usual = path.join(agentFolder(context), 'sessions');
  return named ? [usual, expanded(named, context.home)] : [usual];
}

function expanded(folder: string, home: string, cwd?: string): string {
  return path.resolve(cwd ?? home, folder.replace(/^~(?=\/|$)/, home));
}
