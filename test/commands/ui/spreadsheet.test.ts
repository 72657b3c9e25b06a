import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../../commands/ui/spreadsheet.ts';

describe('comma-separated values', () => {
  it('have a heading line, numbers as they are and nothing for what is not known', () => {
    expect(
      renderCsv(
        ['name', 'tokens', 'dollars'],
        [
          ['npm test', -5, 0.25],
          ['', undefined, 0],
        ],
      ),
    ).toBe('name,tokens,dollars\r\nnpm test,-5,0.25\r\n,,0');
  });

  it.each([
    ['=1+2', "'=1+2"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+2', "'＝1+2"],
    ['\u200b=1', '\\u{200b}=1'],
    ['\t=1', "' =1"],
    ['\r\n@x', "' @x"],
    ['=cmd|"/C calc"!A0', `"'=cmd|""/C calc""!A0"`],
    ['a "b"', '"a ""b"""'],
    ['a,b', '"a,b"'],
    ['a\nb', 'a b'],
    ['\u001b]52;c;aGk=\u0007', '^[]52;c;aGk=^G'],
    ['\u202e\u009b2J', '\\u{202e}\\u{9b}2J'],
    ['<script>', '<script>'],
    ['1 - 2', '1 - 2'],
  ])('hold the text %j as %j', (text, cell) => {
    expect(renderCsv(['a'], [[text]])).toBe(`a\r\n${cell}`);
  });
});
