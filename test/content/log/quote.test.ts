import { describe, expect, it } from 'vitest';
import { commonQuote, masked } from '../../../src/content/log/quote.ts';

const quote = (...lines: string[]) => commonQuote(lines.map(masked));

describe('what lines have in common', () => {
  it.each([
    [['reads part 3 of disk one', 'reads part 14 of disk one'], 'reads part # of disk one'],
    [['reads the big part', 'reads the small part'], 'reads the'],
    [['host a closes the lease', 'the host b closes the lease'], 'closes the lease'],
    // Blanks are quoted as they are: where they differ the quote ends.
    [['reads  the part', 'reads the part'], 'the part'],
    [['opened  by the clerk of the part', 'opened by the clerk of the part'], 'by the clerk of the part'],
    [['12 34: reads a part', '56 78: reads a part'], 'reads a part'],
    [['Jan  2 10:00:00 gw app: reads a part', 'Feb 12 11:00:00 gw app: reads a part'], 'gw app: reads a part'],
  ])('is quoted letter for letter but for numbers: %j', (lines, expected) => {
    expect(quote(...lines)).toBe(expected);
  });

  it('says nothing where too little is common', () => {
    expect(quote('reads a part', 'waits for it')).toBeUndefined();
    expect(quote('a 1', 'a 2')).toBeUndefined();
    expect(commonQuote([])).toBeUndefined();
  });

  it('stands in each line, blanks and all', () => {
    const words = ['reads', 'the', 'part', 'of', 'disk'];
    for (let seed = 0; seed < 200; seed++) {
      const line = (turn: number) =>
        words
          .map((word, at) => ((seed >> at) & turn ? `${word}${at}x` : word) + (((seed * 7) >> at) & turn ? '  ' : ' '))
          .join('');
      const lines = [line(0), line(1), line(3)].map(masked);
      const common = commonQuote(lines);
      if (common !== undefined) for (const each of lines) expect(each).toContain(common);
    }
  });
});
