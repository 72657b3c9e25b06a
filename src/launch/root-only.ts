import { statSync } from 'node:fs';
import path from 'node:path';

const writableByOthers = 0o022;

/**
 * Whether root owns a folder and all its ancestors, and nobody else can write there. Folders that do not exist yet will
 * be ours.
 */
export function isRootOnly(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  const secure = stats === undefined ? process.getuid?.() === 0 : stats.uid === 0 && !(stats.mode & writableByOthers);
  const parent = path.dirname(folder);
  return secure && (parent === folder || isRootOnly(parent));
}
