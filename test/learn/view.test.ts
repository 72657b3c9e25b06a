import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectView } from '../../src/learn/propose.ts';
import { viewProject } from '../../src/learn/view.ts';
import { World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

async function view(...paths: readonly string[]): Promise<ProjectView> {
  const found = await viewProject({
    root: world.root,
    env: world.env(),
    paths,
    hasNamed: ({ name }) => name === 'commit',
  });
  if (found === undefined) throw new Error('expected a view, found none');
  return found;
}

const isThere = async (name: string) => (await view('other', name, 'third')).isThere(name);

describe('viewProject', () => {
  it('is none where the project is not on this disk', async () => {
    const options = { root: path.join(world.home, 'gone'), env: world.env(), paths: [], hasNamed: () => undefined };
    expect(await viewProject(options)).toBeUndefined();
  });

  it('finds what is in the working tree, tracked or not, folders too', async () => {
    world.write('a/b.ts');
    for (const name of ['a/b.ts', 'a']) expect(await isThere(name)).toBe(true);
    for (const name of ['a/c.ts', 'c', 'b.ts']) expect(await isThere(name)).toBe(false);
  });

  it('finds what is at the tip of the default branch, files and folders', async () => {
    world.track('a/b.ts');
    world.git('checkout', '-q', '-b', 'other');
    world.git('rm', '-q', 'a/b.ts');
    world.git('commit', '-qm', 'gone');
    for (const name of ['a/b.ts', 'a']) expect(await isThere(name)).toBe(true);
    expect(await isThere('a/c.ts')).toBe(false);
  });

  it('takes the branch that the remote calls so before others', async () => {
    world.track('a.ts');
    world.git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    world.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    world.git('rm', '-q', 'a.ts');
    world.git('commit', '-qm', 'gone');
    expect(await isThere('a.ts')).toBe(true);
  });

  it('takes the branch that is checked out where there is none of the usual names', async () => {
    world.track('a.ts');
    world.git('branch', '-m', 'main', 'trunk');
    world.git('rm', '-q', 'a.ts');
    expect((await view('a.ts')).isTracked('a.ts')).toBe(false);
    expect(await isThere('a.ts')).toBe(true);
  });

  it.each([
    ['dist/', 'dist', true],
    ['dist/', 'web/dist', true],
    ['dist/', 'dist/a/b.js', true],
    ['*.log', 'x.log', true],
    ['/dist', 'web/dist', false],
    ['*.log\n!keep.log', 'keep.log', false],
  ])('counts as there what git ignores: %j and %s', async (patterns, name, expected) => {
    world.write('.gitignore', `${patterns}\n`);
    expect(await isThere(name)).toBe(expected);
  });

  it('counts as there what git cannot tell, and asks for the others all the same', async () => {
    mkdirSync(path.join(world.home, 'elsewhere'));
    symlinkSync(path.join(world.home, 'elsewhere'), path.join(world.root, 'link'));
    world.write('.gitignore', 'dist/\n');
    const found = await view('link/a.ts', 'dist', 'src');
    expect(['link/a.ts', 'dist', 'src'].map((name) => found.isThere(name))).toEqual([true, true, false]);
  });

  it('knows what git tracks, folders with something tracked in them too', async () => {
    world.track('a/b.ts');
    world.write('c.ts');
    const found = await view('a/b.ts', 'a', 'c.ts', 'b');
    expect(['a/b.ts', 'a', 'c.ts', 'b'].map((name) => found.isTracked(name))).toEqual([true, true, false, false]);
  });

  it('finds programs on the PATH and in node_modules, if they can be run', async () => {
    world.install('rg');
    world.write('node_modules/.bin/vitest', '', 0o755);
    world.write('node_modules/.bin/notes', '', 0o644);
    mkdirSync(path.join(world.bin, 'folder'));
    const { hasProgram, hasLocalProgram } = await view();
    expect(['rg', 'fd', 'folder', 'vitest'].map((name) => hasProgram(name))).toEqual([true, false, false, false]);
    expect(['vitest', 'notes', 'rg'].map((name) => hasLocalProgram(name))).toEqual([true, false, false]);
  });

  it.each([
    ['npm run', 'lint', true],
    ['pnpm run', 'lnt', false],
    ['npm run', 'toString', false],
    ['make', 'all', true],
    ['make', 'lint', true],
    ['make', 'CC', false],
    ['make', 'lnt', false],
    ['just', 'lint', undefined],
  ])('knows of `%s %s`: %s', async (runner, script, expected) => {
    world.write('package.json', '{"scripts":{"lint":"x"}}');
    world.write('Makefile', 'CC := cc\nall lint: x\n\techo a:b\n');
    expect((await view()).hasName({ kind: 'script', runner, script })).toBe(expected);
  });

  it('does not know of scripts where no file tells, and asks for skills elsewhere', async () => {
    const { hasName } = await view();
    expect(hasName({ kind: 'script', runner: 'npm run', script: 'lint' })).toBeUndefined();
    world.write('package.json', 'no JSON');
    expect(hasName({ kind: 'script', runner: 'npm run', script: 'lint' })).toBeUndefined();
    expect(hasName({ kind: 'skill', name: 'commit' })).toBe(true);
    expect(hasName({ kind: 'agent', name: 'other' })).toBe(false);
    expect(hasName({ kind: 'program', program: 'rg' })).toBeUndefined();
  });
});
