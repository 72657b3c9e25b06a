import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { broke, type Call, notFound, ran, skill, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

const rg = '`rg` is not installed here.';
const noCommit = 'The skill `commit` does not exist.';
const start = '<!-- headroom:learn:start -->';

/** Writes the same calls into sessions of several days. */
function sessions(calls: readonly Call[], days: readonly number[] = [5, 4, 3]): void {
  for (const daysAgo of days) world.session(calls, { daysAgo });
}

/** Every file below a folder with its content and time of change. */
function tree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/.headroom/'));
  return Object.fromEntries(paths.map((file) => [file, `${statSync(file).mtimeMs} ${readFileSync(file, 'base64')}`]));
}

const local = () => path.join(world.root, 'CLAUDE.local.md');

describe('a dry run', () => {
  it('writes nothing outside its own folder', async () => {
    sessions([notFound('rg')]);
    const before = tree(world.home);
    const { code, stdout } = await world.run();
    expect(code).toBe(0);
    expect(tree(world.home)).toEqual(before);
    const shown = stdout.toString();
    expect(shown).toContain(`1. ${rg}\n   failed 3 times in 3 sessions`);
    expect(shown).toMatch(/ {3}calls toolu_\w+, toolu_\w+\n {3}cost 3 requests/);
    expect(shown).toContain(`+- ${rg}`);
    expect(shown).toContain('Nothing was written. `headroom learn --apply` writes it.');
  });

  it('reads only transcripts that have changed', async () => {
    sessions([notFound('rg')]);
    expect((await world.run()).stdout.toString()).toContain('3 read, 0 unchanged');
    expect((await world.run()).stdout.toString()).toContain('0 read, 3 unchanged');
    sessions([notFound('rg')], [2]);
    expect((await world.run()).stdout.toString()).toContain('1 read, 3 unchanged');
  });

  it('says why there are no rules', async () => {
    expect((await world.run()).stdout.toString()).toContain('No sessions of this project are known');
    sessions([ran('ls')], [5]);
    expect((await world.run()).stdout.toString()).toContain('No rules: no call failed.');
    sessions([notFound('rg')], [4]);
    expect((await world.run()).stdout.toString()).toContain(
      'No rules: 1 call failed, and none failed alike in two sessions.',
    );
    sessions([notFound('rg')], [3]);
    const { code, stdout } = await world.run();
    expect(code).toBe(0);
    expect(stdout.toString()).toContain('and none of them would help, for the reasons below.');
    expect(stdout.toString()).toContain('program rg: too few sessions (2 failures in 2 sessions)');
  });

  it('says of sessions that hold no output that they teach nothing', async () => {
    const history = '\n# aider chat started at 2026-11-30 10:00:00\n\n#### fix it\n\nDone.\n';
    world.write('.aider.chat.history.md', history);
    for (let run = 0; run < 2; run++) {
      const { stdout } = await world.run();
      expect(stdout.toString()).toContain('1 of them without the output of calls: they teach nothing');
    }
    const { projects } = JSON.parse((await world.run('--json')).stdout.toString());
    expect(projects[0]).toMatchObject({ sessions: 1, sessionsWithoutOutput: 1, rules: [] });
  });

  it('reads the transcripts where CLAUDE_CONFIG_DIR says', async () => {
    sessions([notFound('rg')]);
    world.variables.CLAUDE_CONFIG_DIR = path.join(world.home, 'elsewhere');
    expect(await world.rules()).toEqual([]);
    world.variables.CLAUDE_CONFIG_DIR = path.join(world.home, '.claude');
    expect(await world.rules()).toEqual([rg]);
  });

  it('takes sessions since a date only, and of an agent only', async () => {
    sessions([notFound('rg')], [40, 3, 2]);
    expect(await world.rules()).toEqual([rg]);
    expect(await world.rules('--since', '30d')).toEqual([]);
    expect(await world.rules('--agent', 'claude')).toEqual([rg]);
    expect(await world.rules('--agent', 'codex')).toEqual([]);
  });

  it('tells a transcript that cannot be read, and reads the others', async () => {
    sessions([notFound('rg')]);
    mkdirSync(path.join(world.home, '.claude', 'projects', 'acme', 'bad.jsonl'));
    expect(await world.rules()).toEqual([rg]);
  });
});

