import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { HeadroomError } from '../model/errors.ts';
import type { Environment } from '../model/launch.ts';

/** The name under which an environment holds the search path: Windows spells it `Path`. */
export function pathName(env: Environment): string {
  return Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
}

/** Where a program is searched. */
export type ProgramPlaces = {
  readonly env: Environment;
  readonly cwd: string;
  /** One line that says how to install it. */
  readonly install: string;
  /** The user's home folder, and its subfolders that are searched after the PATH. */
  readonly home: string;
  readonly installFolders?: readonly string[];
};

/**
 * The file that runs when a program is called: found on the PATH, else where its installers put it; or the path itself
 * if the name contains a separator.
 * @throws {HeadroomError} `launch` with exit code 127 if there is none, 126 if the only one cannot be executed
 */
export function findProgram(program: string, from: ProgramPlaces): string {
  const candidates = candidatesFor(program, from).filter(isFile);
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  const [blocked] = candidates;
  if (blocked !== undefined) {
    throw new HeadroomError('launch', `expected an executable file, found ${blocked} without the permission`, {
      exitCode: 126,
    });
  }
  const where = path.basename(program) === program ? ' on the PATH' : '';
  throw new HeadroomError('launch', `expected the program ${program}${where}, found none`, {
    hint: `install it: ${from.install}`,
    exitCode: 127,
  });
}

function candidatesFor(program: string, { env, cwd, home, installFolders = [] }: ProgramPlaces): readonly string[] {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  const folders =
    path.basename(program) === program
      ? [
          ...(env[pathName(env)] ?? '').split(path.delimiter).map((one) => one || '.'),
          ...installFolders.map((folder) => path.resolve(home, folder)),
        ]
      : [''];
  return folders.flatMap((folder) => extensions.map((extension) => path.resolve(cwd, folder, program + extension)));
}

/** An unreadable folder of the search path is skipped, as in a shell. */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
