import { describe, expect, it } from 'vitest';
import { classify } from '../../src/learn/classify.ts';
import { isAgentsMistake } from '../../src/learn/failure.ts';
import { callOf, shellCall } from './call.ts';

const success = { failed: false, exitCode: 0 };

describe('a call', () => {
  it('that succeeded is no failure', () => {
    expect(classify(callOf('Read', { file_path: '/a' }, 'File does not exist.', success))).toBeUndefined();
    expect(classify(shellCall('ls', 'a\nb', success))).toBeUndefined();
  });

  it('has the line, the step and whose mistake it is', () => {
    const command = 'cd src && git log --oneline && gh pr diff 88 --stat | head -3';
    const failure = classify(shellCall(command, 'Exit code 1\nunknown flag: --stat\n\nUsage:  gh pr diff'));
    expect(failure).toMatchObject({ class: 'wrong-flag', agentsMistake: true, masked: false });
    expect([failure?.line, failure?.step?.source]).toEqual(['unknown flag: --stat', 'gh pr diff 88 --stat']);
    expect(
      ['finding', 'refused', 'git-state', 'environment'].map((name) => isAgentsMistake(name as 'finding')),
    ).toEqual([...[false, false, false, false]]);
  });

  it.each([
    ['Exit code 127\n(eval):1: command not found: nope'],
    ['(eval):1: command not found: nope\n\n\nCommand exited with code 127'],
    [
      'Chunk ID: 1c688b\nWall time: 0.0 seconds\nProcess exited with code 127\nOutput:\nzsh:1: command not found: nope\n',
    ],
    [
      '<untrusted_context>\nOutput: bash: line 1: nope: command not found\nExit Code: 127\nProcess Group PGID: 1\n</untrusted_context>',
    ],
  ])('is read behind what its harness puts around its output: %j', (output) => {
    expect(classify(shellCall('nope x', output))).toMatchObject({
      class: 'missing-command',
      step: { source: 'nope x' },
    });
  });
});

