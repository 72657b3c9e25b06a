import path from 'node:path';
import { isRelativePath } from './forms.ts';

/**
 * A path as the project names it: from the root of whichever tree of the project it is in (a worktree has a root of its
 * own).
 * @param text as a call gave it
 * @param folder in which the call was made: absolute
 * @param roots of the project's trees: absolute
 * @returns `undefined` for paths outside, for a root itself, and for paths that no rule could name
 */
export function projectPath(text: string, folder: string | undefined, roots: readonly string[]): string | undefined {
  if (text === '' || text.startsWith('~') || (folder === undefined && !path.posix.isAbsolute(text))) return undefined;
  const absolute = path.posix.resolve(folder ?? '/', text);
  const inside = roots.filter((root) => absolute.startsWith(root === '/' ? '/' : `${root}/`));
  const nearest = inside.reduce((best, root) => (root.length > best.length ? root : best), '');
  if (nearest === '') return undefined;
  const relative = path.posix.relative(nearest, absolute);
  return isRelativePath(relative) ? relative : undefined;
}

/** Whether a word of a command line looks like a path: it has a slash or an extension. */
export function looksLikePath(text: string): boolean {
  return (
    /^[\w./@+-]{2,300}$/.test(text) &&
    !text.startsWith('-') &&
    (text.includes('/') || /[^.]\.[A-Za-z]\w{0,9}$/.test(text))
  );
}
