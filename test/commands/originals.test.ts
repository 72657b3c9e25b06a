import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ambiguousHandle, handleIn, unknownHandle } from '../../commands/handles.ts';
import { partOf } from '../../commands/originals.ts';
import { omissionNotice } from '../../src/content/marker.ts';

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
    `[headroom: omitted 2871 of 3012 lines: 120-1460; headroom retrieve hash=${handle}]`,
    omissionNotice({ omitted: 12345678, total: 22345678, handle, example: [12345678, 22345678] }),
    `last line of a result\n[headroom: omitted lines 2-9]\n[headroom: omitted 3 of 9 items; headroom retrieve hash=${handle}]\n`,
    ...['"', "'", '`', '(', '<', '**', '#', '…', '.', ',', ':', ';', '”', '\\'].map(
      (mark) => `${mark}${handle}${mark}`,
    ),
  ])('is found in %j', (typed) => {
    expect(handleIn(typed)).toBe(handle);
  });

  it.each([handle.slice(0, 8), handle.slice(0, 9), handle + handle.slice(0, 16)])(
    'may be more or fewer digits: %s',
    (digits) => {
      for (const typed of [digits, `hash=${digits}`, `${digits}…`, `"${digits}",`])
        expect(handleIn(typed)).toBe(digits);
    },
  );

  it.each([
    ['0123456', 'expected a handle or its first 8 digits at least, found 0123456', 2],
    ['hash=abc]', 'expected a handle or its first 8 digits at least, found abc', 2],
    [`${handle} 89abcdef89abcdef`, `expected one handle, found ${handle} and 89abcdef89abcdef`, 2],
    ['nonsense', 'expected the handle of a kept original, found "nonsense", which names none', 1],
    ['', 'expected the handle of a kept original, found "", which names none', 1],
    ['1 2', 'expected the handle of a kept original, found "1 2", which names none', 1],
    ['a'.repeat(65), `expected the handle of a kept original, found "${'a'.repeat(65)}", which names none`, 1],
    ['one\ntwo', 'expected the handle of a kept original, found "one\\ntwo", which names none', 1],
  ])('that cannot be one is told in one line: %j', (typed, message, exitCode) => {
    expect(() => handleIn(typed)).toThrow(expect.objectContaining({ message, exitCode }));
  });

  it('that names nothing, or too much, gets one final line', () => {
    expect(unknownHandle(handle)).toMatchObject({
      code: 'not-found',
      exitCode: 1,
      message: `expected the handle of a kept original, found ${handle}, which names none`,
    });
    expect(ambiguousHandle('01234567')).toMatchObject({
      code: 'usage',
      message: 'expected digits that name one original, found 01234567, which several start with',
    });
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
    ['2-2]', 'two\n'],
    ['1-1, 5"', 'one\r\nlast'],
  ])('is lines %s byte for byte, with no line end added', (lines, expected) => {
    expect(part({ lines })).toBe(expected);
  });

  it.each([
    ['two', '2:two\n'],
    ['(?i)two', '2:two\n4:four TWO\n'],
    ['^one$', '1:one\r\n'],
    ['^$', '3:\n'],
    ['last', '5:last'],
    ['(?im)TWO', '2:two\n4:four TWO\n'],
    ['^[[:lower:]]{3}$', '1:one\r\n2:two\n'],
    ['^f[^[:space:][:digit:]]+ [[:upper:]]', '4:four TWO\n'],
    ['one\\|four', '1:one\r\n4:four TWO\n'],
    ['^\\p{Lu}|four \\p{Lu}', '4:four TWO\n'],
  ])('is the lines that match %s, with their numbers', (grep, expected) => {
    expect(part({ grep })).toBe(expected);
  });

  it('takes an escaped bar for itself where a line has one', () => {
    expect(part({ grep: 'a\\|b' }, 'a\nb\na|b\n')).toBe('3:a|b\n');
  });

  it('counts a character of two code units as one, where the pattern allows it', () => {
    expect(part({ grep: '^<.>$' }, '<\u{1F600}>\n')).toBe('1:<\u{1F600}>\n');
    expect(part({ grep: '^\\<.\\>$' }, '<x>\n')).toBe('1:<x>\n');
  });

  it('is the matching lines of the range when both are asked for', () => {
    expect(part({ lines: '3-5', grep: '(?i)two|last' })).toBe('4:four TWO\n5:last');
    expect(part({ lines: '3-5', grep: '(?i)two|last', context: 9 })).toBe('3-\n4:four TWO\n5:last');
  });

  const ten = Array.from({ length: 10 }, (_, index) => `l${index + 1}\n`).join('');
  it.each([
    [0, '^l[29]$', '2:l2\n9:l9\n'],
    [1, '^l[29]$', '1-l1\n2:l2\n3-l3\n--\n8-l8\n9:l9\n10-l10\n'],
    [3, '^l[29]$', '1-l1\n2:l2\n3-l3\n4-l4\n5-l5\n6-l6\n7-l7\n8-l8\n9:l9\n10-l10\n'],
    [1, '^l[24]$', '1-l1\n2:l2\n3-l3\n4:l4\n5-l5\n'],
    [1, '^l[25]$', '1-l1\n2:l2\n3-l3\n4-l4\n5:l5\n6-l6\n'],
  ])('has %i lines around each match of %s', (context, grep, expected) => {
    expect(part({ grep, context }, ten)).toBe(expected);
  });

  it.each([
    [{ lines: '0-3' }, 'expected lines as A-B, counted from 1, found "0-3"', 2],
    [{ lines: '5-2' }, 'expected lines as A-B, counted from 1, found "5-2"', 2],
    [{ lines: 'a' }, 'expected lines as A-B, counted from 1, found "a"', 2],
    [{ lines: '-' }, 'expected lines as A-B, counted from 1, found "-"', 2],
    [{ lines: '' }, 'expected lines as A-B, counted from 1, found ""', 2],
    [{ lines: '6-9' }, 'expected lines within 1-5, found 6-9', 1],
    [{ lines: '2-]3' }, 'expected lines as A-B, counted from 1, found "2-]3"', 2],
    [{ context: 2 }, 'expected --grep with -C, found none', 2],
    [{ lines: '1-2', context: 2 }, 'expected --grep with -C, found none', 2],
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
