import { describe, expect, it } from 'vitest';
import { reportError } from '../../../commands/ui/errors.ts';
import { visible, visibleJson, visibleName } from '../../../commands/ui/visible.ts';
import { HeadroomError } from '../../../src/model/errors.ts';

describe('visible', () => {
  it.each([
    ['a\tb\nc é 漢 👩‍💻', 'a\tb\nc é 漢 👩‍💻'],
    ['\u0000\u0007\u001b[31m\r\u007f', '^@^G^[[31m^M^?'],
    ['\u0080\u009b2J\u009f', '\\u{80}\\u{9b}2J\\u{9f}'],
    ['\u061c\u200e\u200f', '\\u{61c}\\u{200e}\\u{200f}'],
    ['\u202a\u202e\u2066\u2069', '\\u{202a}\\u{202e}\\u{2066}\\u{2069}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['a\u200bb\u00adc\u2060\ufeff\u3164', 'a\\u{200b}b\\u{ad}c\\u{2060}\\u{feff}\\u{3164}'],
    ['\u{e0041}\u{e0100}\ufe01\ufff9\ufffb', '\\u{e0041}\\u{e0100}\\u{fe01}\\u{fff9}\\u{fffb}'],
    ['\u200drm\u200d -\u200c\u200d', '\\u{200d}rm\\u{200d} -\\u{200c}\\u{200d}'],
    ['می\u200cخواهم क्\u200dष ❤️ 👩🏽\u200d💻', 'می\u200cخواهم क्\u200dष ❤️ 👩🏽\u200d💻'],
  ])('%j is shown as %j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('is JSON that reads the same, for a program', () => {
    const text = 'a\n\u009b\u202e\u200b\u{e0041}\u2028\u001b👩‍💻"é';
    const json = visibleJson(JSON.stringify({ text }, undefined, 2));
    expect(JSON.parse(json)).toEqual({ text });
    expect(json).toContain('a\\n\\u009b\\u202e\\u200b\\udb40\\udc41\\u2028\\u001b👩‍💻');
  });

  it('makes a name one short line, cut between characters', () => {
    expect(visibleName('two\n words\u202e')).toBe('two words\\u{202e}');
    expect(visibleName('n'.repeat(10_000))).toBe(`${'n'.repeat(59)}…`);
    expect(visibleName('😀'.repeat(30))).toBe('😀'.repeat(30));
    expect(visibleName('😀'.repeat(31))).toBe(`${'😀'.repeat(29)}…`);
  });

  it('holds for lines of errors', () => {
    const error = new HeadroomError('usage', 'expected a name, found \u009b2J\u202e\nx', { hint: '\u001b[31m' });
    expect(reportError(error).line).toBe('expected a name, found \\u{9b}2J\\u{202e} x; ^[[31m');
  });
});
