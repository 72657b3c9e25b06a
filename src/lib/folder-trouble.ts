import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** What a person can do if the state folder cannot be used. */
export const folderHint = 'set HEADROOM_HOME to a folder that can be written';

/**
 * What keeps a folder from being used, by the error of a call that failed in it.
 * @param folder absolute path; it need not exist
 * @param code the error's code, such as `EROFS`
 * @returns a clause that names the place, or `undefined` for a code that says nothing about the folder
 */
export function folderTrouble(folder: string, code: string | undefined): string | undefined {
  const nearest = nearestPath(folder);
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `${nearest} is a file`;
    case 'EROFS':
      return `${nearest} is read-only`;
    case 'EACCES':
    case 'EPERM':
      return allows(nearest, constants.R_OK | constants.X_OK)
        ? `${nearest} is read-only`
        : `no permission to use ${nearest}`;
    case 'ENOSPC':
      return `no space is left in ${nearest}`;
    case 'EDQUOT':
      return `the disk quota for ${nearest} is used up`;
    case 'ENOENT':
      return `${missingPath(folder, nearest)} is missing`;
    case 'ELOOP':
      return `links lead in a circle at ${folder}`;
    case 'ENAMETOOLONG':
      return `${folder} is too long a path`;
    default:
      return undefined;
  }
}

/** Why a file of headroom's could not be written: what is wrong with its folder, else the error's code. */
export function writeTrouble(file: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return folderTrouble(path.dirname(file), code) ?? code ?? String(error);
}

/**
 * What keeps a folder from being used; checked without writing.
 * @returns a clause that names the place; `undefined` if it can be used or created
 */
export function folderTroubleAhead(folder: string): string | undefined {
  const nearest = nearestPath(folder);
  try {
    if (!statSync(nearest).isDirectory()) return folderTrouble(folder, 'ENOTDIR');
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return folderTrouble(folder, (error as NodeJS.ErrnoException).code);
  }
}

/** The path itself if it exists, else its nearest existing ancestor. */
export function nearestPath(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) nearest = path.dirname(nearest);
  return nearest;
}

/** The first missing part of a path. */
function missingPath(folder: string, nearest: string): string {
  const [next] = path.relative(nearest, folder).split(path.sep);
  return next === undefined || next === '' ? folder : path.join(nearest, next);
}

function allows(place: string, mode: number): boolean {
  try {
    accessSync(place, mode);
    return true;
  } catch {
    return false;
  }
}
