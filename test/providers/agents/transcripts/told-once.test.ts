import { expect, test } from 'vitest';
import { readingOf } from '../../../../providers/agents/told-once.ts';
import { contextOf } from './reading.ts';

test('a thing is told by the first file that asks, each time that it is read, and once in it', () => {
  const context = contextOf('/home/dev');
  const ask = (file: string, ...keys: readonly string[]) => {
    const reading = readingOf(context, file);
    return keys.map((key) => reading.isCopy(key));
  };
  expect(ask('one', 'a', 'b', 'a')).toEqual([false, false, true]);
  expect(ask('two', 'a', 'c')).toEqual([true, false]);
  expect(ask('one', 'a', 'c')).toEqual([false, true]);
  expect(readingOf(contextOf('/home/dev'), 'two').isCopy('a')).toBe(false);
});

test('what holds copies has the root of the first file that it has them of', () => {
  const context = contextOf('/home/dev');
  for (const file of ['one', 'two']) {
    const reading = readingOf(context, file);
    reading.isCopy(`of ${file}`);
    reading.setRoot(`root of ${file}`);
  }
  const reading = readingOf(context, 'three');
  expect(reading.copiedRoot()).toBeUndefined();
  reading.isCopy('of two');
  reading.isCopy('of one');
  expect(reading.copiedRoot()).toBe('root of two');
  expect([reading.rootOf('one'), reading.rootOf('none')]).toEqual(['root of one', undefined]);
});
