import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderTerminal } from '../../../src/content/terminal/render.ts';
import { output, shown } from './policies.ts';

describe('what a terminal shows', () => {
  test('plain text is left alone', () => {
    expect(renderTerminal('one\n  two\n\nthree [31m not an escape', output)).toBeUndefined();
    expect(renderTerminal('', output)).toBeUndefined();
  });

  test('colours go and the line count stays', () => {
    expect(renderTerminal('\x1b[1m== \x1b[31mFAILED\x1b[0m ==\nplain\n', output)).toEqual({
      text: '== FAILED ==\nplain\n',
      changedLines: 1,
      totalLines: 2,
      taken: ['colours'],
    });
  });

  test('a last line without LF that shows nothing still counts as a line', () => {
    for (const text of ['\x1b[1mone\x1b[0m\ntwo\n\x1b[0m', 'one  \ntwo\n  ']) {
      expect(shown(text).split('\n').length).toBe(text.split('\n').length);
      expect(shown(text).endsWith('\n')).toBe(false);
    }
  });

  test('CR before LF and blanks at line ends go', () => {
    expect(shown('one\r\ntwo  \t\r\n three\r\r\n')).toBe('one\ntwo\n three\n');
  });

  test('backspaces are applied', () => {
    expect(shown('N\bNA\bAM\bME\bE')).toBe('NAME');
    expect(shown('|\b/\b-\b\\ \b\bok')).toBe('ok');
    expect(shown('\b\bab')).toBe('ab');
  });

  test('titles, links, modes and charset selections go', () => {
    expect(shown('\x1b]0;title\x07a\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\\x1b(B\x1b[m\x1b[?25l!')).toBe(
      'alink!',
    );
  });

  test('moves to other lines lose no text', () => {
    expect(shown('one\n\x1b[1A\x1b[2Ktwo\n')).toBe('one\ntwo\n');
    expect(shown('\x1b[5;1Hhello\x1b[6;1Hworld')).toBe('hello\x1b[6;1Hworld');
    expect(shown('abc\x1b[1Bdef\rxy')).toContain('def');
  });

  test('an unfinished sequence keeps its text', () => {
    expect(shown('\x1b]0;never closed')).toContain('never closed');
    expect(shown('\x1b[31mred\x1b[')).toContain('red');
  });

  test('a second rendering changes nothing, and lines are never added or lost', () => {
    const piece = fc.constantFrom(
      'a',
      'word',
      ' ',
      '\t',
      '\r',
      '\n',
      '\b',
      '\x1b[31m',
      '\x1b[K',
      '\x1b[2K',
      '\x1b[1A',
      '\x1b[3C',
      '\x1b[9G',
      '\x1b[J',
      '日',
      'é',
      '\x1b',
      '\x1b]0;t\x07',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const result = shown(text);
        expect(result.split('\n').length).toBe(text.split('\n').length);
        expect(result.length).toBeLessThanOrEqual(text.length + 4096);
      }),
    );
  });

  test('without control characters only blanks at line ends change', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replace(/[\x1b\r\b]/g, '');
        // A last line of blanks alone stays: without them it would count as no line.
        expect(shown(plain)).toBe(plain.replace(/[ \t]+(?=\n)|(?<=[^ \t\n][ \t]*)[ \t]+$/g, ''));
      }),
    );
  });

  test('a single line of ten million characters is rendered', () => {
    const line = `${'\x1b[32ma\x1b[0m'.repeat(500_000)}\r${'x'.repeat(5_000_000)}`;
    expect(shown(line) === line).toBe(true);
    expect(shown(line.replace('\r', '\r\x1b[K')).length).toBe(5_000_000);
    expect(shown('\x1b]'.repeat(100_000))).toBeTypeOf('string');
    expect(shown('\x1b[1Aa\r'.repeat(100_000))).toContain('a');
    expect(shown('日\r'.repeat(200_000))).toContain('日');
  });
});
