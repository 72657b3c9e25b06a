import { describe, expect, test } from 'vitest';
import { createTitles } from '../../src/engine/session-titles.ts';
import type { LlmRequest } from '../../src/model/block.ts';

const request = (session: string, model: string) => ({ session, model }) as LlmRequest;

describe('the title of a session', () => {
  test('is told once, with the first request that has one and is answered', () => {
    const asked: string[] = [];
    const titles = createTitles(({ model }) => {
      asked.push(model);
      return model === 'none' ? undefined : `title ${model}`;
    });
    titles.look('1', request('s', 'none'));
    titles.look('2', request('s', 'b'));
    titles.look('3', request('s', 'c'));
    expect(titles.take('1', 's')).toEqual({});
    expect(titles.take('3', 's')).toEqual({ title: 'title c' });
    expect(titles.take('2', 's')).toEqual({});
    titles.look('4', request('s', 'd'));
    expect(titles.take('4', 's')).toEqual({});
    titles.look('5', request('other', 'e'));
    expect(titles.take('5', 'other')).toEqual({ title: 'title e' });
    expect(asked).toEqual(['none', 'b', 'c', 'e']);
  });

  test('is never looked for where none is to be kept', () => {
    const titles = createTitles(undefined);
    titles.look('1', request('s', 'a'));
    expect(titles.take('1', 's')).toEqual({});
  });
});
