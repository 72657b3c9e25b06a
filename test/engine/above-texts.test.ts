import { describe, expect, it } from 'vitest';
import { createAboveTexts } from '../../src/engine/above-texts.ts';
import type { AboveBlock } from '../../src/model/decision.ts';

const block = (id: string, text?: string): AboveBlock => ({
  id,
  after: 0,
  text,
  place: text === undefined ? '' : `place of ${id}`,
  own: false,
  taken: {},
  turn: 0,
});

describe('texts above', () => {
  it('are told once and completed from then on', () => {
    const texts = createAboveTexts(100);
    texts.complete([block('a', 'one'), block('b', 'two')]);
    const above = texts.complete([block('a'), block('b'), block('c')]);
    expect(above.map(({ id, text, place }) => [id, text, place])).toEqual([
      ['a', 'one', 'place of a'],
      ['b', 'two', 'place of b'],
      ['c', undefined, ''],
    ]);
  });

  it('go when there are too many, the least recently used first, but never those of the request at hand', () => {
    const texts = createAboveTexts(10);
    const known = (...ids: string[]) =>
      texts.complete(ids.map((id) => block(id))).map(({ text }) => text !== undefined);
    texts.complete([block('a', 'x'.repeat(6))]);
    texts.complete([block('b', 'x'.repeat(6))]);
    expect(known('a')).toEqual([false]);
    texts.complete([block('c', 'x'.repeat(20)), block('d', 'x'.repeat(20))]);
    expect(known('c', 'd')).toEqual([true, true]);
  });
});
