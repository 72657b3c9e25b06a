import { execFile } from 'node:child_process';
import type { Environment } from '../../model/launch.ts';

/** What git answered; `code` is `undefined` if there is no git, or it did not end by itself. */
export type GitAnswer = { readonly code: number | undefined; readonly output: string };

/** Milliseconds after which git counts as hanging. */
const answerWithinMs = 60_000;
/** Bytes of an answer. */
const longestAnswer = 64 * 2 ** 20;

/** Nothing that the project configured may run: no hook, no file watcher, no pager, no lazy fetch. */
const safely = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
const variables = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
/** Variables of a hook's environment that name another repository than the folder's. */
const misleading =
  /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE)$/;

/**
 * Asks git about a folder, without a shell. Only for commands that change nothing.
 * @param env the environment to run it in
 */
export function askGit(folder: string, args: readonly string[], env: Environment): Promise<GitAnswer> {
  const kept = Object.entries(env).filter(([name]) => !misleading.test(name));
  const options = {
    env: { ...Object.fromEntries(kept), ...variables },
    timeout: answerWithinMs,
    maxBuffer: longestAnswer,
  };
  return new Promise((resolve) => {
    execFile('git', [...safely, '-C', folder, ...args], options, (error, stdout) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ code, output: stdout.replace(/\r?\n$/, '') });
    });
  });
}

/**
 * The Markdown files of a project that git tracks or would list as new, relative to it; none if there is no repository
 * or no git.
 * @param env the environment to run git in
 */
export async function listMarkdown(project: string, env: Environment): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.md'];
  const { code, output } = await askGit(project, args, env);
  return code === 0 ? output.split('\0').filter((name) => name !== '') : [];
}
