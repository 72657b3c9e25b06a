import { lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../../model/launch.ts';
import { fileFailure, isCode } from './failure.ts';
import { askGit } from './git.ts';
import { byteText, joinLines, type Line, splitLines } from './lines.ts';
import { resolvePlace } from './place.ts';
import { type Outcome, replaceFile } from './replace.ts';

/** A line of git's exclude file, remembered from before it is written until it is removed. */
export type ExcludeLine = { readonly file: string; readonly line: string };

/** Whether git needs a line to leave a personal file out of its lists, or why not. */
export type ExcludePlan =
  | ({ readonly kind: 'add' } & ExcludeLine)
  /** `tracked`: it is in the repository, which no line changes. `no-git`: the program is missing or does not answer. */
  | { readonly kind: 'none'; readonly reason: 'ignored' | 'tracked' | 'no-repository' | 'no-git' };

/**
 * Checks whether git would list a file as new; writes nothing. Worktrees of a repository have one exclude file, so a
 * line for one of them holds in all.
 * @param file absolute; it need not exist
 * @param env the environment to run git in
 */
export async function planExclude(file: string, env: Environment): Promise<ExcludePlan> {
  const folder = path.dirname(file);
  const git = (...args: readonly string[]) => askGit(folder, args, env);
  const top = await git('rev-parse', '--show-toplevel');
  if (top.code === undefined) return { kind: 'none', reason: 'no-git' };
  if (top.code !== 0 || top.output === '') return { kind: 'none', reason: 'no-repository' };
  const tracked = await git('--literal-pathspecs', 'ls-files', '--error-unmatch', '--', path.basename(file));
  if (tracked.code === 0) return { kind: 'none', reason: 'tracked' };
  const ignored = await git('check-ignore', '-q', '--', path.basename(file));
  if (ignored.code === 0) return { kind: 'none', reason: 'ignored' };
  const excludes = await git('rev-parse', '--git-path', 'info/exclude');
  if (excludes.code !== 0 || ignored.code !== 1) return { kind: 'none', reason: 'no-git' };
  const place = path.join(await realpath(folder), path.basename(file));
  const line = patternOf(path.relative(await realpath(top.output), place));
  return { kind: 'add', file: path.resolve(folder, excludes.output), line };
}

/**
 * Whether another worktree of the repository has a file in the same place, which still needs the line.
 * @param file absolute
 */
export async function isExcludedElsewhere(file: string, env: Environment): Promise<boolean> {
  const folder = path.dirname(file);
  const top = await askGit(folder, ['rev-parse', '--show-toplevel'], env);
  const list = await askGit(folder, ['worktree', 'list', '--porcelain'], env);
  if (top.code !== 0 || list.code !== 0) return false;
  const own = await realpath(top.output);
  const relative = path.join(path.relative(own, await realpath(folder)), path.basename(file));
  const others = list.output.split(/\r?\n/).filter((line) => line.startsWith('worktree '));
  const folders = others.map((line) => line.slice('worktree '.length)).filter((other) => other !== own);
  const found = await Promise.all(folders.map((other) => lstat(path.join(other, relative)).catch(() => undefined)));
  return found.some((stats) => stats !== undefined);
}

/**
 * Adds a planned line at the end of the exclude file. If the last line end is missing, it stays missing.
 * @throws {HeadroomError} `file`, in one line, if it cannot be written; `usage` if it is a link out of git's folder
 */
export async function addExclude({ file, line }: ExcludeLine): Promise<Outcome> {
  await mkdir(path.dirname(file)).catch((cause: unknown) => {
    if (!isCode(cause, 'EEXIST')) throw fileFailure(cause, file, 'written');
  });
  return changeLines(file, (lines, isThere) => {
    const last = lines.at(-1);
    const lineEnd = lines.findLast(({ end }) => end !== '')?.end || '\n';
    const isOpen = isThere && (last === undefined || last.end === '');
    const above = last?.end === '' ? [...lines.slice(0, -1), { ...last, end: lineEnd }] : lines;
    return [...above, { text: byteText(line), end: isOpen ? '' : lineEnd }];
  });
}

/**
 * Removes a line that `addExclude` added: the first of equal ones, since git would have ignored the file before if the
 * user had had one. Nothing else changes; an exclude file that we created and that contains nothing else is deleted.
 * @throws {HeadroomError} as `addExclude`
 */
export function removeExclude({ file, line }: ExcludeLine): Promise<Outcome> {
  const ours = byteText(line);
  return changeLines(file, (lines, isThere) => {
    const index = lines.findIndex(({ text }) => text === ours);
    if (index < 0) return isThere ? lines : undefined;
    const removed = lines[index] as Line;
    const rest = lines.filter((_, each) => each !== index);
    if (removed.end !== '') return rest.length === 0 ? undefined : rest;
    return rest.map((each, at) => (at === rest.length - 1 ? { ...each, end: '' as const } : each));
  });
}

async function changeLines(
  file: string,
  change: (lines: readonly Line[], isThere: boolean) => readonly Line[] | undefined,
): Promise<Outcome> {
  const hint = 'add the line to your own exclude file yourself, or take it out there';
  const place = await resolvePlace(path.dirname(path.dirname(file)), path.join('info', path.basename(file)), hint);
  const { outcome } = await replaceFile(place, (bytes) => {
    const lines = change(splitLines(bytes?.toString('latin1') ?? ''), bytes !== undefined);
    return { bytes: lines && Buffer.from(joinLines(lines), 'latin1') };
  });
  return outcome;
}

/** A pattern for this one path under the root of the work tree. Form: gitignore(5). */
function patternOf(relative: string): string {
  const steps = relative.split(path.sep).join('/');
  return `/${steps.replace(/[\\*?[]/g, '\\$&')}`;
}
