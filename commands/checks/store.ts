import path from 'node:path';
import { movedAside } from '../../src/store/damage.ts';
import { databaseName } from '../../src/store/database.ts';
import { holdsDatabase, openReadOnly } from '../../src/store/read-only.ts';
import { troubleIn } from '../health.ts';
import { reportError } from '../ui/errors.ts';
import { formatBytes, formatCounted } from '../ui/numbers.ts';
import { type Check, reasonOf } from './check.ts';
import type { Running } from './running.ts';

const name = 'store';

/**
 * The state of the store: according to the running proxies, then its file, then damaged files that were moved aside. A
 * readable file does not prove that a proxy can write it.
 */
export function checkStore(home: string, running: readonly Running[]): readonly Check[] {
  const failing = running.flatMap(({ url, health }, index): readonly Check[] => {
    const trouble = troubleIn(health);
    if (trouble === undefined) return [];
    const of = index === 0 ? name : `${name} of ${url}`;
    return [{ status: 'failed', name: of, detail: `the proxy at ${url} reports: ${trouble}` }];
  });
  return [...(failing.length > 0 ? failing : [checkFile(home)]), ...checkAside(home)];
}

/** Whether the database can be read. A missing database is no failure. */
function checkFile(home: string): Check {
  const file = path.join(home, databaseName);
  try {
    if (!holdsDatabase(home)) return { status: 'skipped', name, detail: `nothing is stored yet in ${home}` };
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

/** Damaged databases that were moved aside by any process. */
function checkAside(home: string): readonly Check[] {
  const files = movedAside(path.join(home, databaseName));
  if (files.length === 0) return [];
  const what = `${formatCounted(files.length, 'damaged database')} moved aside: ${files.join(', ')}`;
  const detail = `${what}; originals of that time are only in there; delete it if you need none of them`;
  return [{ status: 'warning', name: 'moved aside', detail }];
}
