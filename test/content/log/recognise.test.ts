import { expect, test } from 'vitest';
import { detect } from '../../../src/content/detect.ts';
import { expectOutput } from '../../../src/content/log/commands.ts';
import { isLog } from '../../../src/content/log/recognise.ts';
import { logs as labelledLogs } from './labelled-logs.ts';
import { others as labelledOthers } from './labelled-others.ts';

const logs: Record<string, string> = {
  pytest:
    '============ test session starts ============\nplatform linux -- Python 3.11\ncollected 3 items\n\ntests/test_a.py ..F   [100%]\n',
  vitest:
    ' ✓ src/a.test.ts (3 tests) 4ms\n ✓ src/b.test.ts (2 tests) 3ms\n\n Test Files  2 passed (2)\n      Tests  5 passed (5)\n',
  jest: 'PASS src/a.test.js\n  adds\n    ✓ one (2 ms)\n    ✓ two\n\nTests: 2 passed, 2 total\n',
  'go test':
    '=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n    b_test.go:12: no\n--- FAIL: TestB (0.01s)\nFAIL\n',
  'go test -json':
    '{"Time":"2024-01-01T00:00:00Z","Action":"run","Package":"a","Test":"T"}\n{"Time":"2024-01-01T00:00:00Z","Action":"pass","Package":"a","Test":"T"}\n',
  cargo:
    '   Compiling serde v1.0.1\n   Compiling syn v2.0.0\n    Finished dev in 3s\n     Running unittests\nrunning 2 tests\ntest a ... ok\ntest b ... ok\n',
  maven: '[INFO] Scanning for projects...\n[INFO] Building app 1.0\n[ERROR] COMPILATION ERROR\n[INFO] BUILD FAILURE\n',
  gcc: 'gcc -c a.c\na.c:3:1: warning: unused\n    3 | int x;\n      | ^\ngcc -c b.c\n',
  timestamps: '2024-05-01T10:00:00.123Z start\n2024-05-01T10:00:01.000Z step\n2024-05-01T10:00:02.000Z end\n',
  syslog: 'Jun 14 15:16:01 combo sshd[19939]: authentication failure\nJun 14 15:16:02 combo sshd[19937]: check pass\n',
  npm: 'npm warn deprecated a@1\nnpm warn deprecated b@2\n\nadded 120 packages in 3s\n',
};

const others: Record<string, string> = {
  typescript:
    "import { a } from './a.ts';\n\nexport function run(): void {\n  const error = a();\n  if (error) throw new Error('failed');\n}\n",
  python:
    'import os\n\ndef main():\n    """Run."""\n    raise ValueError("ERROR")\n\nif __name__ == "__main__":\n    main()\n',
  yaml: 'name: ci\non: push\njobs:\n  test:\n    runs-on: ubuntu\n    steps:\n      - run: npm test\n',
  markdown: '# Title\n\nSome text about errors and warnings.\n\n- one\n- two\n\n```\n=== 3 passed in 1s ===\n```\n',
  prose: 'It was a bright cold day in April.\nThe clocks were striking thirteen.\nWinston slipped through the doors.\n',
  search: 'src/a.ts:12:  const x = 1;\nsrc/b.ts:40:  return error;\n',
};

test.each(Object.entries(logs))('%s output is a log', (_, text) => {
  expect(isLog(text)).toBeGreaterThanOrEqual(0.5);
});

test('a text whose lines come in cycles is read by more than one line of the cycle', () => {
  for (let length = 2; length <= 12; length++) {
    const cycle = (index: number) => [
      `# Subtest: part ${index}`,
      `ok ${index} - part ${index}`,
      ...Array.from({ length: length - 2 }, (_, line) => `  step ${line} of part ${index}`),
    ];
    for (const cycles of [20, 60, 120, 121, 240]) {
      const lines = Array.from({ length: cycles }, (_, index) => cycle(index + 1)).flat();
      for (const above of [[], ['first'], ['first', 'second']])
        expect(isLog([...above, ...lines].join('\n')), `${length} lines, ${cycles} times`).toBeGreaterThan(0);
    }
  }
});

test('the first line of a report of tests tells that it is one', () => {
  const tests = Array.from({ length: 100 }, (_, index) => `ok ${index + 1} - part\n  ---\n  took_ms: ${index}\n  ...`);
  expect(isLog(['TAP version 13', ...tests].join('\n'))).toBeGreaterThan(0.9);
  expect(isLog(['It speaks of TAP version 13.', ...tests].join('\n'))).toBeLessThan(0.9);
});

test.each(Object.entries(others))('%s is no log', (_, text) => {
  expect(isLog(text)).toBeLessThan(0.3);
});

test('the command decides where the text says little', () => {
  expect(isLog('all good\nnothing to do\n', 'npm test')).toBeGreaterThan(
    isLog('all good\nnothing to do\n', 'cat notes'),
  );
  expect(isLog('')).toBe(0);
});

test.each([
  ['helm template web .', 'unknown'],
  ['helm -n prod get values web', 'unknown'],
  ['helm --debug show values web', 'unknown'],
  ['docker compose -f a.yml config', 'unknown'],
  ['terraform show', 'unknown'],
  ['helm upgrade web .', 'progress'],
  ['helm template web . && make deploy', 'progress'],
  ['docker compose up', 'progress'],
  ['terraform plan', 'progress'],
])('what %s prints is expected to be %s', (command, expected) => {
  expect(expectOutput(command)).toBe(expected);
});

const callOf = (command: string | undefined) =>
  command === undefined ? undefined : { tool: 'Bash', input: '', command };

test.each(labelledLogs)('a log as it is printed: $name', ({ text, command }) => {
  expect(isLog(text, command)).toBeGreaterThanOrEqual(0.5);
  expect(detect(text, callOf(command)).kind).toBe('log');
});

test.each(labelledOthers)('no log: $name', ({ text, command }) => {
  expect(detect(text, callOf(command)).kind).not.toBe('log');
});

test('the history of version control is none, whatever its lines look like', () => {
  const dates = Array.from({ length: 20 }, (_, index) => `2024-05-01 10:00:${index + 10} fix error ${index}`).join(
    '\n',
  );
  expect(isLog(dates)).toBeGreaterThanOrEqual(0.5);
  expect(isLog(dates, 'git log --format="%ad %s"')).toBe(0);
  expect(isLog(dates, 'git log -1; npm test')).toBeGreaterThanOrEqual(0.5);
});

test('hostile text is judged at once', () => {
  for (const text of [
    'a'.repeat(3_000_000),
    '['.repeat(3_000_000),
    'a '.repeat(1_000_000),
    ' \n'.repeat(1_000_000),
    '1/'.repeat(500_000),
    '-'.repeat(1_000_000),
    `${'='.repeat(3_000)}7\n`.repeat(200),
    `= ${'1 failed in 1s '.repeat(260)}\n`.repeat(200),
    `${'Aa '.repeat(100)}\n`.repeat(2_000),
  ])
    expect(isLog(text, 'npm test')).toBeLessThanOrEqual(1);
});
