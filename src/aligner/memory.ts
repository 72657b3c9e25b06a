import type { LedgerRecord } from '../model/ledger.ts';
import type { Remembered } from './remembered.ts';

/** The latest requests of the latest sessions. */
export type Memory = {
  /** The requests of a session whose answers have begun, latest last. */
  known(key: string): readonly Remembered[];
  /** A request is on its way. */
  expect(requestId: string, key: string, request: Remembered): void;
  begun(requestId: string): void;
  ended(requestId: string, record: Pick<LedgerRecord, 'usage' | 'failed'>): void;
};

type Waiting = { readonly key: string; readonly request: Remembered; begun: boolean };

const maxSessions = 64;
const maxRequests = 64;
/** Heads whose bytes are kept; of older ones only hashes are. */
const maxHeads = 16;
/** Bytes of hashes, for all sessions together. */
const maxBytes = 8 * 1024 * 1024;
const maxWaiting = 1000;

/**
 * Builds the memory. Of each conversation the last two requests stay: a request that the next one contains whole is not
 * needed once that one is contained in turn.
 */
export function createMemory(): Memory {
  const sessions = new Map<string, Remembered[]>();
  const waiting = new Map<string, Waiting>();
  const enter = ({ key, request }: Waiting) => {
    const before = sessions.get(key) ?? [];
    const outlived = request.before?.before;
    if (request.before !== undefined) request.before.before = undefined;
    const list = [...before.filter((each) => each !== outlived), request].slice(-maxRequests);
    sessions.delete(key);
    sessions.set(key, list);
    while (sessions.size > maxSessions || (sessions.size > 1 && bytesIn(sessions) > maxBytes)) dropOldest(sessions);
    dropHeads(sessions);
  };
  return {
    known: (key) => sessions.get(key) ?? [],
    expect(requestId, key, request) {
      waiting.set(requestId, { key, request, begun: false });
      if (waiting.size > maxWaiting) dropOldest(waiting);
    },
    begun(requestId) {
      const of = waiting.get(requestId);
      if (of === undefined || of.begun) return;
      of.begun = true;
      enter(of);
    },
    ended(requestId, { usage, failed }) {
      const of = waiting.get(requestId);
      waiting.delete(requestId);
      if (of === undefined) return;
      const { key, request } = of;
      if (failed) {
        sessions.set(key, sessions.get(key)?.filter((each) => each !== request) ?? []);
        return;
      }
      request.usage = usage;
      if (usage !== undefined && usage.write + usage.writeLong > 0) request.long = usage.write === 0;
      if (!of.begun) enter(of);
    },
  };
}

function dropOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}

function bytesIn(sessions: ReadonlyMap<string, readonly Remembered[]>): number {
  let bytes = 0;
  for (const list of sessions.values()) {
    for (const { prefixes, contents, ends, forms } of list) {
      bytes += prefixes.length + contents.length + ends.byteLength + forms.byteLength;
    }
  }
  return bytes;
}

/** Keeps the bytes of the latest heads only. */
function dropHeads(sessions: ReadonlyMap<string, Remembered[]>): void {
  const all = [...sessions.values()].flat();
  if (new Set(all.map(({ head }) => head)).size <= maxHeads) return;
  const latest = all.sort((a, b) => b.time - a.time);
  const kept = new Set<object>();
  for (const request of latest) {
    if (request.head === undefined) continue;
    if (kept.size < maxHeads) kept.add(request.head);
    else if (!kept.has(request.head)) request.head = undefined;
  }
}
