import { fstatSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { currentEnvironment } from './spawn.ts';

/** The folder in which a command was typed. */
export type LaunchFolder = {
  /** Its path, which may be gone. */
  readonly path: string;
  /** A path for a child that is to work there; valid even if the folder was deleted. */
  forChild(): string;
};

/** Path of the folder in which this process works; the shell's name for it if it is gone. */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    const { PWD } = currentEnvironment();
    return PWD && path.isAbsolute(PWD) ? PWD : rootFolder();
  }
}

/**
 * Moves this process to the root folder, as daemons do: the folder of the launch may be deleted at any time, and no
 * thread can be started from a deleted one.
 */
export function leaveFolder(): LaunchFolder {
  const left = currentFolder();
  const handle = openFolder('.');
  process.chdir(rootFolder());
  return {
    path: left,
    forChild() {
      if (handle === undefined || sameFolder(left, handle)) return existing(left);
      const byHandle = `/proc/${process.pid}/fd/${handle}`;
      return sameFolder(byHandle, handle) ? byHandle : existing(left);
    },
  };
}

function rootFolder(): string {
  return path.parse(process.execPath).root;
}

/** Stays open as long as the process: it keeps a deleted folder accessible. */
function openFolder(folder: string): number | undefined {
  try {
    return openSync(folder, 'r');
  } catch {
    return undefined;
  }
}

function sameFolder(folder: string, handle: number): boolean {
  try {
    const [named, opened] = [statSync(folder), fstatSync(handle)];
    return named.dev === opened.dev && named.ino === opened.ino;
  } catch {
    return false;
  }
}

/** The folder, or its nearest existing ancestor. */
function existing(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return found || path.dirname(folder) === folder ? folder : existing(path.dirname(folder));
}
