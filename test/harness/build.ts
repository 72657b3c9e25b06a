import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const lock = path.join(root, 'node_modules', '.headroom-build-lock');
const sources = ['bin', 'commands', 'providers', 'src'];

/** Milliseconds after which a lock is somebody's who never came back. */
const staleLockMs = 60_000;

/**
 * Path of the built program, built first where it is missing or older than its sources. `HEADROOM_TEST_ENTRY` names another one.
 */
export async function builtEntry(): Promise<string> {
  const given = process.env.HEADROOM_TEST_ENTRY;
  if (given !== undefined) return given;
  const entry = path.join(root, 'dist', 'bin', 'headroom.js');
  while (existsSync(lock) || !isFresh(entry)) {
    if (!takeLock()) {
      await sleep(100);
      continue;
    }
    try {
      if (!isFresh(entry))
        execFileSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
      if (!isFresh(entry)) throw new Error('expected the build to write dist/bin/headroom.js, found none that is new');
    } finally {
      rmdirSync(lock);
    }
  }
  return entry;
}

function isFresh(entry: string): boolean {
  if (!existsSync(path.join(root, 'dist', 'data', 'o200k_base.cjs')) || !existsSync(entry)) return false;
  return sources.every((folder) => newest(path.join(root, folder)) <= statSync(path.join(root, 'dist')).mtimeMs);
}

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(file) : statSync(file).mtimeMs);
  }
  return latest;
}

/** Takes the lock between test processes; `false` while another one builds. */
function takeLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > staleLockMs) rmdirSync(lock);
    return false;
  }
}