describe('--apply', () => {
  it('keeps line ends, the text around and a last line without an end, and tells git nothing of the file', async () => {
    const own = '# Mine\r\n\r\nText of mine';
    world.write('CLAUDE.local.md', own);
    chmodSync(local(), 0o640);
    sessions([notFound('rg')]);
    expect((await world.run('--apply')).code).toBe(0);
    const text = world.instructions();
    expect(text.startsWith(own)).toBe(true);
    expect(text).toContain(`- ${rg}\r\n`);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(statSync(local()).mode & 0o777).toBe(0o640);
    expect((await world.run('--remove')).code).toBe(0);
    expect(world.instructions()).toBe(own);
  });

  it('changes no byte where there is no news', async () => {
    sessions([notFound('rg')]);
    await world.run('--apply');
    const before = tree(world.home);
    expect((await world.run('--apply')).stdout.toString()).toContain('unchanged  CLAUDE.local.md');
    expect(tree(world.home)).toEqual(before);
  });

  it('keeps earlier entries where a second run finds fewer things', async () => {
    sessions([notFound('rg'), skill('commit')]);
    await world.run('--apply');
    world.deleteTranscripts();
    await world.run('--forget');
    sessions([skill('commit')]);
    expect(await world.rules()).toEqual([noCommit]);
    await world.run('--apply');
    expect(world.instructions()).toContain(`- ${rg}`);
    expect(world.instructions()).toContain(`- ${noCommit}`);
  });

  it('keeps what the user deleted deleted, and what they changed changed', async () => {
    sessions([notFound('rg'), skill('commit')]);
    await world.run('--apply');
    const changed = world.instructions().replace(`- ${rg}\n`, '').replace(noCommit, 'Never commit.');
    world.write('CLAUDE.local.md', changed);
    await world.run('--apply');
    expect(world.instructions()).toBe(changed);
  });

  it('is refused where the markers are broken, in one line, and writes nothing', async () => {
    sessions([notFound('rg')]);
    world.write('CLAUDE.local.md', `mine\n${start}\n`);
    const { code, stderr } = await world.run('--apply');
    expect(code).not.toBe(0);
    expect(
      stderr
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('headroom:')),
    ).toHaveLength(1);
    expect(world.instructions()).toBe(`mine\n${start}\n`);
  });

  it('goes on with the other projects of --all where one cannot be written into, and ends with an error', async () => {
    sessions([notFound('rg')]);
    const other = path.join(world.home, 'work', 'zoo');
    mkdirSync(other);
    for (const daysAgo of [5, 4, 3]) world.session([skill('commit')], { daysAgo, folder: other });
    world.write('CLAUDE.local.md', `mine\n${start}\n`);
    const { code, stderr, stdout } = await world.run('--all', '--apply');
    expect(code).toBe(1);
    expect(stderr).toContain('CLAUDE.local.md');
    expect(stdout.toString()).toContain('created  CLAUDE.local.md');
    expect(readFileSync(path.join(other, 'CLAUDE.local.md'), 'utf8')).toContain(noCommit);
    expect(world.instructions()).toBe(`mine\n${start}\n`);
  });

  it('takes a file that somebody else wrote into since for news, and keeps what they wrote', async () => {
    sessions([notFound('rg')]);
    await world.run('--apply');
    world.write('CLAUDE.local.md', `above\n${world.instructions()}below\n`);
    sessions([skill('commit')]);
    await world.run('--apply');
    expect(world.instructions()).toMatch(/^above\n.*The skill `commit`.*below\n$/s);
  });

  it('that was killed between the file and what is remembered of it is put right by the next run', async () => {
    sessions([notFound('rg'), skill('commit')]);
    await world.run('--apply');
    const written = world.instructions();
    const store = openStore({
      folder: world.env().HEADROOM_HOME as string,
      maxBytes: 1e9,
      maxDays: 30,
      onNotice: () => {},
    });
    store.learned.dropFile(local());
    store.close();
    await world.run('--apply');
    expect(world.instructions()).toBe(written);
    world.write('CLAUDE.local.md', written.replace(`- ${rg}\n`, ''));
    await world.run('--apply');
    expect(world.instructions()).not.toContain(rg);
    await world.run('--remove');
    expect(existsSync(local())).toBe(false);
  });

  it('says which line of the user’s own files should go', async () => {
    world.write('CLAUDE.md', '# Tools\n\nSearch with `rg -n`.\n');
    sessions([notFound('rg')]);
    expect((await world.told()).rules[0]?.mentions).toEqual([{ file: 'CLAUDE.md', line: 3 }]);
    const { stdout } = await world.run('--apply');
    expect(stdout.toString()).toContain('CLAUDE.md:3 names it: that line should go');
  });
});

describe('--target', () => {
  it('writes into the file that is named, and from then on without it', async () => {
    sessions([notFound('rg')]);
    world.write('CLAUDE.md', 'mine\n');
    await world.run('--apply', '--target', 'CLAUDE.md');
    expect(readFileSync(path.join(world.root, 'CLAUDE.md'), 'utf8')).toContain(rg);
  });

  it.each([
    [['--target', '../x.md']],
    [['--target', '/etc/x.md']],
    [['--target', 'x.txt']],
    [['--apply', '--remove']],
    [['--report', '--forget']],
    [['--all', '--project', 'x']],
    [['--all', '--target', 'x.md']],
    [['--since', 'yesterdayish']],
    [['--agent', 'nobody']],
    [['--project', '/']],
  ])('and other flags that are wrong end with one line and exit code 2: %j', async (args) => {
    sessions([notFound('rg')]);
    const before = tree(world.home);
    const { code, stderr } = await world.run(...args);
    expect(code).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('headroom: '))).toHaveLength(1);
    expect(tree(world.home)).toEqual(before);
  });
});

