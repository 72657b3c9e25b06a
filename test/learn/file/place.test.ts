import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolvePlace, resolveTarget } from '../../../src/learn/file/place.ts';
import { HeadroomError } from '../../../src/model/errors.ts';

let base: string;
let project: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'headroom-place-')));
  project = path.join(base, 'project');
  mkdirSync(path.join(project, 'docs'), { recursive: true });
  mkdirSync(path.join(project, '.git'));
  mkdirSync(path.join(base, 'project-other'));
  writeFileSync(path.join(project, 'docs', 'rules.md'), '');
  writeFileSync(path.join(base, 'outside.md'), '');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const link = (target: string, name: string) => symlinkSync(target, path.join(project, name));

describe('the file that a path names', () => {
  it.each(['AGENTS.md', 'docs/rules.md', './docs/../AGENTS.md', 'docs/new.md'])(
    'is found below the project: %s',
    async (name) => {
      expect(await resolvePlace(project, name)).toBe(path.join(project, name));
      expect(await resolvePlace(project, path.join(project, name))).toBe(path.join(project, name));
    },
  );

  it('is what links lead to inside the project, whether or not it exists', async () => {
    link('docs/rules.md', 'AGENTS.md');
    link('AGENTS.md', 'CLAUDE.local.md');
    link('docs/new.md', 'NEW.md');
    link('docs', 'linked');
    link(path.join(base, 'project', 'docs', 'rules.md'), 'absolute.md');
    symlinkSync(project, path.join(base, 'also'));
    const rules = path.join(project, 'docs', 'rules.md');
    for (const name of ['AGENTS.md', 'CLAUDE.local.md', 'linked/rules.md', 'absolute.md']) {
      expect(await resolvePlace(project, name)).toBe(rules);
    }
    expect(await resolvePlace(project, 'NEW.md')).toBe(path.join(project, 'docs', 'new.md'));
    expect(await resolvePlace(path.join(base, 'also'), 'AGENTS.md')).toBe(rules);
    expect(await resolvePlace(project, path.join(base, 'also', 'AGENTS.md'))).toBe(rules);
  });

  it.each<[string, string, Record<string, string>?]>([
    ['a link out of the project', 'AGENTS.md', { 'AGENTS.md': '../outside.md' }],
    ['a link to nothing out of the project', 'AGENTS.md', { 'AGENTS.md': '../new.md' }],
    ['a folder that leads out of it', 'up/outside.md', { up: '..' }],
    ['a folder that leads beside it, to one of like name', 'up/x.md', { up: '../project-other' }],
    ['a path out of it', '../outside.md'],
    ['an absolute path out of it', '/etc/outside.md'],
    ['the project itself', '../project'],
    ["git's own folder", '.git/x.md'],
    ["a link into git's own folder", 'own/x.md', { own: '.git' }],
    ['a folder', 'docs'],
    ['a folder that is not there', 'none/x.md'],
    ['links in a circle', 'a.md', { 'a.md': 'b.md', 'b.md': 'a.md' }],
  ])('is refused in one line where it is %s', async (_, file, links = {}) => {
    for (const [name, target] of Object.entries(links)) link(target, name);
    await expectRefused(file);
  });

  it('is refused where it is a pipe, or in a folder of git whose name is written otherwise', async () => {
    execFileSync('mkfifo', [path.join(project, 'p.md')]);
    await expectRefused('p.md');
    mkdirSync(path.join(project, '.Git'));
    await expectRefused('.Git/x.md');
  });

  async function expectRefused(file: string) {
    const refused = await resolvePlace(project, file).then(String, (error: unknown) => error);
    expect(refused).toBeInstanceOf(HeadroomError);
    expect(refused).toMatchObject({ code: 'usage', hint: expect.stringContaining('--target') });
    expect((refused as Error).message).toMatch(/^"[^\n]*: expected [^\n]*; nothing was written$/);
  }
});

describe('a target', () => {
  it('ends in .md and is inside the project', async () => {
    expect(await resolveTarget(project, 'docs/rules.md')).toBe(path.join(project, 'docs', 'rules.md'));
    expect(await resolveTarget(project, 'RULES.MD')).toBe(path.join(project, 'RULES.MD'));
    link('docs/rules.md', 'AGENTS.md');
    expect(await resolveTarget(project, 'AGENTS.md')).toBe(path.join(project, 'docs', 'rules.md'));
    for (const name of ['rules.txt', 'docs/rules', '.md', 'docs/.md', '', 'x.md/', '../outside.md', 'a\nb.md']) {
      await expect(resolveTarget(project, name)).rejects.toThrow(/^[^\n]*: expected [^\n]*; nothing was written$/);
    }
  });
});
