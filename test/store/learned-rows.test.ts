import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LearnedSession } from '../../src/model/learned-rows.ts';
import { openStore, type Store } from '../../src/store/open.ts';

let folder = '';
let store: Store;
const open = () => openStore({ folder, maxBytes: 1e8, maxDays: 30 });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-learned-'));
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const session = (source: string, more: Partial<LearnedSession> = {}): LearnedSession => ({
  source,
  fingerprint: '1',
  agent: 'an agent',
  root: 'r',
  project: '/p',
  time: 5,
  digest: '{"a":"ü\\u0000"}',
  ...more,
});

describe('what is kept for learning', () => {
  it('keeps sessions by source and project, across openings, the last of a source', () => {
    store.learned.keepSession(session('b'));
    store.learned.keepSession(session('a', { time: 4 }));
    store.learned.keepSession(session('c', { project: '/q' }));
    store.learned.keepSession(session('b', { fingerprint: '2', digest: '{}' }));
    store.close();
    store = open();
    expect(store.learned.sessions('/p')).toEqual([
      session('a', { time: 4 }),
      session('b', { fingerprint: '2', digest: '{}' }),
    ]);
    expect(store.learned.projects()).toEqual(['/p', '/q']);
    const known = (fingerprint: string) => ({ fingerprint, agent: 'an agent', root: 'r' });
    expect(store.learned.known()).toEqual(
      new Map([
        ['a', known('1')],
        ['b', known('2')],
        ['c', known('1')],
      ]),
    );
  });

  it('forgets one project or all, and keeps what was written into files', () => {
    for (const each of [session('a'), session('b', { project: '/q' })]) store.learned.keepSession(each);
    store.learned.keepFile({ file: '/p/x.md', project: '/p', time: 1, written: '[]' });
    expect(store.learned.forget('/p')).toBe(1);
    expect(store.learned.sessions('/q')).toHaveLength(1);
    expect(store.learned.forget()).toBe(1);
    expect(store.learned.projects()).toEqual([]);
    expect(store.learned.files('/p')).toEqual([{ file: '/p/x.md', project: '/p', time: 1, written: '[]' }]);
    store.learned.dropFile('/p/x.md');
    expect(store.learned.files('/p')).toEqual([]);
  });

  it('goes with the originals when everything is dropped', () => {
    store.learned.keepSession(session('a'));
    expect(store.clear()).toBe(0);
    expect(store.learned.projects()).toEqual([]);
  });
});
