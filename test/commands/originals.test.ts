import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handleIn, partOf, unknownHandle } from '../../commands/originals.ts';

const handle = '0123456789abcdef01234567';
const text = 'one\r\ntwo\n\nfour TWO\nlast';
const part = (request: Parameters<typeof partOf>[1], from = text) =>
  partOf(Buffer.from(from), request).toString('utf8');

describe('a handle', () => {
  it.each([
    handle,
    `hash=${handle}`,
    ` ${handle.toUpperCase()} `,
    `hash=${handle}]`,
    `headroom retrieve hash=${handle}`,
    `[headroom retrieve hash=${handle}]`,
  ])('is found in %j', (typed) => {
    expect(handleIn(typed)).toBe(handle);
  });

  it('that names nothing gets one final line', () => {
    const error = unknownHandle(`hash=${handle}`);
    expect(error).toMatchObject({ code: 'not-found', exitCode: 1 });
    expect(error.message).toBe(`expected the handle of a kept original, found ${handle}, which names none`);
    expect(unknownHandle('line one\nline two').message).not.toContain('\n');
  });
});

describe('a part of an original', () => {
  it('is all of it when nothing is asked for, even where it is not text', () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0]);
    expect(partOf(bytes, {})).toEqual(bytes);
  });

  it.each([
    ['1-2', 'one\r\ntwo\n'],
    ['2', 'two\n'],
    ['4-', 'four TWO\nlast'],
    ['-1', 'one\r\n'],
    ['5-900', 'last'],
    ['1-1, 3-4', 'one\r\n\nfour TWO\n'],
  ])('is lines %s byte for byte, with no line end added', (lines, expected) => {
    expect(part({ lines })).toBe(expected);
  });

  it.each([
    ['two', 'two\n'],
    ['(?i)two', 'two\nfour TWO\n'],
    ['^one$', 'one\r\n'],
    ['^$', '\n'],
    ['last', 'last'],
  ])('is the bare lines that match %s', (grep, expected) => {
    expect(part({ grep })).toBe(expected);
  });

  it('is the matching lines of the range when both are asked for', () => {
    expect(part({ lines: '3-5', grep: '(?i)two|last' })).toBe('four TWO\nlast');
  });

  it.each([
    [{ lines: '0-3' }, 'expected lines as A-B, counted from 1, found "0-3"', 2],
    [{ lines: '5-2' }, 'expected lines as A-B, counted from 1, found "5-2"', 2],
    [{ lines: 'a' }, 'expected lines as A-B, counted from 1, found "a"', 2],
    [{ lines: '-' }, 'expected lines as A-B, counted from 1, found "-"', 2],
    [{ lines: '' }, 'expected lines as A-B, counted from 1, found ""', 2],
    [{ lines: '6-9' }, 'expected lines within 1-5, found 6-9', 1],
    [{ grep: 'nowhere' }, 'expected a line that matches nowhere, found none in 5 lines', 1],
  ])('that cannot be had is one line: %j', (request, message, exitCode) => {
    expect(() => part(request)).toThrow(expect.objectContaining({ message, exitCode }));
  });

  it('refuses a pattern that is none as wrong usage', () => {
    expect(() => part({ grep: '(' })).toThrow(expect.objectContaining({ code: 'usage', exitCode: 2 }));
  });

  it('put together from consecutive ranges is the original', () => {
    const line = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1 }).map((lines) => lines.join('\n')),
        fc.nat(20),
        (original, cut) => {
          const total = Buffer.from(original).toString('latin1').split('\n').length - (original.endsWith('\n') ? 1 : 0);
          fc.pre(total >= 2 && original !== '');
          const middle = 1 + (cut % (total - 1));
          const joined = part({ lines: `1-${middle}` }, original) + part({ lines: `${middle + 1}-` }, original);
          expect(joined).toBe(original);
        },
      ),
    );
  });
});
