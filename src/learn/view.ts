import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../model/launch.ts';
import { askGit } from './file/git.ts';
import type { Form } from './forms.ts';
import type { ProjectView } from './propose.ts';

/** The scope of a view. */
export type ViewOptions = {
  /** Root of the project: absolute. */
  readonly root: string;
  readonly env: Environment;
  /** Paths, relative to the root, that may be queried. */
  readonly paths: readonly string[];
  /** Whether a skill or an agent type exists, if an agent keeps them in files. */
  readonly hasNamed: (form: Form & { kind: 'skill' | 'agent' }) => boolean | undefined;
};

/** What the disk says about a project now. `undefined` if the project is not on this disk. */
export async function viewProject(options: ViewOptions): Promise<ProjectView | undefined> {
  const { root, env, paths, hasNamed } = options;
  if (!isFolder(root)) return undefined;
  const [tracked, atTip, ignored] = await Promise.all([
    listed(root, ['ls-files', '-z', '--', ...paths], env),
    tipOf(root, env).then((tip) =>
      tip === undefined ? [] : listed(root, ['ls-tree', '-z', '--name-only', tip, '--', ...paths], env),
    ),
    ignoredOf(root, paths, env),
  ]);
  const isIn = (list: readonly string[], name: string) =>
    list.some((each) => each === name || each.startsWith(`${name}/`));
  return {
    isThere: (name) => existsSync(path.join(root, name)) || atTip.includes(name) || ignored.has(name),
    isTracked: (name) => isIn(tracked, name),
    hasProgram: (program) => isOnPath(program, env),
    hasLocalProgram: (program) => isProgram(path.join(root, 'node_modules', '.bin', program)),
    hasName: (form) => (form.kind === 'script' ? hasScript(root, form) : 'name' in form ? hasNamed(form) : undefined),
  };
}

async function listed(root: string, args: readonly string[], env: Environment): Promise<readonly string[]> {
  if (args.at(-1) === '--') return [];
  const { code, output } = await askGit(root, args, env);
  return code === 0 ? output.split('\0').filter((name) => name !== '') : [];
}

/**
 * The paths that git ignores. A missing folder has to be queried with a slash after it, since a pattern may be for
 * folders only. A path that git cannot answer for, as beyond a symbolic link, counts as ignored.
 */
async function ignoredOf(root: string, paths: readonly string[], env: Environment): Promise<ReadonlySet<string>> {
  const ask = async (names: readonly string[]) => {
    // Without `-z`, which git allows only with names on its input: these have no characters that it would quote.
    const both = names.flatMap((name) => [name, `${name}/`]);
    const { code, output } = await askGit(root, ['check-ignore', '--', ...both], env);
    if (code !== 0 && code !== 1) return undefined;
    return output.split(/\r?\n/).map((name) => name.replace(/\/$/, ''));
  };
  if (paths.length === 0) return new Set();
  const all = await ask(paths);
  if (all !== undefined) return new Set(all);
  const ignored = new Set<string>();
  for (const name of paths) if ((await ask([name]))?.includes(name) ?? true) ignored.add(name);
  return ignored;
}

/** The tip of the default branch: the remote's default, else one of the usual names, else the current branch. */
async function tipOf(root: string, env: Environment): Promise<string | undefined> {
  const names = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master', 'HEAD'];
  for (const name of names) {
    const { code } = await askGit(root, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], env);
    if (code === 0) return name;
  }
  return undefined;
}

function isOnPath(program: string, env: Environment): boolean {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  return folders.some((folder) => endings.some((ending) => isProgram(path.join(folder, program + ending))));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a project has a script. Unknown for runners whose files are not read here. */
function hasScript(root: string, { runner, script }: Form & { kind: 'script' }): boolean | undefined {
  if (runner === 'make') return hasTarget(root, script);
  if (!/^(?:npm|pnpm|yarn|bun) /.test(runner)) return undefined;
  try {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts?: object };
    return scripts !== undefined && Object.hasOwn(scripts, script);
  } catch {
    return undefined;
  }
}

function hasTarget(root: string, target: string): boolean | undefined {
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    try {
      const text = readFileSync(path.join(root, name), 'utf8');
      return text.split('\n').some((line) => targetsIn(line).includes(target));
    } catch {
      // The next name.
    }
  }
  return undefined;
}

/** The targets of a line `a b: c`; none of `a := c` and of a recipe. */
function targetsIn(line: string): readonly string[] {
  const at = line.indexOf(':');
  return at < 1 || line.startsWith('\t') || line[at + 1] === '=' ? [] : line.slice(0, at).trim().split(/\s+/);
}
