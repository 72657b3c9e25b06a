import { describe, expect, it } from 'vitest';
import { classify } from '../../src/learn/classify.ts';
import { keyOf } from '../../src/learn/forms.ts';
import { mentions, offenceOf } from '../../src/learn/offence.ts';
import type { TranscriptCall } from '../../src/model/transcript.ts';
import { callOf, shellCall } from './call.ts';

/** The form that a failed call gives, its words between blanks. */
function offence(call: TranscriptCall): string | undefined {
  const failure = classify(call);
  const form = failure && offenceOf(call, failure, ['/project']);
  return form && keyOf(form).replaceAll('\t', ' ');
}

const missing = (name: string, program = 'cat') => `${program}: ${name}: No such file or directory`;

describe('offenceOf a command', () => {
  it.each([
    // programs
    ['rg x', '/bin/bash: line 1: rg: command not found', 'program rg'],
    ['ls && rg x | head', '/bin/bash: line 1: rg: command not found', 'program rg'],
    ['zsh-tool x', '(eval):1: command not found: zsh-tool', 'program zsh-tool'],
    ['./rg x', '/bin/bash: line 1: ./rg: No such file or directory', 'path rg'],
    // flags
    ['gh pr diff 5 --stat', 'unknown flag: --stat', 'flag gh pr diff --stat'],
    ['cat -A x', 'cat: illegal option -- A', 'flag cat -A'],
    ['gh pr diff --stat=5', 'unknown flag: --stat', 'flag gh pr diff --stat'],
    ['gh pr diff "--stat now"', 'unknown flag: --stat', undefined],
    ['gh pr view 5 && gh pr diff 5 --stat', 'unknown flag: --stat', 'flag gh pr diff --stat'],
    // flags of another program
    ['python3 manage.py test --stat', 'manage.py test: error: unrecognized arguments: --stat', undefined],
    ['python3 -m pytest --stat', 'pytest: error: unrecognized arguments: --stat', undefined],
    ['node tool.js --stat', "error: unknown option '--stat'", undefined],
    ['bash run.sh --stat', "error: unknown option '--stat'", undefined],
    ['docker exec web ls --stat', "ls: unrecognized option '--stat'", undefined],
    ['docker compose exec -T web ls --stat', "ls: unrecognized option '--stat'", undefined],
    ['ssh web ls --stat', "ls: unrecognized option '--stat'", undefined],
    ['kubectl exec web ls --stat', "ls: unrecognized option '--stat'", undefined],
    ['go run ./cmd --stat', 'flag provided but not defined: --stat', undefined],
    ['bundle exec rspec --stat', 'invalid option: --stat', undefined],
    ['find . -exec ls --stat {} +', "ls: unrecognized option '--stat'", undefined],
    ['docker exec --stat web ls', 'unknown flag: --stat', 'flag docker exec --stat'],
    ['python3 --stat x.py', 'unknown option --stat', 'flag python3 --stat'],
    ['uv run pytest --stat', 'pytest: error: unrecognized arguments: --stat', 'flag uv run pytest --stat'],
    // sub-commands and scripts
    ['gh prs list', 'unknown command "prs" for "gh"', 'subcommand gh prs'],
    ['gh pr lst', 'unknown command "lst" for "gh pr"', 'subcommand gh pr lst'],
    ['gh pr "a b"', 'unknown command "a b" for "gh pr"', undefined],
    ['gh pr "fix pr now"', 'unknown command "fix pr now" for "gh"', undefined],
    ['git stats', "git: 'stats' is not a git command. See 'git --help'.", 'subcommand git stats'],
    ['npm run lnt', 'npm error Missing script: "lnt"', 'script npm run lnt'],
    ['make lnt', "make: *** No rule to make target 'lnt'.  Stop.", 'script make lnt'],
    ['make all', "make: *** No rule to make target 'x', needed by 'all'.  Stop.", undefined],
    // paths
    ['cat src/a.ts', missing('src/a.ts'), 'path src/a.ts'],
    ['cat /project/src/a.ts', missing('/project/src/a.ts'), 'path src/a.ts'],
    ['cd src && cat a.ts', missing('a.ts'), 'path src/a.ts'],
    ['cd /project/src && cat a.ts', missing('a.ts'), 'path src/a.ts'],
    ['cat /etc/a.conf', missing('/etc/a.conf'), undefined],
    ['cat $DIR/a.ts', missing('lib/a.ts'), undefined],
    // paths of a folder that cannot be told
    ['cd src; cd lib && cat a.ts', missing('a.ts'), undefined],
    ['cd $DIR && cat a.ts', missing('a.ts'), undefined],
    ['cd - && cat a.ts', missing('a.ts'), undefined],
    ['cd && cat a.ts', missing('a.ts'), undefined],
    ['cd -P src && cat a.ts', missing('a.ts'), undefined],
    ['pushd src && cat a.ts', missing('a.ts'), undefined],
    ['(cd src && ls); cat a.ts', missing('a.ts'), undefined],
    ['docker exec web cat src/a.ts', missing('src/a.ts'), undefined],
    ['ssh web cat src/a.ts', missing('src/a.ts'), undefined],
    ['kubectl exec web -- cat src/a.ts', missing('src/a.ts'), undefined],
    ['git -C lib add a.ts', "fatal: pathspec 'a.ts' did not match any files", undefined],
    ['git add src/a.ts', "fatal: pathspec 'src/a.ts' did not match any files", 'path src/a.ts'],
    // revisions that look like paths
    ['git checkout docs/readme', "error: pathspec 'docs/readme' did not match any file(s) known to git", undefined],
    ['git diff origin/main', "fatal: ambiguous argument 'origin/main': unknown revision or path", undefined],
    // classes that make no rule
    ['npm test', '1 failing', undefined],
    ['git push', '! [rejected] main -> main (fetch first)', undefined],
    ['curl example', 'curl: (6) Could not resolve host: example', undefined],
  ])('%s: %s gives %s', (command, message, expected) => {
    expect(offence(shellCall(command, `Exit code 1\n${message}`, { exitCode: 1 }))).toBe(expected);
  });
});

