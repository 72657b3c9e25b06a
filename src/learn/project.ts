import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The project that a folder belongs to. */
export type Project = {
  /** Root of its main working tree: absolute. Worktrees of one repository are one project. */
  readonly root: string;
  /** Root of the tree that the folder is in. */
  readonly tree: string;
};

/**
 * The project of a folder: its git root, worktrees included, else the folder itself. A deleted folder (a removed
 * worktree) belongs to its nearest ancestor. Sessions in a user's home folder, or in an ancestor of it, belong to none.
 * @param folder absolute
 * @param home of the user: absolute
 */
export function projectOf(folder: string, home: string): Project | undefined {
  const start = path.resolve(folder);
  if (holds(start, path.resolve(home))) return undefined;
  for (let at = start; ; at = path.dirname(at)) {
    const tree = gitRoot(at);
    if (tree !== undefined) return { root: tree, tree: existsSync(start) ? at : start };
    if (path.dirname(at) === at) return { root: start, tree: start };
    // A home folder that is a repository (of dot files) is not a project.
    if (holds(path.dirname(at), path.resolve(home))) return { root: start, tree: start };
  }
}

/** Whether one folder is another, or an ancestor of it. */
function holds(upper: string, lower: string): boolean {
  return lower === upper || lower.startsWith(upper === '/' ? '/' : `${upper}/`);
}

/** Root of the main working tree, if a folder is the root of one of a repository's trees. */
function gitRoot(folder: string): string | undefined {
  const git = path.join(folder, '.git');
  try {
    if (statSync(git).isDirectory()) return folder;
    const own = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]?.trim();
    if (own === undefined) return undefined;
    const ownFolder = path.resolve(folder, own);
    const common = path.resolve(ownFolder, readFileSync(path.join(ownFolder, 'commondir'), 'utf8').trim());
    return path.basename(common) === '.git' ? path.dirname(common) : folder;
  } catch {
    // A submodule has a repository of its own, and no main tree elsewhere.
    return existsSync(git) ? folder : undefined;
  }
}

/** Roots of the main working tree of a repository and of its worktrees: absolute. */
export function treesOf(root: string): readonly string[] {
  const folder = path.join(root, '.git', 'worktrees');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const trees = names.flatMap((name) => {
    try {
      return [path.dirname(path.resolve(folder, name, readFileSync(path.join(folder, name, 'gitdir'), 'utf8').trim()))];
    } catch {
      return []; // removed meanwhile
    }
  });
  return [root, ...trees];
}
