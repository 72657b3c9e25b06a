import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Decision } from '../../src/model/decision.ts';
import type { RequestRow } from '../../src/model/ledger.ts';

/** A fresh folder, private to this user. */
export function freshFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'headroom-store-'));
}

/** Hexadecimal SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A decision that replaces an original, with that original. */
export function pinned(name: string, original: string, sent = `short form of ${name}`) {
  const decision: Decision = {
    key: sha256(name),
    sent,
    handle: sha256(original).slice(0, 24),
    kind: 'log',
    by: 'log',
    fidelity: 'lossy',
    tool: 'Bash',
    tokensBefore: 1000,
    tokensAfter: 10,
    durable: false,
  };
  return { decision, original };
}

/** A request of the ledger. */
export function requestRow(part: Partial<RequestRow> = {}): RequestRow {
  return {
    time: 1_750_000_000_000,
    api: 'an-api',
    upstream: 'an-upstream',
    model: 'a-model',
    session: 'session',
    project: '/project',
    failed: false,
    estimated: false,
    demo: false,
    usage: { uncached: 10, write: 20, writeLong: 0, read: 30, output: 40 },
    tokensRemoved: 100,
    tokensRetrieved: 0,
    dollars: 0.25,
    addedMs: 1.5,
    byTool: { Bash: { tokens: 100, dollars: 0.25 } },
    byKind: { log: { tokens: 100, dollars: 0.25 } },
    leftAlone: { tooSmall: 2 },
    selfCausedMiss: false,
    replaced: ['a key'],
    ...part,
  };
}
