import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectOf, treesOf } from '../../src/learn/project.ts';
import { looksLikePath, projectPath } from '../../src/learn/project-path.ts';

let home = '';
let root = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'headroom-project-')));
  root = path.join(home, 'work', 'acme');
  mkdirSync(path.join(root, 'src'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.test', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['-C', root, ...identity, ...args], { stdio: 'ignore' });
}

function makeRepository(): void {
  git('init', '-q');
  writeFileSync(path.join(root, 'a'), 'a');
  git('add', 'a');
  git('commit', '-qm', 'a');
}

describe('projectOf', () => {
  it('is the git root of a folder, with the tree that the folder is in', () => {
    makeRepository();
    expect(projectOf(path.join(root, 'src'), home)).toEqual({ root, tree: root });
    expect(projectOf(root, home)).toEqual({ root, tree: root });
  });

  it('takes the worktrees of a repository for one project, removed ones too', () => {
    makeRepository();
    const inside = path.join(root, '.worktrees', 'one');
    const outside = path.join(home, 'work', 'two');
    git('worktree', 'add', '-q', inside);
    git('worktree', 'add', '-q', outside);
    expect(projectOf(inside, home)).toEqual({ root, tree: inside });
    expect(projectOf(outside, home)).toEqual({ root, tree: outside });
    expect([...treesOf(root)].sort()).toEqual([root, inside, outside].sort());
    git('worktree', 'remove', inside);
    expect(projectOf(inside, home)).toEqual({ root, tree: inside });
  });

  it('is the folder itself where there is no repository, and none for the home folder and what is above it', () => {
    expect(projectOf(root, home)).toEqual({ root, tree: root });
    for (const folder of [home, path.dirname(home), '/']) expect(projectOf(folder, home)).toBeUndefined();
  });

  it('takes no repository of the home folder for a project', () => {
    mkdirSync(path.join(home, '.git'));
    expect(projectOf(root, home)).toEqual({ root, tree: root });
  });
});

describe('projectPath', () => {
  const roots = ['/w/acme', '/w/acme/.worktrees/one'];
  it.each([
    ['src/a.ts', '/w/acme', 'src/a.ts'],
    ['a.ts', '/w/acme/src', 'src/a.ts'],
    ['../a.ts', '/w/acme/src', 'a.ts'],
    ['/w/acme/src/a.ts', undefined, 'src/a.ts'],
    ['/w/acme/.worktrees/one/src/a.ts', '/w/acme', 'src/a.ts'],
    ['./src/', '/w/acme', 'src'],
    ['src/a.ts', undefined, undefined],
    ['/w/acme', '/w/acme', undefined],
    ['/w/acme2/a.ts', '/w/acme', undefined],
    ['../../etc/passwd', '/w/acme', undefined],
    ['~/a.ts', '/w/acme', undefined],
    ['a b.ts', '/w/acme', undefined],
    ['`x`.ts', '/w/acme', undefined],
    ['', '/w/acme', undefined],
  ])('%s from %s is %s', (text, folder, expected) => {
    expect(projectPath(text, folder, roots)).toBe(expected);
  });

  it.each([
    ['src/a', true],
    ['a.ts', true],
    ['.golangci.yml', true],
    ['-x/y', false],
    ['main', false],
    ['1.5', false],
    ['a b/c', false],
    ['s/x/y/g', true],
  ])('takes %s for a path: %s', (text, expected) => {
    expect(looksLikePath(text)).toBe(expected);
  });
});
