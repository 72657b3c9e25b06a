import { describe, expect, test } from 'vitest';
import { isTelling } from '../../../src/content/must-keep/telling.ts';

describe('a line of shell output', () => {
  test.each([
    'FAILED tests/test_a.py::test_two - ValueError',
    'src/main.ts(12,5): error TS2304: Cannot find name',
    '  File "/app/run.py", line 7, in run',
    '==== 1 failed, 3 passed in 0.20s ====',
    'Process completed with exit code 1.',
    '12 passed in 0.31s',
  ])('tells how the command went: %s', (line) => {
    expect(isTelling(line, false)).toBe(true);
  });

  test.each([
    '',
    'tests/test_a.py::test_one PASSED',
    'compiling 12 files',
    'DeprecationWarning: old call',
    '  return 1;',
  ])('tells nothing: %s', (line) => {
    expect(isTelling(line, false)).toBe(false);
  });

  test('tells more when the call is known to have failed', () => {
    expect(isTelling('the target is missing', false)).toBe(false);
    expect(isTelling('the target is missing', true)).toBe(true);
  });
});
