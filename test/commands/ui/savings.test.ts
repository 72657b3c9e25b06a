import { describe, expect, it } from 'vitest';
import { renderSavings } from '../../../commands/ui/savings.ts';
import { renderSummary } from '../../../commands/ui/summary.ts';
import { summarise } from '../../../src/ledger/summarise.ts';

describe('the line at the end of a launch', () => {
  const line = (dollars: number, breakpointDollars: number, tokensRemoved = 3000) =>
    renderSavings({ requests: 5, tokensRemoved, tokensRetrieved: 1000, dollars, breakpointDollars });

  it('tells what was saved, and what of it by breakpoints', () => {
    expect(line(1.2, 0)).toBe('$1.20 and 2,000 tokens saved in 5 requests');
    expect(line(1.2, 0.3)).toBe('$1.50 and 2,000 tokens saved in 5 requests, $0.3000 of it by cache breakpoints');
    expect(line(1.2, 0, 400)).toBe('$1.20 saved and 600 tokens more sent in 5 requests');
  });

  it('tells a loss as what it cost', () => {
    expect(line(1.2, -0.1)).toBe(
      '$1.10 and 2,000 tokens saved in 5 requests; cache breakpoints cost $0.1000, which is taken off',
    );
    expect(line(0, -0.009)).toBe(
      '$0.0090 more spent and 2,000 tokens saved in 5 requests; cache breakpoints cost $0.0090',
    );
    expect(line(-0.2, 0.1, 400)).toBe('$0.1000 more spent and 600 tokens more sent in 5 requests');
    expect(line(0, -0.00001)).toBe('$0.0000 and 2,000 tokens saved in 5 requests');
  });
});

describe('what breakpoints brought', () => {
  const told = (requests: number, dollars: number) =>
    renderSummary({ ...summarise([]), breakpoints: { requests, dollars } })
      .split('\n')
      .slice(4, 6);

  it('is a gain with what writing cost taken off, or a cost', () => {
    expect(told(3, 0.5)).toEqual([
      'Cache breakpoints brought $0.5000 more',
      '  put into 3 requests whose program asks for no caching; what writing costs more is taken off',
    ]);
    expect(told(1, -0.009)).toEqual([
      'Cache breakpoints cost $0.0090: writing cost more than reading saved',
      '  put into 1 request whose program asks for no caching',
    ]);
    expect(told(0, 0)[0]).toBe('');
  });
});
