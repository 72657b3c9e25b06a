import { statfsSync } from 'node:fs';
import { nearestPath } from '../../src/lib/folder-trouble.ts';
import { formatBytes } from '../ui/numbers.ts';
import { type Check, reasonOf } from './check.ts';

const name = 'disk';
/** Bytes of originals that a busy day stores. */
const enoughBytes = 100_000_000;

/**
 * Whether there is room for originals. On a full disk new output is forwarded unchanged, so nothing is saved.
 * @param leastBytes free bytes below which the disk counts as full
 */
export function checkDisk(home: string, leastBytes: number = enoughBytes): Check {
  const folder = nearestPath(home);
  try {
    const { bavail, blocks, bsize, files, ffree } = statfsSync(folder);
    if (blocks === 0)
      return { status: 'skipped', name, detail: `the file system of ${folder} does not report its size` };
    const free = bavail * bsize;
    if (files > 0 && ffree === 0)
      return { status: 'warning', name, detail: `no file can be added in ${folder}: no inode is free` };
    if (free >= leastBytes) return { status: 'ok', name, detail: `${formatBytes(free)} free in ${folder}` };
    const detail = `expected at least ${formatBytes(leastBytes)} free in ${folder}, found ${formatBytes(free)}; on a full disk output is sent as it is`;
    return { status: 'warning', name, detail };
  } catch (error) {
    return { status: 'skipped', name, detail: reasonOf(error) };
  }
}
