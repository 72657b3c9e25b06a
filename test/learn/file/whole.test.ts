import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeInstructions } from '../../../providers/agents/claude/instructions.ts';
import { applyRules } from '../../../src/learn/file/apply.ts';
import { addExclude, planExclude, removeExclude } from '../../../src/learn/file/exclude.ts';
import { resolvePlace } from '../../../src/learn/file/place.ts';
import { removeRules } from '../../../src/learn/file/remove.ts';
import { replaceFile } from '../../../src/learn/file/replace.ts';
import type { RuleLine, WrittenRule } from '../../../src/learn/file/rules.ts';

const bun: RuleLine = { id: 'rtk bun', line: '`rtk bun` fails here: use `bun`.' };
const skill: RuleLine = { id: 'skill commit', line: 'The skill `commit` does not exist.' };

let base: string;
let project: string;
let env: Record<string, string | undefined>;
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'headroom-whole-')));
  project = path.join(base, 'project');
  const config = path.join(base, 'config');
  mkdirSync(config);
  env = { PATH: process.env.PATH, HOME: base, GIT_CONFIG_NOSYSTEM: '1', CLAUDE_CONFIG_DIR: config };
  execFileSync('git', ['init', '-q', project], { env });
  writeFileSync(path.join(project, 'CLAUDE.md'), '# Team\r\nno last end', { mode: 0o640 });
  writeFileSync(path.join(config, 'CLAUDE.md'), 'mine everywhere\n');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Every file below the folder: bytes, mode and times. */
function tree(folder = base): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const { mode, mtimeMs } = statSync(file);
      return [path.relative(base, file), `${mode} ${mtimeMs} ${readFileSync(file, 'latin1')}`];
    }),
  );
}

const changed = (before: ReturnType<typeof tree>, after = tree()) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]).sort();

async function place(): Promise<string> {
  const context = { project, home: base, env, exists: existsSync, readFile: () => undefined };
  const found = claudeInstructions.file(context);
  if (found.kind !== 'file') throw new Error(found.reason);
  expect(found.sharing).toBe('personal');
  return resolvePlace(project, found.path);
}

const apply = (file: string, rules: readonly RuleLine[], written: readonly WrittenRule[] = []) =>
  replaceFile(file, (bytes) => applyRules({ bytes, name: path.basename(file), rules, written }));

describe('T73: rules of a project', () => {
  it('are shown without a byte written', async () => {
    const before = tree();
    const file = await place();
    expect(applyRules({ bytes: undefined, name: file, rules: [bun], written: [] }).bytes).toBeDefined();
    expect(await planExclude(file, env)).toMatchObject({ kind: 'add' });
    expect(changed(before)).toEqual([]);
  });

  it('change one file and one line of git, are still there when less is found, and go without a trace', async () => {
    const before = tree();
    const file = await place();
    const plan = await planExclude(file, env);
    if (plan.kind !== 'add') throw new Error(plan.reason);
    await addExclude(plan);
    const first = await apply(file, [bun, skill]);
    const ours = ['project/.git/info/exclude', 'project/CLAUDE.local.md'];
    expect(changed(before)).toEqual(ours);
    expect(execFileSync('git', ['-C', project, 'status', '--porcelain'], { env }).toString()).toBe('?? CLAUDE.md\n');

    const applied = tree();
    expect((await apply(file, [bun], first.change.written)).outcome).toBe('unchanged');
    expect((await apply(file, [bun, skill], first.change.written)).outcome).toBe('unchanged');
    expect(changed(applied)).toEqual([]);

    const removed = await replaceFile(file, (bytes) =>
      removeRules({ bytes, name: file, written: first.change.written }),
    );
    expect(removed.outcome).toBe('deleted');
    await removeExclude(plan);
    const bytesOnly = (all: ReturnType<typeof tree>) =>
      Object.entries(all).map(([name, facts]) => [name, facts.replace(/ [\d.]+ /, ' ')]);
    expect(bytesOnly(tree())).toEqual(bytesOnly(before));
  });

  it('stay beside an older block and the text of the user, with CRLF and no last line end', async () => {
    const file = await place();
    const old =
      'Mine.\r\n<!-- headroom:learn:start -->\r\n- An older rule.\r\n<!-- headroom:learn:end -->\r\nno last end';
    writeFileSync(file, old, { mode: 0o604 });
    const first = await apply(file, [bun]);
    expect(readFileSync(file, 'utf8')).toBe(
      old.replace('<!-- headroom:learn:end', `- ${bun.line}\r\n<!-- headroom:learn:end`),
    );
    expect(statSync(file).mode & 0o777).toBe(0o604);
    const second = await apply(file, [skill], first.change.written);
    expect(readFileSync(file, 'utf8')).toContain(`- An older rule.\r\n- ${bun.line}\r\n- ${skill.line}\r\n<!--`);
    const removal = (bytes: Buffer | undefined) => removeRules({ bytes, name: file, written: second.change.written });
    expect((await replaceFile(file, removal)).change.kept).toEqual(['- An older rule.']);
    expect(readFileSync(file, 'utf8')).toBe('Mine.\r\n- An older rule.\r\nno last end');
  });
});