/** Commands whose messages are easily taken for something else. */
const traps: readonly [expected: string, command: string, output: string, exitCode?: number, folder?: string][] = [
  ['missing-module', 'python3 -c "import x"', "ModuleNotFoundError: No module named 'x'"],
  ['missing-path', 'python3 a.py', "FileNotFoundError: [Errno 2] No such file or directory: 'x'"],
  ['network-auth', 'git clone https://example/x', "fatal: repository 'https://example/x/' not found"],
  ['wrong-folder', 'go build', 'go: cannot find main module; see "go help modules"'],
  ['shell-syntax', 'git commit -m "use `nope` here"', 'zsh:1: command not found: nope\n[main 1] use here', 1],
  ['shell-syntax', 'rg "a\n--flag" x', 'zsh:2: command not found: --flag', 127],
  [
    'shell-syntax',
    "jq 'select(.a != 1)' f",
    'jq: error: syntax error, unexpected INVALID_CHARACTER\nselect(.a \\!= 1)',
    3,
  ],
  ['script-error', "jq 'select(.a != )' f", 'jq: error: syntax error, unexpected )', 3],
  ['finding', 'git commit -m x', "--- FAIL: TestA (0.1s)\n    a_test.go:3: No module named 'x'\nFAIL\tx\t0.1s"],
  ['finding', 'go test ./...', 'time=1 level=info\nfatal: not a git repository\n--- FAIL: TestA (0.1s)'],
  [
    'missing-path',
    'go test ./nope',
    '# ./nope\nstat /project/nope: directory not found\nFAIL\t./nope [setup failed]\nFAIL',
  ],
  ['wrong-folder', 'cd src && ls', '(eval):cd:1: no such file or directory: src', 1, '/project/src'],
  ['wrong-folder', 'cd web', 'bash: line 1: cd: web: No such file or directory', 1, '/project'],
  ['missing-path', 'cd /nope', 'bash: line 1: cd: /nope: No such file or directory', 1, '/project'],
  ['wrong-folder', 'git add src/a.ts', "fatal: pathspec 'src/a.ts' did not match any files", 128, '/project/src'],
  ['missing-path', 'git add src/a.ts', "fatal: pathspec 'src/a.ts' did not match any files", 128, '/project'],
  ['wrong-folder', 'grep x src/a.ts', 'grep: src/a.ts: No such file or directory', 2, '/project/src/b'],
  ['missing-path', 'grep x /p/src/a.ts', 'grep: /p/src/a.ts: No such file or directory', 2, '/project/src'],
  ['not-a-failure', 'cd src && grep x a', ''],
  ['not-a-failure', 'git show | grep x', ''],
  ['not-a-failure', 'diff a b', '1c1\n< x\n> y'],
  ['not-a-failure', 'test -f x', ''],
  ['not-a-failure', '[[ -f x ]]', ''],
  ['not-a-failure', 'command -v nope', ''],
  ['not-a-failure', 'git diff --no-index a b', 'diff --git a/a b/b'],
  ['not-a-failure', 'git config --get user.nope', ''],
  ['not-a-failure', 'git ls-files --error-unmatch x', ''],
  ['not-a-failure', 'git cat-file -e HEAD:x', ''],
  ['not-a-failure', 'kill -0 1', ''],
  ['not-a-failure', 'jq -e .a f', 'false'],
  ['not-a-failure', 'ls a 2>/dev/null', ''],
  ['not-a-failure', 'ls a* 2>/dev/null', '(eval):1: no matches found: a*'],
  ['not-a-failure', 'rm -f a1 && ls a*', '(eval):1: no matches found: a*'],
  ['shell-syntax', 'ls a*', '(eval):1: no matches found: a*'],
  ['not-a-failure', "bash -lc 'rg -n x'", ''],
  ['unknown', 'git diff x', ''],
  ['unknown', 'gh api x 2>/dev/null', ''],
  ['unknown', 'grep x a', '', 139],
  ['wrong-flag', 'git diff main --no-stat', 'usage: git diff [<options>] [<commit>]', 129],
  ['bad-argument', 'sed -i', 'Usage: sed [OPTION]... {script} [input-file]...'],
  ['finding', '/tmp/built enabl', 'Error: unknown command "enabl" for "built"'],
  ['finding', 'go build -o ./tool ./cmd && ./tool nope', 'unknown command "nope" for "tool"'],
  ['unknown-name', './tool nope', 'unknown command "nope" for "tool"'],
  ['finding', 'npm run build', '> build\n> x\n\nsomething broke'],
  ['finding', './check.sh', 'Branch is not clean'],
  ['finding', 'node a.js', 'TypeError: x is not a thing'],
  ['script-error', 'node -e "x"', 'ReferenceError: x is not defined'],
  ['script-error', 'python3 - <<E\nx\nE', "NameError: name 'x' is not defined"],
  ['missing-command', 'npm test', 'not ok 1 - a\nsh: 1: nope: not found', 127],
  ['missing-command', 'npm test', 'not ok 1 - a\nsh: 1: nope: not found', 126],
  ['finding', 'npm test', 'not ok 1 - a\nsh: 1: nope: not found', 1],
  ['missing-command', 'npm test', '> test\n> nope\n\nsh: 1: nope: not found', 127],
  ['missing-command', 'nope 2>&1 || true', 'zsh:1: command not found: nope'],
];

describe('the class of a failed command', () => {
  it.each(traps)('%s: %j that printed %j', (expected, command, output, exitCode = 1, folder = '/project') => {
    expect(classify(shellCall(command, output, { exitCode, folder }))?.class).toBe(expected);
  });

  it('is a wrong folder for other tools too where a relative path repeats the folder', () => {
    const output = 'Path does not exist: src/a';
    const call = (folder: string) => callOf('Grep', { pattern: 'x', path: 'src/a' }, output, { folder });
    expect([classify(call('/project/src'))?.class, classify(call('/project'))?.class]).toEqual([
      ...['wrong-folder', 'missing-path'],
    ]);
  });
});

