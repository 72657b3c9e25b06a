import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a running proxy tells about itself to its user's other programs. */
export type Announcement = { readonly url: string; readonly token?: string };

/**
 * Writes `run/PORT.json` below the state folder, mode 0600, with the token that local routes ask for. A folder that
 * cannot be written costs only those routes.
 */
export function announce(home: string, announcement: Announcement): void {
  if (announcement.token === undefined) return;
  try {
    const folder = path.join(home, 'run');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    dropStale(folder);
    const text = JSON.stringify({ ...announcement, pid: process.pid });
    writeFileSync(fileFor(home, announcement.url), `${text}\n`, { mode: 0o600 });
  } catch {
    // The proxy forwards without it.
  }
}

/** Takes the announcement back. */
export function withdraw(home: string, url: string): void {
  try {
    rmSync(fileFor(home, url), { force: true });
  } catch {
    // The next proxy drops it as stale.
  }
}

function fileFor(home: string, url: string): string {
  return path.join(home, 'run', `${new URL(url).port}.json`);
}

/** Proxies that were killed leave their files behind. */
function dropStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    try {
      const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number };
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') rmSync(file, { force: true });
    }
  }
}