describe('offenceOf a call of another tool', () => {
  const noFile = '<tool_use_error>File does not exist.</tool_use_error>';
  const large = 'File content (30000 tokens) exceeds maximum allowed tokens (25000). Use offset and limit parameters.';
  it.each([
    ['Read', { file_path: '/project/a.ts' }, noFile, 'path a.ts'],
    ['Read', { file_path: '/elsewhere/a.ts' }, noFile, undefined],
    ['Read', { file_path: '/project/../x/a.ts' }, noFile, undefined],
    ['Read', { file_path: '/project/a.ts' }, large, 'whole a.ts'],
    ['Read', { file_path: '/project/a.ts', offset: 1 }, large, undefined],
    ['Read', { file_path: '/project/a b.ts' }, noFile, undefined],
    ['Skill', { skill: 'commit' }, '<tool_use_error>Unknown skill: commit</tool_use_error>', 'skill commit'],
    ['Skill', { skill: 'commit' }, '<tool_use_error>Unknown skill: other</tool_use_error>', undefined],
  ] as const)('%s %j: %s gives %s', (tool, input, output, expected) => {
    expect(offence(callOf(tool, input, output))).toBe(expected);
  });
});

describe('mentions', () => {
  it.each([
    ['unknown flag: --stat', '--stat', true],
    ['unknown flag: --stats', '--stat', false],
    ['unknown flag: --stat-all', '--stat', false],
    ['unknown flag: --no-stat', '-stat', false],
    ['prs: unknown', 'pr', false],
    ['my-pr: unknown', 'pr', false],
    ["'pr'", 'pr', true],
    ['', 'pr', false],
    ['anything', '', false],
  ])('%j has %j: %s', (text, name, expected) => {
    expect(mentions(text, name)).toBe(expected);
  });
});
