import { describe, expect, it } from 'vitest';
import { classify } from '../../src/learn/classify.ts';
import { usesOf } from '../../src/learn/uses.ts';
import type { TranscriptCall } from '../../src/model/transcript.ts';
import { callOf, shellCall } from './call.ts';

/** Forms that a call used, each with how that ended where it did not just work. */
function uses(call: TranscriptCall): readonly string[] {
  const found = usesOf(call, classify(call), ['/project']);
  return found.map(({ key, outcome }) => `${key.replaceAll('\t', ' ')}${outcome === 'worked' ? '' : ` (${outcome})`}`);
}

const worked = (command: string, output = 'some lines\n') => shellCall(command, output, { failed: false });

describe('usesOf a command that ended well', () => {
  it.each([
    ['rg x', ['program rg']],
    ['./rg x', ['path rg']],
    ['gh pr diff 5 --stat', ['program gh', 'subcommand gh pr', 'subcommand gh pr diff', 'flag gh pr diff --stat']],
    [
      'gh pr diff --stat | head',
      ['program gh', 'subcommand gh pr', 'subcommand gh pr diff', 'flag gh pr diff --stat', 'program head'],
    ],
    ['npm run lint', ['program npm', 'subcommand npm run', 'subcommand npm run lint', 'script npm run lint']],
    ['ls -la', ['program ls', 'flag ls -la', 'flag ls -l', 'flag ls -a']],
    [
      'uv run pytest -q',
      ['program uv', 'subcommand uv run', 'subcommand uv run pytest', 'flag uv run pytest -q', 'runner uv run pytest'],
    ],
    ['cat src/a.ts', ['program cat', 'path src/a.ts']],
    ['cd src && cat a.ts', ['program cd', 'program cat', 'path src/a.ts']],
    // what may not have run, or may have complained unseen
    ['make x || rg x', ['program make', 'script make x']],
    ['rg x 2>/dev/null; echo done', ['program echo']],
    ['for x in a; do echo $x; done', ['program echo']],
    ['echo $(rg x)', ['program echo']],
    ['cat src/a.ts | head', ['program cat', 'program head']],
    ['cat src/a.ts; ls', ['program cat', 'program ls']],
    // paths of elsewhere
    ['docker exec web cat src/a.ts', ['program docker', 'subcommand docker exec']],
    ['git log origin/main', ['program git', 'subcommand git log']],
    ['python3 x/run.py --fast', ['program python3', 'path x/run.py']],
  ])('%s', (command, expected) => {
    expect([...uses(worked(command))].sort()).toEqual([...expected].sort());
  });

  it.each(['', '(no output)', 'No files found', 'No matches found', 'Found 0 files'])('found nothing: %j', (output) => {
    expect(uses(worked('rg x', output))).toEqual(['program rg (empty)']);
    const grep = callOf('Grep', { pattern: 'x', path: '/project/src' }, output, { failed: false });
    expect(uses(grep)).toEqual(['path src (empty)']);
  });
});

describe('usesOf a command that failed', () => {
  it.each([
    ['npm run lint', 'src/a.ts: error TS2304: Cannot find name x', ['program npm', 'script npm run lint']],
    ['gh pr diff --stat', 'unknown flag: --stat', ['program gh']],
    ['rg x', '/bin/bash: line 1: rg: command not found', []],
  ])('%s: %s presupposes %j', (command, message, expected) => {
    const found = uses(shellCall(command, `Exit code 1\n${message}`, { exitCode: 1 }));
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(found.some((each) => each.includes('--stat'))).toBe(false);
    if (expected.length === 0) expect(found).toEqual([]);
  });
});

describe('usesOf another tool', () => {
  it.each([
    ['Read', { file_path: '/project/a.ts' }, ['path a.ts', 'whole a.ts']],
    ['Read', { file_path: '/project/a.ts', limit: 5 }, ['path a.ts']],
    ['Edit', { file_path: '/project/a.ts' }, ['path a.ts']],
    ['Skill', { skill: 'commit' }, ['skill commit']],
    ['Task', { subagent_type: 'simplifier' }, ['agent simplifier']],
    ['Read', { file_path: '/elsewhere/a.ts' }, []],
  ] as const)('%s %j', (tool, input, expected) => {
    expect(uses(callOf(tool, input, 'x', { failed: false }))).toEqual(expected);
    expect(uses(callOf(tool, input, '<tool_use_error>no</tool_use_error>'))).toEqual([]);
  });
});
