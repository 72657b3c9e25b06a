import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { databaseName } from '../../src/store/database.ts';
import type { Check } from './check.ts';

const name = 'permissions';

/** Whether the state folder can be written, and nobody but its owner can look into it or its database. */
export function checkFolder(home: string, platform: NodeJS.Platform = process.platform): Check {
  if (!existsSync(home)) {
    const parent = nearestFolder(home);
    return canWrite(parent)
      ? { status: 'skipped', name, detail: `${home} is made at the first start` }
      : { status: 'failed', name, detail: `expected to be able to make ${home}, found ${parent} read-only` };
  }
  if (!statSync(home).isDirectory()) {
    return { status: 'failed', name, detail: `expected a folder at ${home}, found a file` };
  }
  if (!canWrite(home)) return { status: 'failed', name, detail: `expected ${home} to be writable, found it read-only` };
  if (platform === 'win32') return { status: 'ok', name, detail: home };
  const files = readdirSync(home).filter((file) => file.startsWith(databaseName));
  for (const file of [home, ...files.map((file) => path.join(home, file))]) {
    const mode = statSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      const detail = `expected ${file} for its owner alone, found mode 0${mode.toString(8)}; chmod go= ${file}`;
      return { status: 'failed', name, detail };
    }
  }
  return { status: 'ok', name, detail: `${home} is its owner's alone` };
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The nearest folder above a path that exists. */
export function nearestFolder(folder: string): string {
  let parent = path.dirname(folder);
  while (!existsSync(parent) && path.dirname(parent) !== parent) parent = path.dirname(parent);
  return parent;
}
