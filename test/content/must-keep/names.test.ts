import { describe, expect, test } from 'vitest';
import { createGate } from '../../../src/content/must-keep/facts.ts';
import { findFacts } from '../../../src/content/must-keep/find.ts';

/** Whether a text reports a failure: a message, a failing test, or a place that belongs to one. */
const reports = (text: string, failed = false) => {
  const { messages, tests, places } = findFacts(text, { failed });
  return messages.size + tests.size + places.size > 0;
};
const among = (line: string, like: readonly string[]) => [like[0], line, ...like.slice(1)].join('\n');

describe('names of failures', () => {
  test.each([
    'test error::position::after_brace ... ok',
    'test parser::errors::reads_empty ... ok (0.01s)',
    'test error_path ... ok',
    'test_raises_error (tests.test_errors.ErrorTest.test_raises_error) ... ok',
    'error: says what was expected ... ok (5ms)',
    'tests/errors/test_parse.py::test_error[fatal: x] PASSED                  [ 12%]',
    '[gw0] [  5%] PASSED tests/errors/test_parse.py::test_fatal[ERROR: x]',
    '--- PASS: TestHandlesError (0.00s)',
    '=== RUN   TestHandlesError',
    '◇ Test "throws an Error: fatal" started.',
    '[ RUN      ] ErrorTest.Fails',
    '{"Time":"2026-11-30T10:00:00Z","Action":"run","Package":"errors","Test":"TestError"}',
    '   Compiling error v0.1.9',
    '   Compiling error-chain v0.12.4',
    '  Downloaded failure v0.1.8',
    '   Doc-tests error',
    'building src/errors/fatal.o',
    'Loading module error',
    'created errors/index.ts and errors/failed.ts',
    'read Level.ERROR from the settings',
    'set on-error: continue for this step',
    'fail-fast: true',
    'ERROR_LEVEL=3',
    'web-01 : ok=14 changed=3 unreachable=0 failed=0',
    'Errors: 0, Failed: 0',
    '0 FAILED, 12 done',
    'error: null',
    'registered net::fatal: three hooks',
    'set Shape#failed: a field',
    'FAIL-SAFE is on',
    'reads NON-FATAL notes',
    'continue-on-error: false',
    'timed out: 0',
    '0 timed out',
    'Aborted: 0, killed: 0',
    'FAILED 0',
    'Errors: []',
    'running 12 tests in error',
    'Building target error',
    '-rw-r--r-- 1 app app 0 Jan  1 12:00 error',
    ' M src/error',
    '  error',
    '/x/site-packages/a/compat.py:20: DeprecationWarning: pkg_resources is deprecated',
    '  /x/site-packages/a/compat.py:20: UserWarning: old call',
    'server.go:20: warning: unused variable',
  ])('are no failures: %s', (line) => {
    expect(reports(line)).toBe(false);
    expect(reports(among(line, ['one line', 'another line']))).toBe(false);
  });

  test.each([
    ['✓ error: throws where nothing is there (2 ms)', ['✓ reads (1 ms)', '✕ writes (1 ms)'].slice(0, 1)],
    ['ok 3 - error: connection refused is told', ['ok 1 - a', 'ok 2 - b']],
    ['PASS: failed to open is told', ['PASS: a', 'PASS: b']],
    ['ERROR: a name in capitals PASSED', ['a PASSED', 'b PASSED']],
    ['  ✔ Error › panics (12ms)', ['  ✔ a', '  ✔ b']],
    ['[       OK ] ErrorTest.Fails: fatal: x (0 ms)', ['[       OK ] A.b (0 ms)', '[       OK ] A.c (0 ms)']],
    ['ok  \texample.com/errors: failed\t0.012s', ['ok  \texample.com/a\t0.1s', 'ok  \texample.com/b\t0.1s']],
  ] as const)('are no failures where the like carry the result: %s', (line, like) => {
    expect(reports(among(line, like))).toBe(false);
  });

  test.each([
    'error: the disk is full',
    'error: 0 bytes written',
    'failed: 0 of 14 files written',
    'connection timed out: 10 s',
    'ERROR 0x1f in part 3',
    'error in tests of the parser: timed out',
    'error[E0308]: mismatched types',
    'crate::io: error: no space left',
    'test error::position ... FAILED',
    'test error::position ... ok, but error: leaked 3 handles',
    'not ok 3 - error: says what was expected',
    'app.ERROR: Something broke {"id":3}',
    'ActiveRecord::StatementInvalidError: bad query',
    "terminate called after throwing an instance of 'std::runtime_error'",
    'requests.exceptions.ConnectionError: refused',
    'java.lang.StackOverflowError',
    'The build failed',
    'Internal server error',
    'Bus error',
    'web-07 : ok=14 changed=3 unreachable=0 failed=1 FAILED',
    'fatal: [web-07]: FAILED! => {"rc": 1}',
    '::error file=a.ts,line=3::Missing semicolon',
    '##[error]Process failed',
    'errors/io.go: ERROR cannot open',
    'FAIL src/errors/error.test.ts',
    'E   x.py:20: DeprecationWarning: raised',
  ])('do not hide what else the line says: %s', (line) => {
    expect(reports(line)).toBe(true);
  });

  test.each([
    'suite errors (1 failed, 149 passed) ... ok',
    'PASSED suite: 1 failed, 149 passed; error: leaked',
    'web-07 ERROR failed=1 ... ok',
    'error: not ok, although marked ... ok',
  ])('and a pass that counts a failure or is denied is none: %s', (line) => {
    const text = among(line, ['PASSED a', 'PASSED b']);
    expect(createGate(text)('PASSED a\nPASSED b')).not.toEqual([]);
  });

  test('a mark of passing that stands alone does not hide a failure', () => {
    expect(reports('✓ started\nERROR: the build PASSED a wrong flag\nERROR: disk is full')).toBe(true);
    expect(createGate('ERROR: the build PASSED\nready')('ready')).not.toEqual([]);
  });

  test('a warning with its place is a frame only where a traceback ends in it', () => {
    const trace = ['    old()', 'E   DeprecationWarning: old call', '', 'tests/test_a.py:12: DeprecationWarning'];
    expect([...findFacts(trace.join('\n')).places.keys()]).toEqual(['tests/test_a.py:12']);
    const summary = Array.from({ length: 9 }, (_, index) => `  /x/p${index}.py:20: DeprecationWarning: old call`);
    expect(findFacts([...trace, '', ...summary].join('\n')).places.size).toBe(1);
    expect(findFacts(['', '', '', '', 'tests/test_a.py:12: DeprecationWarning'].join('\n')).places.size).toBe(0);
  });

  test('a place that a passing test prints is no frame, and one of a failing test is', () => {
    const run = (name: string, place: string, result: string) => [
      `=== RUN   ${name}`,
      `    ${place}: took the long way`,
      `--- ${result}: ${name} (0.00s)`,
    ];
    const lines = [
      ...run('TestReads', 'part_test.go:12', 'PASS'),
      ...run('TestWrites', 'part_test.go:40', 'FAIL'),
      ...run('TestWaits', 'part_test.go:61', 'SKIP'),
      ...run('TestReads/again', 'part_test.go:70', 'PASS'),
      ...run('TestWrites', 'other_test.go:7', 'PASS'),
    ];
    expect([...findFacts(lines.join('\n')).places.keys()]).toEqual(['part_test.go:40', 'part_test.go:61']);
    const quiet = ['--- FAIL: TestWrites (0.00s)', '    part_test.go:40: lease lost', 'FAIL'];
    expect([...findFacts(quiet.join('\n')).places.keys()]).toEqual(['part_test.go:40']);
  });

  test('weaker wording does not count inside names either', () => {
    for (const line of [
      'built error_pages and missing-values.css',
      'runs with --fail-fast and retry-on-error',
      '   Doc-tests error',
      '# fail 0',
      'Errors     0',
      'error(s): 0',
      '    0 Error(s)',
      'failed jobs: 0',
      '"errors": [],',
    ])
      expect([line, reports(line, true)]).toEqual([line, false]);
    expect(reports('the target is missing', true)).toBe(true);
  });
});
