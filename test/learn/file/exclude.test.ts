import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addExclude,
  type ExcludeLine,
  isExcludedElsewhere,
  planExclude,
  removeExclude,
} from '../../../src/learn/file/exclude.ts';
import { askGit, listMarkdown } from '../../../src/learn/file/git.ts';

let base: string;
let project: string;
let env: Record<string, string | undefined>;
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'headroom-exclude-')));
  project = path.join(base, 'project');
  env = {
    PATH: process.env.PATH,
    HOME: base,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: path.join(base, 'gitconfig'),
  };
  writeFileSync(path.join(base, 'gitconfig'), '[user]\nname = x\nemail = x@example.test\n');
  git(base, 'init', '-q', project);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync('git', ['-C', folder, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
const rulesFile = (folder = project) => path.join(folder, 'RULES.local.md');
const exclude = () => path.join(project, '.git', 'info', 'exclude');
const commit = (folder: string) => git(folder, 'commit', '-q', '--allow-empty', '-m', 'x');
const listed = (folder: string) => git(folder, 'status', '--porcelain', '--untracked-files=all').trim();

async function add(file = rulesFile()): Promise<ExcludeLine> {
  const plan = await planExclude(file, env);
  if (plan.kind !== 'add') throw new Error(`expected a line to add, found ${plan.reason}`);
  await addExclude(plan);
  return { file: plan.file, line: plan.line };
}

describe('a personal file in a repository', () => {
  it('gets one line in the exclude file, so that git no longer lists it', async () => {
    const before = readFileSync(exclude(), 'utf8');
    writeFileSync(rulesFile(), '');
    expect(listed(project)).toBe('?? RULES.local.md');
    expect(await add()).toEqual({ file: exclude(), line: '/RULES.local.md' });
    expect(readFileSync(exclude(), 'utf8')).toBe(`${before}/RULES.local.md\n`);
    expect(listed(project)).toBe('');
    expect(await planExclude(rulesFile(), env)).toEqual({ kind: 'none', reason: 'ignored' });
  });

  it.each([
    ['usual', '# comment\n*.log\n'],
    ['empty', ''],
    ['without a last line end', '*.log'],
    ['with CRLF', '*.log\r\n*.tmp\r\n'],
    ['with CRLF and no last line end', 'a\r\nb'],
    ['no UTF-8', Buffer.from('caf\xE9\n', 'latin1')],
    ['missing', undefined],
  ])('has an exclude file that is %s, which is the same again once the line is taken back', async (_, text) => {
    rmSync(exclude());
    if (text !== undefined) writeFileSync(exclude(), text);
    const line = await add();
    expect(listed(project)).toBe('');
    await removeExclude(line);
    expect(existsSync(exclude()) ? readFileSync(exclude()) : undefined).toEqual(
      text === undefined ? undefined : Buffer.from(text),
    );
  });

  it('works where there is no folder for the exclude file', async () => {
    rmSync(path.dirname(exclude()), { recursive: true });
    const line = await add();
    expect(readFileSync(exclude(), 'utf8')).toBe('/RULES.local.md\n');
    await removeExclude(line);
    expect(existsSync(exclude())).toBe(false);
  });

  it('leaves lines of the user alone, an equal one too', async () => {
    writeFileSync(exclude(), 'a\n');
    const line = await add();
    writeFileSync(exclude(), `${readFileSync(exclude(), 'utf8')}b\n/RULES.local.md\nRULES.local.md`);
    await removeExclude(line);
    expect(readFileSync(exclude(), 'utf8')).toBe('a\nb\n/RULES.local.md\nRULES.local.md');
    writeFileSync(exclude(), ' /RULES.local.md\n');
    expect(await removeExclude(line)).toBe('unchanged');
    rmSync(exclude());
    expect(await removeExclude(line)).toBe('unchanged');
  });

  it.each([
    ['a folder of the repository', 'docs/RULES.local.md', '/docs/RULES.local.md'],
    ['a name with signs that patterns use', 'a[b]*?\\ !#.md', '/a\\[b]\\*\\?\\\\ !#.md'],
    ['a name that begins with a sign', '#x/!RULES.md', '/#x/!RULES.md'],
  ])('is left out by its own path only: %s', async (_, name, line) => {
    const file = path.join(project, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    expect(await add(file)).toMatchObject({ line });
    expect(listed(project)).toBe('');
    writeFileSync(path.join(project, 'ab.md'), '');
    mkdirSync(path.join(project, 'sub', 'docs'), { recursive: true });
    writeFileSync(path.join(project, 'sub', name.startsWith('docs') ? name : 'x.md'), '');
    expect(listed(project).split('\n')).toHaveLength(2);
  });

  it('needs no line where git ignores it already, tracks it, or there is no repository', async () => {
    writeFileSync(path.join(project, '.gitignore'), '*.local.md\n');
    expect(await planExclude(rulesFile(), env)).toEqual({ kind: 'none', reason: 'ignored' });
    rmSync(path.join(project, '.gitignore'));
    writeFileSync(path.join(base, 'ignored'), 'RULES*\n');
    git(base, 'config', '--global', 'core.excludesFile', path.join(base, 'ignored'));
    expect(await planExclude(rulesFile(), env)).toEqual({ kind: 'none', reason: 'ignored' });
    rmSync(path.join(base, 'ignored'));
    writeFileSync(rulesFile(), '');
    git(project, 'add', 'RULES.local.md');
    expect(await planExclude(rulesFile(), env)).toEqual({ kind: 'none', reason: 'tracked' });
    expect(await planExclude(path.join(base, 'RULES.local.md'), env)).toEqual({
      kind: 'none',
      reason: 'no-repository',
    });
    expect(await planExclude(path.join(project, '.git', 'x.md'), env)).toEqual({
      kind: 'none',
      reason: 'no-repository',
    });
  });

  it('does without the program git', async () => {
    expect(await planExclude(rulesFile(), { ...env, PATH: base })).toEqual({ kind: 'none', reason: 'no-git' });
    expect(await listMarkdown(project, { ...env, PATH: base })).toEqual([]);
    expect(await isExcludedElsewhere(rulesFile(), { ...env, PATH: base })).toBe(false);
  });

  it('has no line written where the exclude file is a link out of the folder of git', async () => {
    rmSync(exclude());
    writeFileSync(path.join(base, 'mine'), 'x\n');
    symlinkSync(path.join(base, 'mine'), exclude());
    await expect(add()).rejects.toThrow(/^"info\/exclude": expected a file inside [^\n]*; nothing was written$/);
    expect(readFileSync(path.join(base, 'mine'), 'utf8')).toBe('x\n');
  });
});

describe('a worktree', () => {
  let other: string;
  beforeEach(() => {
    commit(project);
    other = path.join(base, 'other tree');
    git(project, 'worktree', 'add', '-q', '-b', 'other', other);
  });

  it('has a file of its own, and the exclude file of its repository', async () => {
    writeFileSync(rulesFile(other), '');
    expect(await add(rulesFile(other))).toEqual({ file: exclude(), line: '/RULES.local.md' });
    expect(listed(other)).toBe('');
    expect(await planExclude(rulesFile(), env)).toEqual({ kind: 'none', reason: 'ignored' });
  });

  it('keeps the line as long as another worktree has such a file', async () => {
    writeFileSync(rulesFile(), '');
    expect(await isExcludedElsewhere(rulesFile(), env)).toBe(false);
    expect(await isExcludedElsewhere(rulesFile(other), env)).toBe(true);
    writeFileSync(rulesFile(other), '');
    expect(await isExcludedElsewhere(rulesFile(), env)).toBe(true);
    expect(await isExcludedElsewhere(path.join(project, 'docs', 'x.md'), env)).toBe(false);
  });
});

describe('git', () => {
  it('runs nothing that the project configured, and writes nothing', async () => {
    const trap = path.join(base, 'trap');
    writeFileSync(trap, `#!/bin/sh\ntouch ${path.join(base, 'sprung')}\n`);
    chmodSync(trap, 0o755);
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.editor',
      'core.sshCommand',
      'diff.external',
      'alias.ls-files',
    ]) {
      git(project, 'config', key, key.startsWith('alias') ? `!${trap}` : trap);
    }
    mkdirSync(path.join(project, '.git', 'hooks'), { recursive: true });
    symlinkSync(trap, path.join(project, '.git', 'hooks', 'post-index-change'));
    writeFileSync(path.join(project, 'A.md'), '');
    execFileSync(
      'git',
      ['-C', project, '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', 'add', 'A.md'],
      { env },
    );
    const index = readFileSync(path.join(project, '.git', 'index'));
    await add();
    await isExcludedElsewhere(rulesFile(), env);
    expect(await listMarkdown(project, env)).toEqual(['A.md']);
    expect(existsSync(path.join(base, 'sprung'))).toBe(false);
    expect(readFileSync(path.join(project, '.git', 'index'))).toEqual(index);
  });

  it('is asked about the folder, whatever repository a hook around us is in', async () => {
    const elsewhere = path.join(base, 'elsewhere');
    git(base, 'init', '-q', elsewhere);
    env = {
      ...env,
      GIT_DIR: path.join(elsewhere, '.git'),
      GIT_WORK_TREE: elsewhere,
      GIT_INDEX_FILE: '/none',
      GIT_PREFIX: 'x/',
    };
    expect(await planExclude(rulesFile(), env)).toMatchObject({ file: exclude() });
  });

  it('lists Markdown files by their whole names, new ones too, and none that git ignores', async () => {
    mkdirSync(path.join(project, 'a b'));
    for (const name of ['a b/\u00E9\n.md', 'x.md', 'x.txt']) writeFileSync(path.join(project, name), '');
    git(project, 'add', '.');
    for (const name of ['new.md', 'ignored.md']) writeFileSync(path.join(project, name), '');
    writeFileSync(path.join(project, '.gitignore'), 'ignored.md\n');
    expect([...(await listMarkdown(project, env))].sort()).toEqual(['a b/\u00E9\n.md', 'new.md', 'x.md']);
    expect(await listMarkdown(base, env)).toEqual([]);
  });

  it('tells its exit code and its answer', async () => {
    expect(await askGit(project, ['rev-parse', '--git-dir'], env)).toEqual({ code: 0, output: '.git' });
    expect(await askGit(project, ['check-ignore', '-q', 'x'], env)).toEqual({ code: 1, output: '' });
  });
});