const masked: readonly [expected: string | undefined, command: string, output: string][] = [
  ['wrong-flag', 'tool x -v 2>&1 | head -30', "unknown shorthand flag: 'v' in -v"],
  ['missing-command', 'nope --version; ls', 'zsh:1: command not found: nope\na'],
  ['missing-path', 'grep x a/b.ts | head', 'grep: a/b.ts: No such file or directory'],
  ['wrong-flag', 'tool --format x || tool', 'Error: unknown flag: --format\nUsage: tool'],
  ['shell-syntax', 'rg "a `b`" x', 'zsh:1: command not found: b\n1: a'],
  ['missing-path', 'git show HEAD:a/b.ts | head -5', "fatal: path 'a/b.ts' does not exist in 'HEAD'"],
  // Probes that have an answer for what is not there.
  [undefined, 'ls a* 2>/dev/null || echo none', '(eval):1: no matches found: a*\nnone'],
  [undefined, 'ls a* 2>/dev/null | wc -l', '0\n(eval):1: no matches found: a*'],
  [undefined, 'cat a/b || echo none', 'cat: a/b: No such file or directory\nnone'],
  [undefined, 'rm a/b || true', "rm: cannot remove 'a/b': No such file or directory"],
  [undefined, 'git branch -D x 2>&1; echo "exit: $?"', "error: branch 'x' not found"],
  [undefined, '/tmp/built nope; true', 'Error: unknown command "nope" for "built"'],
  // What is shown, found or merely reported.
  [undefined, 'cat notes.md', 'unknown flag: --stat\nfatal: not a git repository'],
  [undefined, 'git log -3', 'fatal: x\nerror: unknown option `foo'],
  [undefined, 'git merge x | tail', 'CONFLICT (content): Merge conflict in a.ts'],
  [undefined, 'go test ./... | tail', '--- FAIL: TestA'],
];

describe('a failure whose exit code was hidden', () => {
  it.each(masked)('%s: %j that printed %j', (expected, command, output) => {
    const failure = classify(shellCall(command, output, success));
    expect(failure?.class).toBe(expected);
    if (expected !== undefined) expect(failure).toMatchObject({ masked: true, agentsMistake: true });
  });

  it('is not looked for in an output of 800 characters, cut or not', () => {
    const output = 'grep: a/b.ts: No such file or directory';
    const of = (outputLength: number) =>
      classify(shellCall('grep x a/b.ts | head', output, { ...success, outputLength }));
    expect([of(799)?.class, of(800)]).toEqual(['missing-path', undefined]);
  });
});

describe('a long output', () => {
  it('fails by a line in it only where that names the command', () => {
    const filling = `${'x'.repeat(40)}\n`.repeat(100);
    const of = (command: string) =>
      classify(shellCall(command, `${filling}cat: a/b: No such file or directory\n${filling}`));
    expect([of('ls c; ./x')?.class, of('ls c; cat a/b')?.class]).toEqual(['finding', 'missing-path']);
  });

  it('and a long command do not multiply', () => {
    const words = Array.from({ length: 20_000 }, (_, at) => `-${at}/x`).join(' ');
    const line = `tool: unknown option ${Array.from({ length: 200 }, (_, at) => `'y${at}.z'`).join(' ')}`;
    const failure = classify(shellCall(`a; b ${words}`, `x\n${`${line}\n`.repeat(5000)}`));
    expect(failure?.class).toBe('unknown');
  });

  it('is classified in time in proportion to it', () => {
    for (const piece of ['a: ', 'error: ', '/a.b:', ' ', '[x] ', "'", '0 ', 'go a: ', 'x.Error']) {
      const failure = classify(shellCall('nope', piece.repeat(300_000)));
      expect(failure?.line.length ?? 0).toBeLessThanOrEqual(2000);
    }
  });
});
