import { describe, expect, it } from 'vitest';
import { headingLines } from '../../../src/learn/file/heading.ts';
import { endMarker, parseFile, startMarker } from '../../../src/learn/file/parse.ts';
import { HeadroomError } from '../../../src/model/errors.ts';

const parse = (text: string) => parseFile(Buffer.from(text), 'AGENTS.md');
const lines = (...texts: readonly string[]) => `${texts.join('\n')}\n`;
const found = (text: string) => parse(text).block?.lines.map((line) => line.text);

describe('the markers of our block', () => {
  it.each([
    ['an end is missing', lines('a', startMarker, 'x'), /^AGENTS\.md, line 2: .*learn:end.* after it, found none/],
    ['a start is missing', lines('a', 'b', endMarker), /^AGENTS\.md, line 3: .*learn:start.* before it, found none/],
    ['they are the wrong way round', lines(endMarker, startMarker), /^AGENTS\.md, line 1: .*learn:start/],
    ['a start comes twice', lines(startMarker, 'x', startMarker, endMarker), /line 3: .*before another start/],
    ['an end comes twice', lines(startMarker, endMarker, '', endMarker), /line 4: .*one pair of markers/],
    ['there are two blocks', lines(startMarker, endMarker, startMarker, endMarker), /line 3: .*one pair of markers/],
    ['one shares its line', lines(startMarker, 'x', `x ${endMarker}`), /line 3: .*alone on its line, found "x <!--/],
    ['one is in a block quote', lines(`> ${startMarker}`), /line 1: .*alone on its line/],
    ['one of them is quoted', lines(startMarker, '```', endMarker, '```'), /line 1: .*after it, found none/],
    ['the user fenced our block', lines('```', startMarker, headingLines[0]!, endMarker, '```'), /line 2: .*fenced/],
  ])('are an error that names the line where %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(/^[^\n]*the file is unchanged$/);
    expect(() => parse(text)).toThrow(HeadroomError);
  });

  it.each([
    ['in a fenced block', lines('```md', startMarker, 'x', endMarker, '```')],
    ['in a block fenced with tildes', lines('~~~', '```', startMarker, endMarker, '~~~~')],
    ['in a block that a shorter fence does not close', lines('````', '```', startMarker, endMarker, '````')],
    ['in a fenced block of a list', lines('1. - ```', `   ${startMarker}`, `   ${endMarker}`, '   ```')],
    ['indented as code', lines('', `    ${startMarker}`, `\t${endMarker}`)],
    ['between backticks', lines(`What is in \`${startMarker}\` is theirs.`)],
  ])('are quotes %s', (_, text) => {
    expect(parse(text)).toEqual({ before: text, after: '', lineEnd: '\n' });
    expect(found(text + lines(startMarker, 'x', endMarker))).toEqual(['x']);
  });

  it.each([
    ['after a fence that nobody closes', lines('```', 'a', startMarker, 'x', endMarker)],
    ['after fences that are closed', lines('```', '~~~', '```', startMarker, 'x', endMarker, '```', '```')],
    ['after a fence that a shorter one does not close', lines('````', '```', '````', startMarker, 'x', endMarker)],
    ['after a list with a fenced item', lines('- ```js', '  a', '  ```', startMarker, 'x', endMarker, '```', '```')],
    ['after three backticks with text behind them', lines('``` a ``` b', startMarker, 'x', endMarker, '```', '```')],
    ['with blanks around them', lines(`  ${startMarker} `, 'x', `${endMarker}\t`)],
    ['behind a byte order mark', `\uFEFF${lines(startMarker, 'x', endMarker)}`],
  ])('are found %s', (_, text) => {
    expect(found(text)).toEqual(['x']);
  });

  it('part the file without a byte lost', () => {
    const text = `\uFEFF${startMarker}\r\nx\n\r\n${endMarker}  \r\nafter`;
    const { before, block, after, lineEnd } = parse(text);
    expect([before, lineEnd, after]).toEqual(['\xEF\xBB\xBF', '\r\n', 'after']);
    const between = [block!.start, ...block!.lines, block!.end].map((line) => line.text + line.end).join('');
    expect(Buffer.from(before + between + after, 'latin1').toString()).toBe(text);
  });
});

describe('an encoding', () => {
  it.each([
    ['UTF-16, little end first', Buffer.from('\uFEFF# x\n', 'utf16le'), /found UTF-16/],
    ['UTF-16, big end first', Buffer.from('\uFEFF# x\n', 'utf16le').swap16(), /found UTF-16/],
    ['UTF-16 without a mark', Buffer.from('# x\n', 'utf16le'), /found a NUL at byte 1/],
    ['no text at all', Buffer.from('ab\0'), /found a NUL at byte 2/],
  ])('is refused in one line where it is %s', (_, bytes, message) => {
    expect(() => parseFile(bytes, 'A.md')).toThrow(message);
    expect(() => parseFile(bytes, 'A.md')).toThrow(/^expected UTF-8 text in A\.md[^\n]*unchanged$/);
  });
});

it('a file of many fences, backticks and markers is read in no time that grows with its square', () => {
  for (const piece of ['```\n', '`', '- - - -', '~~~ `\n', `\`${startMarker}`, '\t> \t']) {
    expect(() => parse(piece.repeat(200_000))).not.toThrow(RangeError);
  }
});
