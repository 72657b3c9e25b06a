import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { folderHint, folderTroubleAhead } from '../../src/lib/folder-trouble.ts';
import { databaseName } from '../../src/store/database.ts';
import type { Check } from './check.ts';

const name = 'permissions';

/** Whether the state folder is writable, and nobody but its owner can read it or its database. */
export function checkFolder(home: string, platform: NodeJS.Platform = process.platform): Check {
  const trouble = folderTroubleAhead(home);
  if (trouble !== undefined) {
    const detail = `expected a folder at ${home} that can be written, found: ${trouble}; ${folderHint}`;
    return { status: 'failed', name, detail };
  }
  if (!existsSync(home)) return { status: 'skipped', name, detail: `${home} is created at the first start` };
  if (platform === 'win32') return { status: 'ok', name, detail: home };
  const files = readdirSync(home).filter((file) => file.startsWith(databaseName));
  for (const file of [home, ...files.map((file) => path.join(home, file))]) {
    const mode = statSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      const detail = `expected ${file} for its owner alone, found mode 0${mode.toString(8)}; chmod go= ${file}`;
      return { status: 'failed', name, detail };
    }
  }
  return { status: 'ok', name, detail: `${home} is private to its owner` };
}
