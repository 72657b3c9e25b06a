import { expect, it } from 'vitest';
import { findWrappings } from '../../../src/content/sections/wrapping.ts';

const wrapped = (line: string) => {
  const lines = [...Array.from({ length: 9 }, () => 'a line'), line, ...Array.from({ length: 9 }, () => 'a line')];
  return findWrappings(lines.join('\n'), lines).some(({ start, end }) => start <= 9 && end > 9);
};

it.each([
  'test parser::reads_…1834 tokens truncated…ds_512 ... ok',
  'a line of 90 ...[1834 chars truncated]... and its end',
  '… +212 lines (ctrl+o to expand)',
  '[... 212 lines truncated ...]',
])('a line of which a client cut a part is no line of the output: %s', (line) => {
  expect(wrapped(line)).toBe(true);
});

it.each(['the table was truncated', 'three rows were truncated … and more', 'a line ... of 12 tokens'])(
  'a line that only speaks of it is: %s',
  (line) => {
    expect(wrapped(line)).toBe(false);
  },
);
