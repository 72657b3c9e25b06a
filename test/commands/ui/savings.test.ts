import { describe, expect, it } from 'vitest';
import { renderSavings } from '../../../commands/ui/savings.ts';
import { noSums, type RecordedSums, totalOf } from '../../../src/model/sums.ts';

describe('the line at the end of a launch', () => {
  const sums = { ...totalOf(noSums), requests: 5, tokensRemoved: 3000, tokensRetrieved: 1000, paid: 2 };
  const line = (part: Partial<RecordedSums>) => renderSavings({ ...sums, ...part });

  it('tells what share of the bill was saved, and what of it by breakpoints', () => {
    expect(line({ dollars: 1.2 })).toBe('saved 37.5 % and 2,000 tokens in 5 requests: paid $2.00 instead of $3.20');
    expect(line({ dollars: 1.2, breakpointDollars: 0.8 })).toBe(
      'saved 50.0 % and 2,000 tokens in 5 requests: paid $2.00 instead of $4.00; $0.8000 of it by cache breakpoints',
    );
    expect(line({ dollars: 2, tokensRemoved: 400, requests: 1 })).toBe(
      'saved 50.0 %, with 600 tokens more sent, in 1 request: paid $2.00 instead of $4.00',
    );
    expect(line({ breakpointDollars: 2, tokensRemoved: 1000 })).toBe(
      'saved 50.0 % in 5 requests: paid $2.00 instead of $4.00; $2.00 of it by cache breakpoints',
    );
  });

  it('calls the dollars of a login what they are: nobody pays them', () => {
    expect(line({ dollars: 2, byLogin: 5 })).toMatch(/ in 5 requests: \$2\.00 instead of \$4\.00 at list price$/);
    expect(line({ dollars: 2, byLogin: 4 })).toMatch(
      / in 5 requests: paid \$2\.00 instead of \$4\.00, a login’s at list price$/,
    );
  });

  it('tells a loss as what it cost', () => {
    expect(line({ dollars: 0.1, breakpointDollars: -0.6 })).toBe(
      'lost 33.3 %, with 2,000 tokens saved, in 5 requests: paid $2.00 instead of $1.50; cache breakpoints cost $0.6000',
    );
    expect(line({ dollars: -1, tokensRemoved: 400 })).toBe(
      'lost 100.0 %, with 600 tokens more sent, in 5 requests: paid $2.00 instead of $1.00',
    );
  });

  it('tells why the share is small, the most frequent reasons first, and only then', () => {
    const leftAlone = { tooSmall: 3, protectedTool: 12, noWin: 1, retrieved: 2, error: 0 };
    const why = '; outputs left as they were: 12 from tools that are never shortened, 3 too small, 2 fetched back';
    expect(line({ tokensRemoved: 1000, leftAlone })).toBe(`saved nothing in 5 requests${why}`);
    expect(line({ dollars: 0.02, leftAlone })).toBe(
      `saved 1.0 % and 2,000 tokens in 5 requests: paid $2.00 instead of $2.02${why}`,
    );
    expect(line({ dollars: 0.3, leftAlone })).not.toContain('left as they were');
    expect(line({ dollars: 0.02, leftAlone: {} })).not.toContain('left as they were');
  });
});
