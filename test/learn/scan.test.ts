import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Scan, scan } from '../../src/learn/scan.ts';
import { HeadroomError } from '../../src/model/errors.ts';
import type { TranscriptEvent, TranscriptReader, TranscriptSource } from '../../src/model/transcript.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { shellCall } from './call.ts';
import { World } from './world.ts';

/** A transcript that a reader in memory has. */
type Held = {
  fingerprint: string;
  readonly root?: string;
  calls: number;
  readonly error?: string;
  readonly folder?: string;
};

let world: World;
let store: Store;
beforeEach(() => {
  world = new World();
  store = openStore({ folder: world.env().HEADROOM_HOME as string, maxBytes: 1e9, maxDays: 30, onNotice: () => {} });
});
afterEach(() => {
  store.close();
  world.remove();
});

function readerOf(agent: string, held: Map<string, Held>, opened: string[]): TranscriptReader {
  return {
    agent,
    sources: async () =>
      Array.from(held, ([file, { fingerprint }]): TranscriptSource => ({ agent, file, fingerprint })),
    async open({ file }) {
      opened.push(file);
      const { root = file, calls, error, folder = world.root } = held.get(file) as Held;
      if (error !== undefined) throw new HeadroomError('file', error);
      async function* events(): AsyncGenerator<TranscriptEvent> {
        for (let id = 0; id < calls; id++)
          yield { kind: 'call', call: shellCall('rg x', 'rg: not found', { id: `${id}`, end: 5, folder }) };
        yield { kind: 'broken' };
      }
      return { session: () => ({ agent, id: file, root, isSubAgent: false }), events };
    },
  };
}

function run(...readers: readonly TranscriptReader[]): Promise<Scan> {
  const context = {
    env: {},
    home: world.home,
    openDatabase: () => {
      throw new Error('expected no database');
    },
  };
  return scan({ readers, context, rows: store.learned, together: (work) => store.together(work), price: () => 0 });
}

const callsKept = () =>
  store.learned.sessions(world.root).map(({ digest }) => (JSON.parse(digest) as { calls: number }).calls);

describe('scan', () => {
  it('opens only what is new or has changed, and reads that anew', async () => {
    const held = new Map<string, Held>([
      ['a', { fingerprint: '1', calls: 1 }],
      ['b', { fingerprint: '1', calls: 1 }],
    ]);
    const opened: string[] = [];
    const reader = readerOf('claude', held, opened);
    expect(await run(reader)).toMatchObject({ read: 2, unchanged: 0, brokenLines: 2 });
    expect(await run(reader)).toMatchObject({ read: 0, unchanged: 2, brokenLines: 0 });
    expect(opened.splice(0)).toEqual(['a', 'b']);
    Object.assign(held.get('b') as Held, { fingerprint: '2', calls: 5 });
    expect(await run(reader)).toMatchObject({ read: 1, unchanged: 1 });
    expect(opened).toEqual(['b']);
    expect([...callsKept()].sort()).toEqual([1, 5]);
  });

  it('keeps what it knows of transcripts that are gone', async () => {
    const held = new Map<string, Held>([['a', { fingerprint: '1', calls: 3 }]]);
    const reader = readerOf('claude', held, []);
    await run(reader);
    held.clear();
    expect(await run(reader)).toMatchObject({ read: 0, unchanged: 0 });
    expect(callsKept()).toEqual([3]);
  });

  it('reads all transcripts of a session when one of them changed', async () => {
    const held = new Map<string, Held>([
      ['a', { fingerprint: '1', root: 'r', calls: 1 }],
      ['b', { fingerprint: '1', root: 'r', calls: 1 }],
      ['c', { fingerprint: '1', calls: 1 }],
    ]);
    const opened: string[] = [];
    const reader = readerOf('claude', held, opened);
    await run(reader);
    opened.splice(0);
    (held.get('a') as Held).fingerprint = '2';
    await run(reader);
    expect(opened).toEqual(['a', 'b']);
  });

  it('tells what cannot be read, reads the others, and tries it again', async () => {
    const held = new Map<string, Held>([
      ['a', { fingerprint: '1', calls: 1, error: 'expected a file, found a folder' }],
      ['b', { fingerprint: '1', calls: 1 }],
    ]);
    const reader = readerOf('claude', held, []);
    const unreadable = [{ file: 'a', reason: 'expected a file, found a folder' }];
    expect(await run(reader)).toMatchObject({ read: 1, unreadable });
    held.set('a', { fingerprint: '1', calls: 2 });
    expect(await run(reader)).toMatchObject({ read: 1, unchanged: 1, unreadable: [] });
  });

  it('keeps equal files of two agents apart, and a session of the home folder to no project', async () => {
    const one = readerOf('claude', new Map([['a', { fingerprint: '1', calls: 1 }]]), []);
    const two = readerOf('codex', new Map([['a', { fingerprint: '1', calls: 2 }]]), []);
    const three = readerOf('pi', new Map([['a', { fingerprint: '1', calls: 3, folder: world.home }]]), []);
    await run(one, two, three);
    expect([...callsKept()].sort()).toEqual([1, 2]);
    expect(store.learned.projects()).toEqual(['', world.root]);
  });

  it('keeps more sessions than are written at once', async () => {
    const held = new Map(
      Array.from({ length: 120 }, (_, index) => [`s${index}`, { fingerprint: '1', calls: 1 }] as const),
    );
    expect(await run(readerOf('claude', held, []))).toMatchObject({ read: 120 });
    expect(callsKept()).toHaveLength(120);
  });
});
