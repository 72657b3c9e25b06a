import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a running proxy tells its user's other programs about itself. */
export type Announcement = { readonly url: string; readonly token?: string };

/**
 * Writes `run/PORT.json` in the state folder, mode 0600, with the token for local routes if they require one. If the
 * folder cannot be written, others do not find the proxy.
 */
export function announce(home: string, announcement: Announcement): void {
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

/** The proxies that have announced themselves in a state folder and still run. */
export function announced(home: string): readonly Announcement[] {
  try {
    const folder = path.join(home, 'run');
    return readdirSync(folder).flatMap((name) => readRunning(path.join(folder, name)) ?? []);
  } catch {
    return [];
  }
}

/** Withdraws the announcement. */
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
    if (readRunning(file) === undefined) rmSync(file, { force: true });
  }
}

/** The content of a running proxy's file. */
function readRunning(file: string): Announcement | undefined {
  try {
    const { pid, ...announcement } = JSON.parse(readFileSync(file, 'utf8')) as Announcement & { readonly pid: number };
    return isRunning(pid) ? announcement : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
