import { expect, test } from 'vitest';
import { weighLine } from '../../../src/content/log/severity.ts';

test.each([
  ['tests/a.py::test_rejects_invalid[1]', 'notice'],
  ['could not read the file', 'failure'],
  ['[enums/failure_reason.proto:23:1] The line length is 89, but it must be shorter than 80', 'failure'],
  ['[enums/reason.proto:23:1] The line length is 89, but it must be shorter than 80', 'finding'],
])('a word inside a name weighs less, unless a finding names it: %s', (line, weight) => {
  expect(weighLine(line)).toBe(weight);
});
