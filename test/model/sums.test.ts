import { expect, test } from 'vitest';
import { addSums, sumsOf, totalOf } from '../../src/model/sums.ts';
import { requestRow } from '../store/samples.ts';

const rows = [
  requestRow({ model: 'one', tokenFactor: 1.2, tokensRemoved: 100, tokensRetrieved: 10, dollars: 1 }),
  requestRow({ model: 'one', tokenFactor: 1.2, tokensRemoved: 50, dollars: 0.5, paid: 1.25, payer: 'login' }),
  requestRow({
    model: 'two',
    tokenFactor: 1.2,
    tokensRemoved: 7,
    dollars: 2,
    payer: 'key',
    breakpoints: { marks: 1, dollars: 4 },
  }),
  requestRow({
    model: 'one',
    tokensRemoved: 3,
    dollars: 8,
    paid: 0.75,
    payer: 'key',
    leftAlone: { noWin: 1, tooSmall: 1 },
  }),
];

test('sums keep models and factors apart until they are shown', () => {
  const sums = addSums([sumsOf(rows.slice(0, 2)), sumsOf(rows.slice(2)), sumsOf([])]);
  expect(sums.parts.map(({ model, tokenFactor, tokensRemoved }) => [model, tokenFactor, tokensRemoved])).toEqual([
    ['one', 1.2, 150],
    ['two', 1.2, 7],
    ['one', undefined, 3],
  ]);
  const saved = { requests: 4, tokensRemoved: 160, tokensRetrieved: 10, dollars: 11.5, breakpointDollars: 4 };
  const plain = { ...saved, paid: 2, byLogin: 1, leftAlone: { tooSmall: 7, noWin: 1 } };
  expect(totalOf(sums)).toEqual(plain);
  const scaled = totalOf(sums, ({ model, tokenFactor }) => (model === 'one' && tokenFactor !== undefined ? 1.25 : 1));
  expect(scaled).toEqual({ ...plain, tokensRemoved: 198, tokensRetrieved: 13, dollars: 11.875 });
});