describe('--remove, --forget and --report', () => {
  it('take out what was written, file and exclude line', async () => {
    const before = tree(world.home);
    await world.run('--remove');
    sessions([notFound('rg')]);
    await world.run('--apply');
    const exclude = path.join(world.root, '.git', 'info', 'exclude');
    expect(readFileSync(exclude, 'utf8')).toContain('CLAUDE.local.md');
    expect((await world.run('--remove', '--json')).code).toBe(0);
    world.deleteTranscripts();
    const contents = (files: Record<string, string>) =>
      Object.entries(files).map(([file, text]) => [file, text.split(' ')[1]]);
    expect(contents(tree(world.home))).toEqual(contents(before));
    expect((await world.run('--remove')).stdout.toString()).toContain('No rules are written here.');
  });

  it('forget sessions of one project or of all, and tell how many', async () => {
    sessions([notFound('rg')]);
    world.session([notFound('rg')], { folder: path.join(world.home, 'work', 'other') });
    await world.run();
    expect(JSON.parse((await world.run('--forget', '--json')).stdout.toString())).toEqual({ forgotten: 3 });
    world.deleteTranscripts();
    expect((await world.told()).sessions).toBe(0);
  });

  it('report failures before and after, and do not know at once', async () => {
    expect((await world.run('--report')).stdout.toString()).toContain('No rules are written here.');
    sessions([notFound('rg'), broke('make lnt', "make: *** No rule to make target 'lnt'.  Stop.", 2)], [5, 4]);
    sessions([notFound('rg')], [3]);
    await world.run('--apply');
    sessions([ran('ls')], [-1, -2]);
    const { projects } = JSON.parse((await world.run('--report', '--json')).stdout.toString()) as {
      projects: readonly { rows: readonly object[] }[];
    };
    expect(projects[0]?.rows).toEqual([
      expect.objectContaining({
        ...{ text: rg, isRule: true, verdict: 'not yet known' },
        ...{ before: { failed: 0, sessions: 0 }, after: { failed: 0, sessions: 2 } },
      }),
      expect.objectContaining({ text: 'script make lnt', isRule: false }),
    ]);
    expect((await world.run('--report')).stdout.toString()).toContain('not yet known');
  });
});

describe('how many rules there are', () => {
  const names = Array.from({ length: 25 }, (_, index) => `tool-${String.fromCharCode(97 + index)}`);

  it('is 20 at most, those that failed most in the last 30 days', async () => {
    sessions(names.map((name) => notFound(name)));
    sessions(
      names.slice(5).map((name) => notFound(name)),
      [2],
    );
    const rules = await world.rules();
    expect([...rules].sort()).toEqual(names.slice(5).map((name) => `\`${name}\` is not installed here.`));
    await world.run('--apply');
    expect(world.instructions().split('\n').length).toBeLessThan(60);
  });

  it('leaves out first what has not failed for 60 days and 20 sessions', async () => {
    sessions([notFound('old-tool'), notFound('old-tool')], [90, 89, 88]);
    sessions(
      [ran('ls')],
      Array.from({ length: 20 }, (_, index) => index + 6),
    );
    expect(await world.rules()).toEqual(['`old-tool` is not installed here.']);
    await world.run('--apply');
    sessions(names.slice(0, 20).map((name) => notFound(name)));
    const { rules, resting } = await world.told('--apply');
    expect(rules).toHaveLength(20);
    expect(resting.map(({ text }) => text)).toEqual(['`old-tool` is not installed here.']);
    expect(world.instructions()).not.toContain('old-tool');
    sessions(
      Array.from({ length: 9 }, () => notFound('old-tool')),
      [1],
    );
    expect(await world.rules()).toContain('`old-tool` is not installed here.');
  });

  it('leaves out what costs more than it prevents', async () => {
    const name = 'frobnicate-quuxification-of-xyzzy-plugh';
    const rule = `The skill \`${name}\` does not exist.`;
    sessions([skill(name)], [50, 49, 48]);
    expect(await world.rules()).toEqual([rule]);
    // More than 11 tokens in each of 13,000 requests are more than three failures of 45,000 each.
    const many = Array.from({ length: 13_000 }, () => ran('ls'));
    world.session(many, { daysAgo: 2 });
    const { rules, tooDear } = await world.told();
    expect([rules, tooDear.map(({ text }) => text)]).toEqual([[], [rule]]);
  });
});
