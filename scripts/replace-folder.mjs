import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes `target` equal to `source`, file by file: each file that differs is renamed into place, so that a reader finds
 * the old one or the new one and never none. Files missing in `source` are deleted last. `source` is used up. Both must
 * be on one file system.
 */
export function replaceFolder(source, target) {
  const built = filesIn(source);
  for (const file of built) {
    const [from, to] = [path.join(source, file), path.join(target, file)];
    if (sameBytes(from, to)) chmodSync(to, statSync(from).mode);
    else {
      mkdirSync(path.dirname(to), { recursive: true });
      renameSync(from, to);
    }
  }
  const wanted = new Set(built);
  for (const file of filesIn(target)) if (!wanted.has(file)) rmSync(path.join(target, file), { force: true });
  dropEmptyFolders(target);
}

/** Deletes the unfinished builds below `root`, named `.dist-PID`, whose process has ended. */
export function dropAbandoned(root) {
  for (const name of readdirSync(root)) {
    const [, pid] = /^\.dist-(\d+)$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The files below a folder by their relative paths. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

function sameBytes(a, b) {
  try {
    return readFileSync(a).equals(readFileSync(b));
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Deletes folders without files, from the innermost outwards. */
function dropEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inner = path.join(folder, entry.name);
    dropEmptyFolders(inner);
    if (readdirSync(inner).length === 0) rmdirSync(inner);
  }
}
