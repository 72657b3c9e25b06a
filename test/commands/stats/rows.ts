import { modelFacts } from '../../../providers/models.ts';
import { reports } from '../../../src/ledger/report.ts';
import type { RequestRow } from '../../../src/model/ledger.ts';
import { ledgerOf } from '../../ledger/of-rows.ts';

/** A request of the ledger, of this version, at noon of a day. */
export function requestRow(day: string, over: Partial<RequestRow> = {}): RequestRow {
  return {
    time: new Date(`${day}T12:00:00`).getTime(),
    api: 'anthropic-messages',
    upstream: 'anthropic',
    model: 'claude-sonnet-4-5',
    session: 's1',
    project: '/home/dev/web-ui',
    agent: 'claude',
    payer: 'key',
    failed: false,
    estimated: false,
    demo: false,
    usage: { uncached: 1000, write: 0, writeLong: 0, read: 5000, output: 50 },
    tokensRemoved: 4000,
    tokensRetrieved: 0,
    dollars: 1.31,
    dollarsRetrieved: 0,
    paid: 2.37,
    notSent: 2000,
    addedMs: 4,
    byTool: { Bash: { tokens: 4000, dollars: 1.31, before: 5000 } },
    byKind: { log: { tokens: 4000, dollars: 1.31, before: 5000 } },
    byCommand: { 'npm test': { tokens: 4000, dollars: 1.31, before: 5000 } },
    byWay: { leftOut: { tokens: 4000, dollars: 1.31, before: 5000 } },
    leftAlone: { tooSmall: 3 },
    selfCausedMiss: false,
    ...over,
  };
}

/** Figures of some rows by dimensions. */
export function reportOf(rows: readonly RequestRow[]) {
  return reports(ledgerOf(rows), {}, modelFacts);
}
