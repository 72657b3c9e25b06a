import { describe, expect, it } from 'vitest';
import type { Block, LlmRequest } from '../../src/model/block.ts';
import { createDecisionMemory, memoryKey, type Remembered } from '../../src/pipeline/memory.ts';

const remembered = (bytes: number): Remembered => ({
  key: 'k',
  tool: 'shell',
  tokensBefore: 2,
  tokensAfter: 1,
  durable: true,
  json: Buffer.alloc(bytes),
});

describe('decision memory', () => {
  it('forgets the least recently used first', () => {
    const memory = createDecisionMemory(3000);
    memory.set('a', remembered(600));
    memory.set('b', remembered(600));
    memory.get('a');
    memory.set('c', remembered(600));
    memory.set('d', remembered(600));
    expect([memory.get('a') !== undefined, memory.get('b') !== undefined]).toEqual([true, false]);
    expect(memory.get('d')).toBeDefined();
    expect(memory.bytes).toBeLessThanOrEqual(3000);
  });

  it('forgets nothing while the store cannot give it back, and goes on forgetting afterwards', () => {
    const memory = createDecisionMemory(1000);
    memory.suspend();
    for (let index = 0; index < 20; index++) memory.set(`k${index}`, remembered(600));
    expect(memory.get('k0')).toBeDefined();
    memory.resume(false);
    memory.set('last', remembered(600));
    expect([memory.get('k1'), memory.get('last')?.key]).toEqual([undefined, 'k']);
    expect(memory.bytes).toBeLessThanOrEqual(1000);
  });

  it('never forgets what no store keeps, until one does', () => {
    const memory = createDecisionMemory(1000);
    const { json: _, ...asItIs } = { ...remembered(0), key: 'alone', durable: false };
    memory.set('unkept', asItIs);
    const fill = () => {
      for (let index = 0; index < 20; index++) memory.set(`k${index}`, remembered(600));
    };
    fill();
    expect(memory.get('unkept')).toEqual(asItIs);
    expect(memory.unkept()).toEqual([asItIs]);
    memory.kept(memory.unkept());
    expect(memory.unkept()).toEqual([]);
    fill();
    expect(memory.get('unkept')).toBeUndefined();
  });

  it('keeps everything until it is pinned again, when another store took the place of the one before', () => {
    const memory = createDecisionMemory(10_000);
    const { json, ...asItIs } = { ...remembered(0), key: 'alone' };
    const named = { ...asItIs, key: 'named', handle: 'a'.repeat(24), json: Buffer.from('say \\"x\\"\\n') };
    memory.set('whole', asItIs);
    memory.set('short', { ...asItIs, key: 'short', json });
    memory.set('named', named);
    const keys = ['whole', 'short', 'named', 'unknown'];
    expect(keys.map(memory.isDue)).toEqual([false, false, false, false]);
    memory.resume(true);
    expect(keys.map(memory.isDue)).toEqual([true, true, true, false]);
    const fill = () => {
      for (let index = 0; index < 30; index++) memory.set(`k${index}`, remembered(600));
    };
    fill();
    const { json: _, ...rest } = named;
    expect(memory.unkept()).toEqual([
      { ...asItIs, durable: false },
      { ...asItIs, key: 'short', sent: '', durable: false },
      { ...rest, sent: 'say "x"\n', durable: false },
    ]);
    memory.kept(memory.unkept());
    // The original that a notice names is still to be put back.
    expect(keys.map(memory.isDue)).toEqual([false, false, true, false]);
    memory.set('named', named);
    expect(memory.isDue('named')).toBe(false);
    fill();
    expect(keys.map(memory.get)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('counts an entry that is set again once', () => {
    const memory = createDecisionMemory(10_000);
    memory.set('a', remembered(100));
    const once = memory.bytes;
    memory.set('a', remembered(100));
    expect(memory.bytes).toBe(once);
  });

  it('keeps the bytes of a sent form and not the pool that they were cut from', () => {
    const memory = createDecisionMemory(10_000);
    const json = Buffer.from('a sent form');
    expect(json.buffer.byteLength).toBeGreaterThan(json.length);
    memory.set('a', { ...remembered(0), json });
    const kept = memory.get('a')?.json;
    expect(Buffer.from(kept ?? []).toString()).toBe('a sent form');
    expect(kept?.buffer.byteLength).toBe(json.length);
  });
});

describe('memoryKey', () => {
  const raw = Buffer.from('{"x":"same","y":"same","z":"other"}');
  const request: LlmRequest = { api: 'a', model: 'm', raw, blocks: [], conversation: [0, raw.length] };
  const block = (start: number, end: number, id: string): Block => ({
    span: [start, end],
    role: 'tool',
    text: '',
    call: { id, tool: 't', input: '' },
  });

  it('is the same for the same bytes of the same call, wherever they stand', () => {
    expect(memoryKey(request, block(6, 10, 'c1'))).toBe(memoryKey(request, block(17, 21, 'c1')));
  });

  it('differs by call, by text and by API', () => {
    const key = memoryKey(request, block(6, 10, 'c1'));
    expect(memoryKey(request, block(6, 10, 'c2'))).not.toBe(key);
    expect(memoryKey(request, block(28, 33, 'c1'))).not.toBe(key);
    expect(memoryKey({ ...request, api: 'b' }, block(6, 10, 'c1'))).not.toBe(key);
  });
});

describe('asking the store again', () => {
  it('is due for an original that was named some time ago, and not while the store fails', () => {
    let time = 0;
    const memory = createDecisionMemory(10_000, () => time);
    memory.set('named', { ...remembered(10), handle: 'a'.repeat(24) });
    memory.set('plain', remembered(10));
    expect(memory.isDue('named')).toBe(false);
    time = 11 * 60_000;
    expect([memory.isDue('named'), memory.isDue('plain')]).toEqual([true, false]);
    memory.suspend();
    memory.set('unkept', { ...remembered(10), durable: false });
    expect(['named', 'unkept'].map(memory.isDue)).toEqual([false, false]);
    memory.resume(false);
    expect(['named', 'unkept'].map(memory.isDue)).toEqual([true, true]);
  });
});
