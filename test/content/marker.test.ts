import { describe, expect, it } from 'vitest';
import { keepLines, linesAround } from '../../src/content/lines.ts';
import {
  countsNotice,
  noticeHandles,
  omissionNotice,
  pageNotice,
  renderingNotice,
  sentenceGapNotice,
} from '../../src/content/marker.ts';

const handle = '81b41fbf54b09c7b5a22f3b9';

describe('a notice that names a handle', () => {
  it.each([
    omissionNotice({ omitted: 9, total: 10, handle }),
    omissionNotice({ omitted: 9, total: 10, handle, ranges: [[2, 10]], example: [2, 10] }),
    countsNotice([{ omitted: 9, total: 10, unit: 'items' }], handle, [3, 40]),
    sentenceGapNotice(2, 5, handle, [7, 7]),
    renderingNotice({ taken: ['colours', 'blanks'], changedLines: 2, totalLines: 5 }, handle),
    pageNotice(2, 5, handle),
    // As earlier versions wrote them.
    `[headroom: omitted 9 of 10 lines: 2-10; headroom retrieve hash=${handle}]`,
    `[headroom: omitted 9 of 10 items and 3 of 40 lines of strings; headroom retrieve hash=${handle}]`,
    `text. [headroom: omitted 2 of 5 sentences; headroom retrieve hash=${handle}] More.`,
    `[headroom: control sequences taken out of 212 of 3012 lines; headroom retrieve hash=${handle}]`,
  ])('is recognised: %s', (notice) => {
    expect(noticeHandles(`before\n${notice}\nafter`)).toEqual([handle]);
  });

  it('shows how to fetch the largest gap, pointers aside', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join('');
    const keepAllBut = (...gone: readonly number[]) => Array.from({ length: 20 }, (_, at) => !gone.includes(at + 1));
    const last = (form: string) => form.trimEnd().split('\n').at(-1);
    expect(keepLines(text, { keep: keepAllBut(3, 4, 5) }, handle)).toContain(
      `: 3-5; headroom retrieve hash=${handle} --lines 3-5]\n`,
    );
    const several = keepAllBut(2, 5, 6, 7, 9, 10, 12, 13, 14, 16, 17, 18, 19);
    expect(last(keepLines(text, { keep: several }, handle))).toContain(`hash=${handle} --lines 16-19]`);
    const pointers = [{ first: 16, last: 19, words: 'shown above' }];
    expect(last(keepLines(text, { keep: several, pointers }, handle))).toContain(`hash=${handle} --lines 5-7]`);
    const all = [{ first: 2, last: 9, words: 'shown above' }];
    const pointed = { keep: keepAllBut(2, 3, 4, 5, 6, 7, 8, 9), pointers: all };
    expect(last(keepLines(text, pointed, handle))).toContain(`hash=${handle}]`);
  });
});

describe('the lines around characters', () => {
  it.each([
    ['one line', 0, 3, undefined],
    ['one line\n', 4, 8, undefined],
    ['a\nb\nc\n', 0, 1, [1, 1]],
    ['a\nb\nc\n', 0, 2, [1, 1]],
    ['a\nb\nc\n', 2, 5, [2, 3]],
    ['a\nb\nc', 1, 5, [1, 3]],
    ['\n\n\n', 1, 3, [2, 3]],
  ])('of %j from %i to %i are counted', (text, start, end, expected) => {
    expect(linesAround(text, start, end)).toEqual(expected);
  });
});
