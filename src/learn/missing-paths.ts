import path from 'node:path';
import { type Evidence, together } from './evidence.ts';
import { type Form, formOf, keyOf, type Replacement, replacementOf } from './forms.ts';

/** From this ratio of failures to uses on, a form counts as not working. */
export const failingShare = 0.9;

/** A missing path that calls use, with what exists instead. */
export type MissingPath = {
  readonly form: Form & { readonly kind: 'path' | 'folder' };
  readonly evidence: Evidence;
  readonly replacement?: Replacement;
};

/**
 * Merges failures of paths by the topmost folder in which no call ever found anything, so that ten files in a missing
 * folder are one mistake. A file is replaced by one with the same stem, a folder by its nearest ancestor in which
 * something was found.
 */
export function missingPaths(evidence: ReadonlyMap<string, Evidence>): readonly MissingPath[] {
  const paths = pathsOf(evidence);
  const folders = foldersOf(paths);
  const groups = new Map<string, Evidence[]>();
  for (const [name, each] of paths) {
    if (each.failed === 0) continue;
    const top = above(name).findLast((folder) => isMissing(folder, folders)) ?? name;
    groups.set(top, [...(groups.get(top) ?? []), each]);
  }
  return Array.from(groups, ([top, parts]) => missingPath(top, parts, paths, folders));
}

type Paths = ReadonlyMap<string, Evidence>;

/** What is known about everything in a folder. */
type Folder = {
  worked: number;
  failed: number;
  lastWorked: number;
  lastFailed: number;
  readonly failedPaths: Set<string>;
};
type Folders = ReadonlyMap<string, Folder>;

function foldersOf(paths: Paths): Folders {
  const folders = new Map<string, Folder>();
  for (const [name, { worked, failed, lastWorked = 0, lastFailed = 0 }] of paths) {
    for (const folder of [name, ...above(name)]) {
      const known = folders.get(folder) ?? {
        worked: 0,
        failed: 0,
        lastWorked: 0,
        lastFailed: 0,
        failedPaths: new Set<string>(),
      };
      known.worked += worked;
      known.failed += failed;
      known.lastWorked = Math.max(known.lastWorked, lastWorked);
      known.lastFailed = Math.max(known.lastFailed, lastFailed);
      if (failed > 0) known.failedPaths.add(name);
      folders.set(folder, known);
    }
  }
  return folders;
}

/**
 * Whether a folder is missing, judging by calls: nearly all of its uses fail, the last one too, and they concern the
 * folder itself or more than one thing in it. One missing file says nothing about its folder.
 */
function isMissing(name: string, folders: Folders): boolean {
  const folder = folders.get(name);
  if (folder === undefined || folder.failed < failingShare * (folder.failed + folder.worked)) return false;
  const isNamed = folder.failedPaths.has(name) || folder.failedPaths.size > 1;
  return isNamed && folder.lastFailed > folder.lastWorked;
}

function missingPath(top: string, parts: readonly Evidence[], paths: Paths, folders: Folders): MissingPath {
  const isFile = path.posix.extname(top) !== '' && parts.length === 1 && paths.get(top) === parts[0];
  const form = { kind: isFile ? 'path' : 'folder', path: top } as const;
  const evidence = together(keyOf(form), parts);
  const replacement = isFile ? fileInstead(top, evidence, paths) : folderInstead(top, folders);
  return { form, evidence, ...(replacement === undefined ? {} : { replacement: { kind: 'path', path: replacement } }) };
}

function folderInstead(top: string, folders: Folders): string | undefined {
  return above(top).find((folder) => (folders.get(folder)?.worked ?? 0) > 0 && !isMissing(folder, folders));
}

/** What sessions opened instead; else the one file with the same stem that is nearest. */
function fileInstead(file: string, evidence: Evidence, paths: Paths): string | undefined {
  const opened = [...evidence.replacements].sort(([, a], [, b]) => b - a);
  for (const [key] of opened) {
    const replacement = replacementOf(key);
    if (replacement?.kind === 'path' && isAlive(paths.get(replacement.path))) return replacement.path;
  }
  const alike = [...paths].filter(([name, each]) => isAlive(each) && isSameFile(file, name)).map(([name]) => name);
  const near = alike.filter((name) => path.posix.dirname(name) === path.posix.dirname(file));
  const choice = near.length > 0 ? near : alike;
  return choice.length === 1 ? choice[0] : undefined;
}

/** Whether a path existed when it was last seen. */
function isAlive(evidence: Evidence | undefined): boolean {
  return evidence !== undefined && evidence.worked > 0 && (evidence.lastWorked ?? 0) >= (evidence.lastFailed ?? 0);
}

/**
 * Whether the path of one file may mean another one: it is in the same folder with another extension (`.golangci.yml`
 * and `.golangci.yaml`), or in another folder under the same name.
 */
export function isSameFile(wrong: string, right: string): boolean {
  const [one, two] = [path.posix.parse(wrong), path.posix.parse(right)];
  if (wrong === right || one.ext === '' || two.ext === '') return false;
  return one.dir === two.dir ? one.name === two.name : one.base === two.base;
}

/** The ancestors of a path, nearest first. */
function above(name: string): readonly string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function pathsOf(evidence: ReadonlyMap<string, Evidence>): Paths {
  const paths = new Map<string, Evidence>();
  for (const [key, each] of evidence) {
    const form = formOf(key);
    if (form?.kind === 'path') paths.set(form.path, each);
  }
  return paths;
}
