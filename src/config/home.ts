import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import type { Environment } from '../model/launch.ts';

/**
 * The only folder that headroom writes to: `HEADROOM_HOME`, else `headroom` in the platform's data folder. Names the
 * folder only; the first writer creates it.
 */
export function homeFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const named = env.HEADROOM_HOME?.trim();
  // A shell leaves `~` as it is in quotes, and a folder of that name would be created in the working folder.
  if (named?.startsWith('~/')) return path.join(userFolder(env.HOME, platform), named.slice(2));
  if (named) return path.resolve(named);
  if (platform === 'win32') {
    return path.join(
      env.LOCALAPPDATA || path.join(userFolder(env.USERPROFILE, platform), 'AppData', 'Local'),
      'headroom',
    );
  }
  const user = userFolder(env.HOME, platform);
  if (platform === 'darwin') return path.join(user, 'Library', 'Application Support', 'headroom');
  const data = env.XDG_DATA_HOME;
  return path.join(data && path.isAbsolute(data) ? data : path.join(user, '.local', 'share'), 'headroom');
}

/**
 * The user's own folder: as the environment names it, else as the system knows it. Node.js accepts an empty `HOME`; a
 * relative path would put our state into the folder in which the program is started.
 */
export function userFolder(named: string | undefined, platform: NodeJS.Platform = process.platform): string {
  const { isAbsolute } = platform === 'win32' ? path.win32 : path.posix;
  const found = [named, homedir()].find((folder) => folder !== undefined && isAbsolute(folder));
  return found ?? userInfo().homedir;
}
