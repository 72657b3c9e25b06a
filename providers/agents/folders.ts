import path from 'node:path';
import type { LaunchContext } from '../../src/model/launch.ts';

/** A folder and its ancestors, nearest first. */
export function ancestors(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** The root of the git work tree that contains the working directory, recognised by `.git/HEAD` or a `.git` file. */
export function gitRoot(context: Pick<LaunchContext, 'cwd' | 'readFile'>): string | undefined {
  return ancestors(context.cwd).find(
    (folder) =>
      context.readFile(path.join(folder, '.git', 'HEAD')) !== undefined ||
      context.readFile(path.join(folder, '.git')) !== undefined,
  );
}
