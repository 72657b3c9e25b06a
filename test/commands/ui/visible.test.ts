import { describe, expect, it } from 'vitest';
import { reportError } from '../../../commands/ui/errors.ts';
import { visible } from '../../../commands/ui/visible.ts';
import { HeadroomError } from '../../../src/model/errors.ts';

describe('visible', () => {
  it.each([
    ['a\tb\nc é 漢 👩‍💻', 'a\tb\nc é 漢 👩‍💻'],
    ['\u0000\u0007\u001b[31m\r\u007f', '^@^G^[[31m^M^?'],
    ['\u0080\u009b2J\u009f', '\\u{80}\\u{9b}2J\\u{9f}'],
    ['\u061c\u200e\u200f', '\\u{61c}\\u{200e}\\u{200f}'],
    ['\u202a\u202e\u2066\u2069', '\\u{202a}\\u{202e}\\u{2066}\\u{2069}'],
    ['\u2028\u2029', '\\u{2028}\\u{2029}'],
  ])('%j is shown as %j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('holds for lines of errors', () => {
    const error = new HeadroomError('usage', 'expected a name, found \u009b2J\u202e\nx', { hint: '\u001b[31m' });
    expect(reportError(error).line).toBe('expected a name, found \\u{9b}2J\\u{202e} x; ^[[31m');
  });
});
