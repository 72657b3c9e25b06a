import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../src/engine/client.ts';
import type { StoreState } from '../../src/model/store-state.ts';

const entry = new URL('../fixtures/engine/thread.ts', import.meta.url);
const engines: Engine[] = [];
const notices: string[] = [];
const states: StoreState[] = [];

function start(workerData: unknown = undefined, deadlineMs = 30_000): Engine {
  const engine = startEngine({
    entry,
    workerData,
    onNotice: (line) => notices.push(line),
    onStore: (state) => states.push(state),
    deadlineMs,
  });
  engines.push(engine);
  return engine;
}

const block = (text: string) => ({ api: 'api', text, call: { id: 'c', tool: 'test', input: '' } });

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  notices.length = 0;
  states.length = 0;
});

describe('engine', () => {
  it('answers calls from its own thread', async () => {
    const engine = start();
    expect(await engine.call('count', ['abc', 'de'])).toEqual([3, 2]);
    expect(await engine.decide([block('x')])).toMatchObject([{ sent: 'short x' }]);
  });

  it('hands an error of a method back and lives on', async () => {
    const engine = start();
    await expect(engine.call('stats', { by: [] }, [])).rejects.toThrow('no ledger here');
    expect(await engine.call('count', ['a'])).toEqual([1]);
  });

  it('pins blocks that take the thread down as left alone, in a new thread', async () => {
    const engine = start();
    expect(await engine.decide([block('die')])).toMatchObject([{ reason: 'error', durable: true }]);
    expect(await engine.decide([block('fine')])).toMatchObject([{ sent: 'short fine' }]);
    expect(notices.join('\n')).toContain('sent as they are');
  });

  it('does the same for a thread that does not answer', async () => {
    const engine = start(undefined, 3000);
    expect(await engine.decide([block('hang')])).toMatchObject([{ reason: 'error', durable: true }]);
    expect(await engine.decide([block('fine')])).toMatchObject([{ sent: 'short fine' }]);
  });

  it('gives up on a thread that never starts and sends everything as it is', async () => {
    const engine = start('broken');
    for (let round = 0; round < 4; round++) {
      expect(await engine.decide([block('x')])).toMatchObject([{ reason: 'storeFailed', durable: false }]);
    }
    expect(states).toEqual([{ status: 'failing', since: expect.any(Number), reason: 'the engine does not start' }]);
  });

  it('hands on what the thread tells of its store', async () => {
    const engine = start('failing');
    await engine.call('count', ['a']);
    expect(states).toEqual([{ status: 'failing', since: 0, reason: 'database is locked' }]);
  });

  it('finishes what is under way before it closes', async () => {
    const engine = start();
    const answer = engine.call('count', ['abcd']);
    await engine.close();
    expect(await answer).toEqual([4]);
  });
});
