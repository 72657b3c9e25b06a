import { watch } from 'node:fs';
import { databaseName } from './database.ts';

/**
 * Calls whenever any process writes to the database of a state folder, this one included. If the system does not report
 * changes, it never calls, and nothing fails.
 */
export function watchDatabase(folder: string, onChange: () => void): { close(): void } {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name === null || name.startsWith(databaseName)) onChange();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return { close: () => {} };
  }
}
