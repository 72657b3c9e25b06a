import { expect, it } from 'vitest';
import { createMemory } from '../../src/aligner/memory.ts';
import type { Head, Remembered } from '../../src/aligner/remembered.ts';

const receipt = { usage: { uncached: 1, write: 1, writeLong: 0, read: 1, output: 1 }, failed: false };
const head = (): Head => ({ bytes: new Uint8Array(9), ends: Uint32Array.of(9), names: [] });
const request = (time: number, over: Partial<Remembered> = {}, blocks = 1): Remembered => ({
  time,
  prefixes: new Uint8Array(8 * blocks),
  contents: new Uint8Array(8 * blocks),
  ends: new Uint32Array(blocks),
  tools: 0,
  heads: 0,
  forms: new Uint32Array(0),
  sentBytes: 1,
  long: false,
  ...over,
});
const enter = (memory: ReturnType<typeof createMemory>, key: string, entered: Remembered) => {
  memory.expect(`${key} ${entered.time}`, key, entered);
  memory.ended(`${key} ${entered.time}`, receipt);
};

it('keeps two requests of a conversation that only grows, and holds on to no others', () => {
  const memory = createMemory();
  for (let time = 0; time < 50; time++) enter(memory, 's', request(time, { before: memory.known('s').at(-1) }));
  const known = memory.known('s');
  expect(known.map(({ time }) => time)).toEqual([48, 49]);
  expect(known.at(-1)?.before).toBe(known[0]);
  expect(known[0]?.before).toBeUndefined();
});

it('keeps few requests of a session, few bytes in all, and the bytes of few heads', () => {
  const memory = createMemory();
  for (let time = 0; time < 100; time++) enter(memory, 's', request(time, { head: head() }));
  expect(memory.known('s')).toHaveLength(64);
  expect(memory.known('s').filter((each) => each.head !== undefined)).toHaveLength(16);
  for (let index = 0; index < 60; index++) enter(memory, `large ${index}`, request(1000 + index, {}, 20_000));
  expect(memory.known('s')).toEqual([]);
  expect(memory.known('large 59')).toHaveLength(1);
  expect(memory.known('large 30')).toEqual([]);
});

it('knows a request once its answer has begun, and forgets it where the answer failed', () => {
  const memory = createMemory();
  memory.expect('1', 's', request(1));
  expect(memory.known('s')).toEqual([]);
  memory.begun('1');
  memory.begun('1');
  expect(memory.known('s')).toHaveLength(1);
  memory.ended('1', { failed: true });
  memory.ended('1', receipt);
  expect(memory.known('s')).toEqual([]);
});
