import { describe, expect, test } from 'vitest';
import { weighLine } from '../../../src/content/log/severity.ts';
import { type Stated, statedBy } from '../../../src/content/log/stated.ts';

const stated = (line: string) => statedBy(line, weighLine(line));

const told: Readonly<Record<Stated, readonly string[]>> = {
  ok: [
    'test error::reads ... ok',
    `tests/test_failures.py::test_failed_retry PASSED${' '.repeat(60)}[ 68%]`,
    '--- PASS: TestFails (0.00s)',
    '[gw0] [  5%] PASSED tests/test_a.py::test_error',
  ],
  skipped: ['tests/test_a.py::test_fails SKIPPED (connection refused)', 'ok 3 - fails # SKIP no network'],
  failed: [
    '--- FAIL: TestReads (0.00s)',
    'not ok 3 - reads',
    `tests/test_a.py::test_reads FAILED${' '.repeat(60)}[ 68%]`,
    'FAILED tests/test_a.py::test_reads - AssertionError',
    'FAIL src/part.test.ts',
    'test reads ... FAILED',
    '    ✕ reads (2 ms)',
    '[  FAILED  ] PartTest.Reads (3 ms)',
  ],
  error: [
    '2026-03-01 09:00:00 ERROR lost the lease',
    '2026-03-01 09:00:00,123 [exec-1] ERROR shop.Api - lost the lease',
    'Mar  1 09:00:00 gateway app[12]: ERROR lost the lease',
    'level=error msg="lost the lease"',
    '[error] lost the lease',
    'src/part.c:12:3: error: unknown type',
    'error[E0308]: mismatched types',
    'E0301 09:00:00.1 1 part.go:12] lost the lease',
    'npm error code ENOENT',
    'WARNING_LEVEL=3 ERROR lost the lease',
  ],
  warning: [
    '2026-03-01 09:00:00 WARN lost an ERROR report',
    'level=warning msg="error: lost the lease"',
    'src/part.c:12:3: warning: unused',
    'x.py:20: DeprecationWarning: old call',
  ],
};
const untold = [
  'INFO sets the level of logs to ERROR',
  '[main] DEBUG retries on ERROR: 3 times',
  'level=info msg="last error: none left"',
  'src/part.c:12:3: note: error: is a label here',
  'Registered handlers for FATAL signals',
  'The answer was an error: nothing was found',
  'logs/ERROR/part.txt is missing',
  'Level.ERROR is ignored',
  'FAIL_LEVEL=3 is unknown',
  'set -e -o pipefail',
  '  FETCH_TIMEOUT_MINS: 3',
  'web-1 : ok=14 changed=3 unreachable=0 failed=0',
  'FAILED: 0',
  '[  FAILED  ] 3 tests, listed below:',
  '  at failing (/srv/errors/part.js:3:3)',
  '=== RUN   TestFails',
  '◇ Test "fails fast" started.',
  'lost the lease of a failed shard',
];

describe('what a line states', () => {
  test.each(Object.entries(told).flatMap(([each, lines]) => lines.map((line) => [each, line] as const)))(
    'is %s: %s',
    (each, line) => {
      expect(stated(line)).toBe(each);
    },
  );

  test.each(untold)('is nothing that could be counted: %s', (line) => {
    expect(stated(line)).toBeUndefined();
  });
});
