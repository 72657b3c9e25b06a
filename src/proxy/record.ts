import type { CacheFacts } from '../model/cache.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { ProviderAdapter, ReadCaller, ReadSession, RequestHead } from '../model/provider.ts';
import type { Ended } from './exchange.ts';
import type { ForwardState } from './forward-state.ts';
import type { Made } from './prepare.ts';
import type { Target } from './upstreams.ts';

/** The ledger's record of an exchange. If a request was refused, its edits were not sent in the end. */
export function makeRecord(of: {
  time: number;
  state: ForwardState;
  head: RequestHead;
  adapter: ProviderAdapter;
  target: Target;
  made: Made;
  cache: CacheFacts | undefined;
  ended: Ended;
  addedMs: number;
  readSession: ReadSession;
  readCaller: ReadCaller;
}): LedgerRecord {
  const { state, ended, made } = of;
  const refused = ended.refused === true;
  // A client that leaves early is billed for its prompt all the same, once the answer has said so.
  const arrived = ended.whole || (ended.aborted && ended.answer?.usage !== undefined);
  const success = ended.status >= 200 && ended.status < 300 && arrived && ended.answer?.failed !== true;
  return {
    time: of.time,
    api: of.adapter.api,
    upstream: of.target.upstream,
    model: made.model,
    session: of.readSession(of.head.headers) ?? state.session,
    project: state.project,
    ...callerFacts(of.head, state, of.readCaller),
    failed: !success,
    usage: ended.answer?.usage,
    sentBytes: refused ? (made.sending.plain?.body.length ?? made.sentBytes) : made.sentBytes,
    blocks: refused ? [] : made.prepared.blocks,
    leftAlone: made.prepared.leftAlone,
    addedMs: of.addedMs,
    selfCausedMiss: made.breaksCache || (refused && made.prepared.edits > 0),
    demo: state.demo,
    ...(of.cache === undefined ? {} : { cache: of.cache }),
    ...(made.marked === undefined
      ? {}
      : {
          breakpoints: {
            id: made.marked.id,
            marks: refused ? 0 : made.marked.marks,
            writes: made.marked.writes && !refused,
          },
        }),
  };
}

/** The agent that sent a request: as the headers say, or else the agent that was launched. */
export function callerFacts(
  head: RequestHead,
  state: Pick<ForwardState, 'agent'>,
  readCaller: ReadCaller,
): Pick<LedgerRecord, 'agent' | 'payer'> {
  const { agent = state.agent, payer } = readCaller(head);
  return { payer, ...(agent === undefined ? {} : { agent }) };
}
