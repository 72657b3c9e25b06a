import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { report } from '../../src/ledger/report.ts';
import { scaledRow } from '../../src/ledger/scaled.ts';
import { fitTokenFactors, leastReceipts } from '../../src/ledger/token-factor.ts';
import type { RequestRow } from '../../src/model/ledger.ts';
import { requestRow } from '../store/samples.ts';
import { ledgerOf } from './of-rows.ts';

/** Two tokenizers: that of `old-1` and `old-2`, and that of `new-1`. */
const factsOf = (model: string) =>
  model.startsWith('old') ? { tokenizer: 'old', tokenFactor: 1.2 } : { tokenizer: 'new', tokenFactor: 1.6 };

const grown = (model: string, ratio: number, o200k = 1000): RequestRow =>
  requestRow({ model, tokenFactor: factsOf(model).tokenFactor, growth: { o200k, billed: o200k * ratio } });
const many = (model: string, ratios: readonly number[]) => ratios.map((ratio) => grown(model, ratio));
const fill = (count: number, ratio: number) => Array.from({ length: count }, () => ratio);

const of = (model: string) => ({ api: 'an-api', model });

describe('the factor of a tokenizer', () => {
  test('is the table’s until there are enough receipts', () => {
    const factors = fitTokenFactors(many('old-1', fill(leastReceipts - 1, 1.3)), factsOf);
    expect(factors(of('old-1'))).toEqual({ tokenizer: 'old', factor: 1.2, receipts: 0 });
  });

  test('is fitted from the receipts of every model that shares it, and of no other', () => {
    const half = Math.ceil(leastReceipts / 2);
    const rows = [...many('old-1', fill(half, 1.3)), ...many('old-2', fill(half, 1.3)), ...many('new-1', [2, 2, 2])];
    const factors = fitTokenFactors(rows, factsOf);
    for (const model of ['old-1', 'old-2', 'old-3']) {
      expect(factors(of(model))).toEqual({ tokenizer: 'old', factor: 1.3, receipts: 2 * half });
    }
    expect(factors(of('new-1'))).toEqual({ tokenizer: 'new', factor: 1.6, receipts: 0 });
  });

  test('is the median: less than half of the receipts, however wrong, do not take it out of the range of the others', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1.25, max: 1.35, noNaN: true }), { minLength: leastReceipts, maxLength: 80 }),
        fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { maxLength: leastReceipts - 1 }),
        (right, wrong) => {
          const rows = many('old-1', [...right, ...wrong]);
          const { factor, receipts } = fitTokenFactors(rows, factsOf)(of('old-1'));
          expect(receipts).toBe(right.length + wrong.length);
          expect(factor).toBeGreaterThanOrEqual(1.25 - 1e-9);
          expect(factor).toBeLessThanOrEqual(1.35 + 1e-9);
          expect(fitTokenFactors([...rows].reverse(), factsOf)(of('old-1')).factor).toBe(factor);
        },
      ),
    );
  });

  test.each([
    [0.1, 1.2 * 0.75],
    [1, 1],
    [1.79, 1.79],
    [40, 1.2 * 1.5],
  ])('for receipts that say %d is %d: it stays near the table’s', (ratio, factor) => {
    expect(fitTokenFactors(many('old-1', fill(leastReceipts, ratio)), factsOf)(of('old-1')).factor).toBeCloseTo(factor);
  });

  test('is not told by rows without a growth', () => {
    const rows = Array.from({ length: leastReceipts }, () => requestRow({ model: 'old-1', tokenFactor: 1.2 }));
    expect(fitTokenFactors(rows, factsOf)(of('old-1')).receipts).toBe(0);
  });
});

describe('what is shown', () => {
  const fitted = many('old-1', fill(leastReceipts, 1.5));
  const factors = fitTokenFactors(fitted, factsOf);
  const row = requestRow({
    model: 'old-1',
    tokenFactor: 1.2,
    tokensRemoved: 1201,
    tokensRetrieved: 600,
    dollars: 0.4,
    byTool: { Bash: { tokens: 901, dollars: 0.5 }, Read: { tokens: -300, dollars: -0.1 } },
    byKind: { log: { tokens: 601, dollars: 0.4 } },
    byWay: { lossless: { tokens: 300.5, dollars: 0.2 }, leftOut: { tokens: 300.5, dollars: 0.2 } },
  });

  test('is scaled alike in tokens and dollars, in the whole and in its parts', () => {
    const scaled = scaledRow(row, factors);
    expect(scaled).toMatchObject({ tokenFactor: 1.5, tokensRemoved: 1501, tokensRetrieved: 750 });
    expect(scaled.dollars).toBeCloseTo(0.5);
    for (const parts of [scaled.byTool, scaled.byKind, scaled.byWay ?? {}]) {
      const gains = Object.values(parts);
      expect(gains.every(({ tokens }) => Number.isInteger(tokens))).toBe(true);
      expect(gains.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(751);
      expect(gains.reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo(0.5);
    }
    expect(scaled.byTool.Bash?.dollars).toBeCloseTo(0.625);
  });

  test('stays as it was booked where the factor is the same, and in rows of older versions', () => {
    const { scale, ...same } = scaledRow(row, fitTokenFactors([], factsOf));
    expect(same).toEqual(row);
    expect(scale).toEqual({ tokenizer: 'old', factor: 1.2, receipts: 0 });
    const { tokenFactor: _, ...old } = row;
    expect(scaledRow(old, factors)).toEqual(old);
  });

  const price = { input: 1, output: 1, write: 1, writeLong: 1, read: 1 };
  const pricedFactsOf = (model: string) => ({ ...factsOf(model), price });

  test('names each factor, and takes it from the whole ledger whatever part is asked for', () => {
    const asked: unknown[] = [];
    const rows = [row, requestRow({ model: 'new-1', tokenFactor: 1.6 })].map((each) => ({ ...each, time: 9 }));
    const kept = ledgerOf(rows, fitted);
    const ledger: typeof kept = {
      ...kept,
      daySums: (filter, bySession, fill) => {
        asked.push(filter);
        return kept.daySums(filter, bySession, fill);
      },
    };
    const summary = report(ledger, { filter: { since: 5 } }, pricedFactsOf);
    expect(asked).toEqual([{ since: 5 }]);
    expect(summary.tokenFactors).toEqual({
      old: { factor: 1.5, receipts: leastReceipts },
      new: { factor: 1.6, receipts: 0 },
    });
    expect(summary.tokensRemoved).toBe(1501 + 100);
    expect(report(undefined, { filter: {} }, pricedFactsOf, [row])).toMatchObject({ requests: 1, tokensRemoved: 1201 });
  });
});
