import { describe, expect, it } from 'vitest';
import { classify } from '../../src/learn/classify.ts';
import type { Failure } from '../../src/learn/failure.ts';
import { replacementKey } from '../../src/learn/forms.ts';
import { offenceOf } from '../../src/learn/offence.ts';
import { isRecovery } from '../../src/learn/recovery.ts';
import { insteadOf } from '../../src/learn/replacement.ts';
import { usesOf } from '../../src/learn/uses.ts';
import type { TranscriptCall } from '../../src/model/transcript.ts';
import { callOf, shellCall } from './call.ts';

const roots = ['/project'];
const broke = (command: string, message: string) => shellCall(command, `Exit code 1\n${message}`, { exitCode: 1 });
const worked = (command: string) => shellCall(command, 'done\n', { failed: false });
const noFile = '<tool_use_error>File does not exist.</tool_use_error>';
const missing = (path: string) => callOf('Read', { file_path: path }, noFile);
const found = (path: string, output = 'x') => callOf('Read', { file_path: path }, output, { failed: false });

function recovers(failed: TranscriptCall, later: TranscriptCall): boolean {
  return isRecovery(failed, classify(failed) as Failure, later);
}

/** What the later call did instead, its words between blanks. */
function instead(failed: TranscriptCall, later: TranscriptCall): string | undefined {
  const failure = classify(failed) as Failure;
  const form = offenceOf(failed, failure, roots);
  if (form === undefined) throw new Error('expected a form, found none');
  const replacement = insteadOf(form, failed, failure, later, usesOf(later, undefined, roots));
  return replacement === undefined || replacement === 'refused'
    ? replacement
    : replacementKey(replacement).replace('\t', ' ');
}

describe('isRecovery', () => {
  it.each([
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr diff 5 --name-only', true],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr diff 6 --name-only', false],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr view 5', false],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'true || gh pr diff 5', false],
    ['pytest -q tests', '/bin/bash: line 1: pytest: command not found', 'uv run pytest -q tests', true],
    ['pytest -q tests', '/bin/bash: line 1: pytest: command not found', 'pytest -q tests', false],
    ['pytest -q tests', '/bin/bash: line 1: pytest: command not found', 'ls tests', false],
    ['npm test', '1 failing', 'npm test', false],
    ['git push', '! [rejected] main -> main (fetch first)', 'git push', false],
  ])('%s (%s) by %s: %s', (command, message, later, expected) => {
    expect(recovers(broke(command, message), worked(later))).toBe(expected);
  });

  it.each([
    ['/project/a.yml', '/project/a.yaml', true],
    ['/project/a/logging.go', '/project/a/logger.go', false],
    ['/project/a/logging_one.go', '/project/a/logging_two.go', true],
    ['/project/a.yml', '/project/b.yml', false],
    ['/project/a/x.ts', '/project/b/x.ts', true],
  ])('%s by %s: %s', (one, two, expected) => {
    expect(recovers(missing(one), found(two))).toBe(expected);
  });

  it('is by a tool of the same kind', () => {
    expect(recovers(missing('/project/a.yml'), worked('cat a.yaml'))).toBe(false);
  });
});

describe('insteadOf', () => {
  it.each([
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr diff 5 --name-only', 'flag --name-only'],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr diff 5', undefined],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr diff 5 --patch --name-only', undefined],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'gh pr diff 5 --name-only || true', 'refused'],
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'CI=1 gh pr diff 5 --name-only', 'refused'],
    ['pytest -q', '/bin/bash: line 1: pytest: command not found', 'uv run pytest -q', 'runner uv run'],
    ['pytest -q', '/bin/bash: line 1: pytest: command not found', 'nvm use && pytest -q', 'runner nvm use &&'],
    [
      'acme-check src',
      '/bin/bash: line 1: acme-check: command not found',
      'tools/acme-check src',
      'path tools/acme-check',
    ],
    ['acme-check src', '/bin/bash: line 1: acme-check: command not found', '/opt/acme-check src', undefined],
    ['gh prs list', 'unknown command "prs" for "gh"', 'gh pr list', 'name pr'],
    ['gh prs list', 'unknown command "prs" for "gh"', 'gh issue list', undefined],
    ['npm run tests', 'npm error Missing script: "tests"', 'npm run test', 'name test'],
    ['npm run tests', 'npm error Missing script: "tests"', 'npm run lint', undefined],
    ['npm run tests', 'npm error Missing script: "tests"', 'make test', undefined],
  ])('%s (%s) by %s: %s', (command, message, later, expected) => {
    expect(instead(broke(command, message), worked(later))).toBe(expected);
  });

  it.each([
    ['/project/a.yml', '/project/a.yaml', 'x', 'path a.yaml'],
    ['/project/a.yml', '/project/a.yaml', 'No files found', undefined],
    ['/project/a.yml', '/project/b.yml', 'x', undefined],
    ['/project/a/x.ts', '/project/b/x.ts', 'x', 'path b/x.ts'],
    ['/project/a.yml', '/elsewhere/a.yaml', 'x', undefined],
  ])('%s by %s with %j: %s', (one, two, output, expected) => {
    expect(instead(missing(one), found(two, output))).toBe(expected);
  });

  it.each([
    ['simplifier', 'code:simplifier', 'name code:simplifier'],
    ['simplifier', 'reviewer', undefined],
    ['simplifier', 'simplifier', undefined],
  ])('skill %s by %s: %s', (one, two, expected) => {
    const failed = callOf('Skill', { skill: one }, `<tool_use_error>Unknown skill: ${one}</tool_use_error>`);
    expect(instead(failed, callOf('Skill', { skill: two }, 'Launching', { failed: false }))).toBe(expected);
  });
});
