import { existsSync } from 'node:fs';
import path from 'node:path';
import { databaseName } from '../../src/store/database.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { reportError } from '../ui/errors.ts';
import { formatBytes, formatCounted } from '../ui/numbers.ts';
import { type Check, reasonOf } from './check.ts';

/** Whether the database can be read. That there is none yet is no failure. */
export function checkStore(home: string): Check {
  const name = 'store';
  const file = path.join(home, databaseName);
  if (!existsSync(file)) return { status: 'skipped', name, detail: `nothing is kept yet in ${home}` };
  try {
    const store = openReadOnly(home);
    try {
      const { originals, fileBytes } = store.size();
      return {
        status: 'ok',
        name,
        detail: `${file} keeps ${formatCounted(originals, 'original')} in ${formatBytes(fileBytes)}`,
      };
    } finally {
      store.close();
    }
  } catch (error) {
    return { status: 'failed', name, detail: reportError(error).line ?? reasonOf(error) };
  }
}
