import type { Handle } from '../model/block.ts';
import type { ContentKind } from '../model/content.ts';
import type { Decision } from '../model/decision.ts';
import { HeadroomError } from '../model/errors.ts';
import { type Connection, first, read, run, write } from './connection.ts';
import { nextSeen, type PreparedOriginal, prepareOriginal, putOriginal } from './originals.ts';
import { asBytes, pack, unpack, utf8 } from './payload.ts';

/** A decision to be pinned, with the original that its notice will name. */
export type PinEntry = { readonly decision: Decision; readonly original?: string };

/** The decision of a key, or `undefined`. */
export function decision(connection: Connection, key: string): Decision | undefined {
  return read(connection, () => {
    const row = first(connection, 'SELECT facts, sent FROM decisions WHERE key = ?', utf8(key));
    if (row === undefined) return undefined;
    const facts = JSON.parse(asBytes(row.facts).toString('utf8')) as Omit<Decision, 'key' | 'sent' | 'durable'>;
    const sent = row.sent === null ? undefined : unpack(row.sent).toString('utf8');
    return { key, ...facts, ...(sent === undefined ? {} : { sent }), durable: true };
  });
}

/** The decisions that are known, by key. */
export function findDecisions(connection: Connection, keys: readonly string[]): Map<string, Decision> {
  const found = new Map<string, Decision>();
  for (const key of keys) {
    const known = decision(connection, key);
    if (known !== undefined) found.set(key, known);
  }
  return found;
}

/** Decisions that are searched for the one that left an original out; it is among the latest in most cases. */
const latestDecisions = 20_000;

/** The kind as which the latest decision shortened an original; `undefined` where none of the latest did. */
export function kindShortened(connection: Connection, handle: Handle): ContentKind | undefined {
  return read(connection, () => {
    const latest = `SELECT facts FROM decisions ORDER BY rowid DESC LIMIT ${latestDecisions}`;
    const sql = `SELECT facts FROM (${latest}) WHERE instr(facts, ?) > 0 LIMIT 1`;
    const row = first(connection, sql, utf8(`"handle":"${handle}"`));
    if (row === undefined) return undefined;
    return (JSON.parse(asBytes(row.facts).toString('utf8')) as Pick<Decision, 'kind'>).kind;
  });
}

/**
 * Stores decisions and originals in one transaction and returns what is now pinned, in order: another proxy on this
 * database may have pinned a key first, and its decision stays. The original of a decision that names one is stored
 * afterwards in any case, a pruned one included.
 */
export function pinDecisions(connection: Connection, entries: readonly PinEntry[], time: number): readonly Decision[] {
  if (entries.length === 0) return [];
  const prepared = entries.map((entry) => prepareEntry(connection, entry));
  return write(connection, () => {
    const seen = nextSeen(connection);
    return prepared.map(({ key, facts, sent, original, own }) => {
      const sql = 'INSERT INTO decisions (key, time, facts, sent) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
      const won = run(connection, sql, utf8(key), time, facts, sent) > 0;
      const holds = won ? own : (decision(connection, key) ?? own);
      if (original !== undefined && holds.handle !== undefined) putOriginal(connection, original, seen, time);
      return holds;
    });
  });
}

/**
 * Stores decisions without originals, replacing existing ones: they were sent while nothing could be pinned, or read.
 * The original of one that names it is stored when its block is next seen, before the notice is sent.
 */
export function pinSent(connection: Connection, decisions: readonly Decision[], time: number): void {
  if (decisions.length === 0) return;
  const prepared = decisions.map((decision) => prepareEntry(connection, { decision }));
  const sql = `INSERT INTO decisions (key, time, facts, sent) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET time = excluded.time, facts = excluded.facts, sent = excluded.sent`;
  write(connection, () => {
    for (const { key, facts, sent } of prepared) run(connection, sql, utf8(key), time, facts, sent);
  });
}

type PreparedEntry = {
  readonly key: string;
  readonly facts: Buffer;
  readonly sent: Buffer | null;
  readonly original: PreparedOriginal | undefined;
  readonly own: Decision;
};

function prepareEntry(connection: Connection, { decision: own, original: text }: PinEntry): PreparedEntry {
  const { key, sent, durable: _, ...facts } = own;
  const original = text === undefined ? undefined : read(connection, () => prepareOriginal(connection, text));
  const expected = original?.hash.toString('hex').slice(0, 24);
  if (own.handle !== undefined && expected !== undefined && own.handle !== expected) {
    throw new HeadroomError('internal', `expected the original of handle ${own.handle}, found one with ${expected}`);
  }
  return {
    key,
    facts: utf8(JSON.stringify(facts)),
    sent: sent === undefined ? null : pack(sent),
    original,
    own: { ...own, durable: true },
  };
}
