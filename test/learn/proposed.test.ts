import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { broke, type Call, notFound, ran, readFile, skill, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

/** Writes the same calls into sessions of several days. */
function sessions(calls: readonly Call[], days: readonly number[] = [5, 4, 3]): void {
  for (const daysAgo of days) world.session(calls, { daysAgo });
}

async function reasons(...args: readonly string[]): Promise<Record<string, string>> {
  const { notProposed } = await world.told(...args);
  return Object.fromEntries(notProposed.map(({ form, reason }) => [form.key, reason]));
}

const rg = '`rg` is not installed here.';
const noCommit = 'The skill `commit` does not exist.';

describe('how many sessions a rule needs', () => {
  it('is three', async () => {
    sessions([notFound('rg')], [5, 4]);
    expect(await world.rules()).toEqual([]);
    expect(await reasons()).toEqual({ 'program rg': 'too few sessions' });
    sessions([notFound('rg')], [3]);
    expect(await world.rules()).toEqual([rg]);
  });

  it('does not count failures of one session, however many', async () => {
    sessions([notFound('rg'), notFound('rg'), notFound('rg'), notFound('rg')], [5, 4]);
    expect(await world.rules()).toEqual([]);
  });

  it('does not count a sub-agent', async () => {
    const parent = world.session([notFound('rg')], { daysAgo: 5 });
    world.session([notFound('rg')], { daysAgo: 5, parent });
    world.session([notFound('rg')], { daysAgo: 5, parent });
    expect(await world.rules()).toEqual([]);
    sessions([notFound('rg')], [4, 3]);
    expect(await world.rules()).toEqual([rg]);
  });

  it('does not count a fork, nor a session that was resumed into another file', async () => {
    const firstUuid = '11111111-1111-4111-8111-111111111111';
    const first = [notFound('rg')];
    world.session(first, { daysAgo: 5, firstUuid });
    world.session([...first, notFound('rg')], { daysAgo: 4, firstUuid });
    world.session([...first, notFound('rg')], { daysAgo: 3, firstUuid });
    expect((await world.told()).sessions).toBe(1);
    expect(await world.rules()).toEqual([]);
  });

  it('counts no session of another project, and none of the home folder', async () => {
    sessions([notFound('rg')], [5, 4]);
    world.session([notFound('rg')], { folder: world.home });
    world.session([notFound('rg')], { folder: path.join(world.home, 'work', 'other') });
    expect(await world.rules()).toEqual([]);
  });

  it('counts sessions of worktrees, with paths from the root of each', async () => {
    const tree = path.join(world.home, 'work', 'tree');
    world.git('worktree', 'add', '-q', tree);
    world.track('.golangci.yaml');
    sessions(
      [readFile(path.join(world.root, '.golangci.yml')), readFile(path.join(world.root, '.golangci.yaml'), 'x')],
      [5, 4],
    );
    const inTree = [readFile(path.join(tree, '.golangci.yml')), readFile(path.join(tree, '.golangci.yaml'), 'x')];
    world.session(inTree, { daysAgo: 3, folder: tree });
    expect(await world.rules()).toEqual(['There is no file `.golangci.yml`: it is `.golangci.yaml`.']);
  });

  it('may be two, with a warning, where the same worked instead in both', async () => {
    const made = [broke('gh pr diff 5 --stat', 'unknown flag: --stat'), ran('gh pr diff 5 --name-only')];
    sessions(made, [5, 4]);
    const { rules } = await world.told('--min-evidence', '2');
    expect(rules.map(({ text }) => text)).toEqual(['`gh pr diff` does not take `--stat` here; use `--name-only`.']);
    expect(rules[0]?.warning).toContain('two sessions only');
    expect((await world.run('--min-evidence', '2')).stdout.toString()).toContain('warning: two sessions only');
    expect(await world.rules()).toEqual([]);
  });

  it.each([
    ['nothing worked', [notFound('rg')], [notFound('rg')]],
    [
      'another one worked',
      [broke('gh pr diff 5 --stat', 'unknown flag: --stat'), ran('gh pr diff 5 --name-only')],
      [broke('gh pr diff 5 --stat', 'unknown flag: --stat'), ran('gh pr diff 5 --patch')],
    ],
  ])('are not two where in one of them %s', async (_, first, second) => {
    sessions(first, [5]);
    sessions(second, [4]);
    expect(await world.rules('--min-evidence', '2')).toEqual([]);
    expect(Object.values(await reasons('--min-evidence', '2'))).toEqual(['no agreed replacement']);
  });

  it.each(['1', '0', '-3', 'x', '2.5', ''])('is refused where it is %j', async (count) => {
    const { code, stderr, stdout } = await world.run(`--min-evidence=${count}`);
    expect([code, stdout.length]).toEqual([2, 0]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('2 or more');
  });
});

describe('a success', () => {
  it('after the last failure is against a rule', async () => {
    sessions([skill('commit')]);
    sessions([skill('commit', 'Launching skill: commit')], [2]);
    expect(await world.rules()).toEqual([]);
    expect(await reasons()).toEqual({ 'skill commit': 'worked since' });
  });

  it('before the last failure is against it where fewer than nine tenths failed', async () => {
    sessions([skill('commit', 'Launching skill: commit')], [9]);
    sessions([skill('commit')]);
    expect(await reasons()).toEqual({ 'skill commit': 'works often' });
    sessions([skill('commit'), skill('commit'), skill('commit'), skill('commit'), skill('commit')], [2]);
    expect(await reasons()).toEqual({ 'skill commit': 'works often' }); // 8 of 9
    sessions([skill('commit')], [1]);
    expect(await world.rules()).toEqual([noCommit]); // 9 of 10
  });

  it('is none where it found nothing', async () => {
    world.track('docs/guide.md');
    const grep = (output: string): Call => ({
      ...{ tool: 'Grep', input: { pattern: 'x', path: path.join(world.root, 'docs/api/v1.md') }, output },
    });
    const missing = [
      readFile(path.join(world.root, 'docs/api/v1.md')),
      readFile(path.join(world.root, 'docs/api/v2.md')),
    ];
    sessions([...missing, readFile(path.join(world.root, 'docs/guide.md'), 'x')]);
    sessions([grep('No files found')], [2]);
    expect(await world.rules()).toEqual(['There is no folder `docs/api`: look in `docs`.']);
    sessions([grep('docs/api/v1.md:1:x')], [1]);
    expect(await world.rules()).toEqual([]);
  });

  it('withdraws a rule that is written', async () => {
    sessions([skill('commit')]);
    await world.run('--apply');
    expect(world.instructions()).toContain(noCommit);
    sessions([skill('commit', 'Launching skill: commit')], [1]);
    await world.run('--apply');
    expect(world.instructions()).not.toContain(noCommit);
  });

  it('withdraws it also when its failures were forgotten', async () => {
    sessions([skill('commit')]);
    await world.run('--apply');
    await world.run('--forget');
    world.deleteTranscripts();
    sessions([skill('commit', 'Launching skill: commit')], [1]);
    await world.run('--apply');
    expect(world.instructions()).not.toContain(noCommit);
  });
});

describe('a working form', () => {
  it('is not needed by a form that never worked', async () => {
    sessions([notFound('rg'), skill('commit'), broke('npm run lnt', 'npm error Missing script: "lnt"')]);
    expect([...(await world.rules())].sort()).toEqual([noCommit, '`npm run lnt` does not exist here.', rg].sort());
  });

  it('is none where it is the same command again', async () => {
    const flag = broke('gh pr diff 5 --stat', 'unknown flag: --stat');
    sessions([flag, flag]);
    expect(await world.rules()).toEqual(['`gh pr diff` does not take `--stat` here.']);
  });

  it('has npx in front only where the project has the program', async () => {
    sessions([notFound('vitest', ' run a.test.ts'), ran('npx vitest run a.test.ts')]);
    expect(await world.rules()).toEqual(['`vitest` is not installed here.']);
    world.write('node_modules/.bin/vitest', '#!/bin/sh\n', 0o755);
    expect(await world.rules()).toEqual(['Run `vitest` as `npx vitest`: it is not on the PATH.']);
  });

  it('may be told by another session', async () => {
    sessions([notFound('pytest', ' -q')]);
    sessions([ran('uv run pytest -q')], [2]);
    expect(await world.rules()).toEqual(['Run `pytest` as `uv run pytest`: it is not on the PATH.']);
  });

  it('is a path of the project only where git tracks it', async () => {
    world.write('tools/acme-check', '#!/bin/sh\n', 0o755);
    sessions([notFound('acme-check', ' src'), ran('tools/acme-check src')]);
    expect(await world.rules()).toEqual(['`acme-check` is not installed here.']);
    world.track('tools/acme-check');
    expect(await world.rules()).toEqual(['`acme-check` is not on the PATH: run `tools/acme-check`.']);
  });

  it('is another file only where git tracks it', async () => {
    const both = [readFile(path.join(world.root, 'a/conf.yml')), readFile(path.join(world.root, 'a/conf.yaml'), 'x')];
    world.write('a/conf.yaml');
    sessions(both);
    expect(await world.rules()).toEqual([]);
    expect(await reasons()).toEqual({ 'path a/conf.yml': 'nothing that works instead' });
    world.track('a/conf.yaml');
    expect(await world.rules()).toEqual(['There is no file `a/conf.yml`: it is `a/conf.yaml`.']);
  });

  it('is a script only where the project has it', async () => {
    const both = [broke('npm run tests', 'npm error Missing script: "tests"'), ran('npm run test')];
    world.track('package.json', '{"scripts":{"test":"x"}}');
    sessions(both);
    expect(await world.rules()).toEqual(['`npm run tests` does not exist here; use `npm run test`.']);
    world.track('package.json', '{"scripts":{"check":"x"}}');
    expect(await world.rules()).toEqual(['`npm run tests` does not exist here.']);
  });

  it('is looked for in 15 calls', async () => {
    const between = (count: number) => Array.from({ length: count }, (_, index) => ran(`echo ${index}`));
    const made = (count: number) => [
      ...[broke('gh pr diff 5 --stat', 'unknown flag: --stat'), ...between(count), ran('gh pr diff 5 --name-only')],
    ];
    sessions(made(15));
    expect(await world.rules()).toEqual(['`gh pr diff` does not take `--stat` here.']);
    world.deleteTranscripts();
    await world.run('--forget');
    sessions(made(14));
    expect(await world.rules()).toEqual(['`gh pr diff` does not take `--stat` here; use `--name-only`.']);
  });
});

describe('what is missing', () => {
  const conf = 'There is no file `conf.yml`: it is `conf.yaml`.';
  beforeEach(() => {
    world.track('conf.yaml');
    sessions([readFile(path.join(world.root, 'conf.yml')), readFile(path.join(world.root, 'conf.yaml'), 'x')]);
  });

  it('is missing in the working tree now', async () => {
    expect(await world.rules()).toEqual([conf]);
    world.write('conf.yml');
    expect(await world.rules()).toEqual([]);
    expect(await reasons()).toEqual({ 'path conf.yml': 'no longer so' });
  });

  it('is missing at the tip of the default branch, whatever is checked out', async () => {
    world.track('conf.yml');
    world.git('checkout', '-q', '-b', 'other');
    world.git('rm', '-q', 'conf.yml');
    world.git('commit', '-qm', 'gone');
    expect(await world.rules()).toEqual([]);
    world.git('branch', '-f', 'main', 'other');
    expect(await world.rules()).toEqual([conf]);
  });

  it.each(['conf.yml', '*.yml', 'conf*\n!conf.yaml'])('is not ignored by git: %j', async (pattern) => {
    world.write('.gitignore', `${pattern}\n`);
    expect(await reasons()).toEqual({ 'path conf.yml': 'no longer so' });
  });

  it('is no folder that a build makes', async () => {
    world.track('web/src/a.ts');
    world.write('.gitignore', 'dist/\n');
    const made = ['web/dist/a.js', 'web/dist/b.js'].map((name) => readFile(path.join(world.root, name)));
    sessions([...made, readFile(path.join(world.root, 'web/src/a.ts'), 'x')]);
    expect(await world.rules()).toEqual([conf]);
    world.write('.gitignore', '');
    expect([...(await world.rules())].sort()).toEqual([conf, 'There is no folder `web/dist`: look in `web`.'].sort());
  });

  it('is withdrawn when it returns, also when all of its sessions were forgotten', async () => {
    await world.run('--apply');
    expect(world.instructions()).toContain(conf);
    await world.run('--forget');
    world.deleteTranscripts();
    world.session([ran('echo x')]);
    await world.run('--apply');
    expect(world.instructions()).toContain(conf);
    world.write('conf.yml');
    await world.run('--apply');
    expect(world.instructions()).not.toContain(conf);
  });

  it('is shown and never applied where the project is not on this disk', async () => {
    rmSync(world.root, { recursive: true });
    const { isHere, rules, files } = await world.told();
    expect([isHere, rules.map(({ text }) => text), files]).toEqual([false, [conf], []]);
    const { code, stdout } = await world.run('--apply');
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('The project is not on this disk: nothing was written.');
  });
});

describe('the return of', () => {
  it.each([
    ['a program', notFound('rg'), rg, () => world.install('rg')],
    ['a skill', skill('commit'), noCommit, () => world.write('.claude/skills/commit/SKILL.md')],
    ['a command', skill('commit'), noCommit, () => world.write('.claude/commands/commit.md')],
    [
      'an npm script',
      broke('npm run lnt', 'npm error Missing script: "lnt"'),
      '`npm run lnt` does not exist here.',
      () => world.write('package.json', '{"scripts":{"lnt":"x"}}'),
    ],
    [
      'a target',
      broke('make lnt', "make: *** No rule to make target 'lnt'.  Stop.", 2),
      '`make lnt` does not exist here.',
      () => world.write('Makefile', 'all lnt: x\n\techo\n'),
    ],
  ])('%s withdraws a rule, and its absence brings it back', async (_, call, rule, bring) => {
    sessions([call]);
    await world.run('--apply');
    expect(world.instructions()).toContain(rule);
    bring();
    expect(await world.rules()).toEqual([]);
    await world.run('--apply');
    expect(world.instructions()).not.toContain(rule);
  });

  it('is asked for each rule that is written, with fewer sessions than a rule needs too', async () => {
    const made = [broke('npm run tests', 'npm error Missing script: "tests"'), ran('npm run test')];
    world.track('package.json', '{"scripts":{"test":"x"}}');
    sessions(made, [5, 4]);
    await world.run('--apply', '--min-evidence', '2');
    expect(world.instructions()).toContain('npm run tests');
    await world.run('--apply');
    expect(world.instructions()).toContain('npm run tests');
    world.track('package.json', '{"scripts":{"test":"x","tests":"x"}}');
    await world.run('--apply');
    expect(world.instructions()).not.toContain('npm run tests');
  });
});

describe('a file that is too large', () => {
  const large = (range: object = {}): Call => ({
    tool: 'Read',
    input: { file_path: path.join(world.root, 'all.json'), ...range },
    output: 'File content (30000 tokens) exceeds maximum allowed tokens (25000). Use offset and limit parameters.',
    failed: true,
  });

  it('is a rule where it was read whole', async () => {
    world.track('all.json');
    sessions([large()]);
    expect(await world.rules()).toEqual([
      '`all.json` is too large to be read whole: read a range of it, or search it.',
    ]);
  });

  it('is none where a range of it was read', async () => {
    world.track('all.json');
    sessions([large({ offset: 1, limit: 9000 })]);
    expect(await world.rules()).toEqual([]);
  });
});
