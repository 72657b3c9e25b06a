import { describe, expect, test } from 'vitest';
import { createGate, type FactContext } from '../../../src/content/must-keep/facts.ts';
import { findFacts } from '../../../src/content/must-keep/find.ts';

const without = (text: string, gone: string) =>
  text
    .split('\n')
    .filter((line) => !line.includes(gone))
    .join('\n');

const output = [
  'collected 4 items',
  'tests/test_a.py::test_one PASSED',
  'tests/test_a.py::test_two FAILED',
  'Traceback (most recent call last):',
  '  File "/app/run.py", line 7, in run',
  'ValueError: no such job',
  'src/main.ts(12,5): error TS2304: Cannot find name',
  'goroutine 1 [running]:',
  '\t/app/main.go:33 +0x1d',
  'DeprecationWarning: old call',
  'npm ERR! code ELIFECYCLE',
  'FAILED tests/test_a.py::test_two - ValueError',
  '==== 1 failed, 3 passed in 0.20s ====',
  'Process completed with exit code 1.',
].join('\n');

/** What one form lost of an original. */
const lostFacts = (original: string, form: string, context?: FactContext) => createGate(original, context)(form);

describe('lost facts', () => {
  test('the original loses nothing', () => {
    expect(lostFacts(output, output)).toEqual([]);
  });

  test.each([
    ['a failing test', 'test_two'],
    ['a frame of a trace', '/app/run.py'],
    ['the message of an exception', 'no such job'],
    ['a compiler error', 'TS2304'],
    ['a Go frame', 'main.go:33'],
    ['a warning', 'DeprecationWarning'],
    ['the summary', '1 failed, 3 passed'],
    ['the exit code', 'exit code 1'],
    ['an error of a package manager', 'ELIFECYCLE'],
  ])('%s that is gone is reported', (_, gone) => {
    expect(lostFacts(output, without(output, gone)).length).toBeGreaterThan(0);
  });

  test('a passing test may go', () => {
    expect(lostFacts(output, without(output, 'test_one'))).toEqual([]);
  });

  test('the first and the last of many lines with the same message are enough', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `ERROR upload of part ${index} failed with status 503`);
    const ends = [lines[0], '[headroom: omitted lines 2-49]', lines[49]].join('\n');
    expect(lostFacts(lines.join('\n'), ends)).toEqual([]);
    expect(lostFacts(lines.join('\n'), lines.slice(0, 49).join('\n'))).toEqual([lines[49]]);
    expect(lostFacts([...lines, 'ERROR disk is full'].join('\n'), ends)).toEqual(['ERROR disk is full']);
  });

  test('each place of a failure counts for itself', () => {
    const errors = ['a/b.c:3:1: error: expected ;', 'a/b.c:9:1: error: expected ;'];
    expect(lostFacts(errors.join('\n'), errors[0] as string)).toEqual([errors[1], 'a/b.c:9']);
  });

  test('a line that stands alone in a repetitive text counts', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `job ${index} done in ${index % 7} ms`);
    const odd = 'leader changed to node green';
    expect(lostFacts([...lines, odd, ...lines].join('\n'), lines.join('\n'))).toEqual([odd]);
  });

  test('prose that speaks of errors holds no failures', () => {
    const prose =
      'Errors are values.\nWhen a request fails, an error is returned and a warning is logged.\nSee the section on failure handling.';
    expect(lostFacts(prose, 'Errors are values.')).toEqual([]);
  });

  test('weaker wording counts when the call failed', () => {
    const text = 'copying a\nthe target is missing\ndone';
    expect(lostFacts(text, 'copying a\ndone')).toEqual([]);
    expect(lostFacts(text, 'copying a\ndone', { failed: true })).toEqual(['the target is missing']);
  });
});

describe('facts of JSON', () => {
  const records = Array.from({ length: 40 }, (_, id) => ({
    id: `job-${id}`,
    status: id === 17 ? 'failed' : 'ok',
    message: `m "${id}"`,
  }));

  test('a failing record counts and the others do not', () => {
    const text = JSON.stringify(records);
    expect([...findFacts(text).values].sort()).toEqual(['failed', 'job-17', 'm "17"']);
    expect(lostFacts(text, JSON.stringify(records.slice(15, 20)))).toEqual([]);
    expect(lostFacts(text, JSON.stringify(records.slice(0, 5)))).toContain('job-17');
  });

  test('error fields count, and deep nesting is no harm', () => {
    expect(lostFacts('{"a":{"error":"disk full"}}', '{}')).toEqual(['disk full']);
    expect(lostFacts('['.repeat(50_000), '[')).toEqual([]);
  });
});

test('hostile lines are read in linear time', () => {
  for (const line of [
    `${'='.repeat(2_000)}7`,
    '= 1 passed '.repeat(200),
    'a.'.repeat(1_000),
    '/'.repeat(2_000),
    'E  '.repeat(700),
  ])
    expect(lostFacts(`${line}\n`.repeat(300), `${`${line}\n`.repeat(2)}[headroom: omitted lines 3-300]\n`)).toEqual([]);
});

test('a message that stood many times is not told by its first and last line alone', () => {
  const line = (part: number) => `ERROR upload of part ${part} failed`;
  const original = [1, 2, 3].map(line).join('\n');
  const ends = [line(1), line(3)];
  expect(lostFacts(original, ends.join('\n'))).toEqual([line(1)]);
  expect(lostFacts(original, ends.join('\n[headroom: omitted lines 2]\n'))).toEqual([]);
});

describe('a gate', () => {
  test('judges each form of an original as if it were the only one', () => {
    const lost = createGate(output);
    const lines = output.split('\n');
    for (const form of [output, '', ...lines.map((line) => without(output, line)), output]) {
      expect(lost(form)).toEqual(lostFacts(output, form));
    }
  });

  test('accepts another line that says the same', () => {
    const lost = createGate('step\nERROR upload of part 1 failed with status 503\n');
    expect(lost('ERROR upload of part 9 failed with status 404')).toEqual([]);
    expect(lost('ERROR download of part 1 failed with status 503')).toEqual([
      'ERROR upload of part 1 failed with status 503',
    ]);
  });

  test('each finding of a linter is a place of its own', () => {
    const rows = Array.from(
      { length: 20 },
      (_, index) => `  ${index + 1}:7  error  'a' is defined but never used  no-unused-vars`,
    );
    const report = ['/x/a.ts', ...rows, '', '✖ 20 problems (20 errors, 0 warnings)'].join('\n');
    expect(lostFacts(report, report.replace(`${rows[9]}\n`, ''))).toEqual([rows[9]?.trim()]);
    expect(lostFacts(report, report)).toEqual([]);
  });
});
