import type { LlmRequest } from '../../model/block.ts';
import type { CacheWatcher } from '../../model/cache-watcher.ts';
import { isJsonObject } from '../../model/json.ts';
import type { LedgerBlock, LedgerRecord } from '../../model/ledger.ts';
import type { FindOutputs, ProviderAdapter } from '../../model/provider.ts';
import type { Usage } from '../../model/usage.ts';
import type { Emit } from '../../pipeline/extensions.ts';
import type { Pipeline, Prepared } from '../../pipeline/pipeline.ts';
import { now } from '../exchange.ts';
import { usageOf } from '../told-usage.ts';

/** The dependencies of following a socket's messages. */
export type ConversationParts = {
  readonly adapter: ProviderAdapter;
  readonly pipeline: Pipeline;
  /** Reads every prompt that a message contains completely. */
  readonly watcher?: CacheWatcher;
  readonly emit: Emit;
  readonly onNotice: (line: string) => void;
  readonly findOutputs?: FindOutputs;
  readonly facts: Pick<LedgerRecord, 'upstream' | 'session' | 'project' | 'agent' | 'payer' | 'demo'>;
};

/** Follows one socket: shortens the client's messages, reads receipts and calls from the server's. */
export type Conversation = {
  /** Another form of a message, or `undefined` to send it as it is. */
  edit(message: Buffer): Promise<Buffer | undefined>;
  /** A text message of the server was relayed. */
  listen(message: Buffer): void;
  /** The socket is closed: unanswered requests have failed. */
  close(): void;
};

/** A request whose answer has not come to its end. */
type Waiting = Pick<LedgerRecord, 'time' | 'model' | 'sentBytes' | 'leftAlone' | 'addedMs' | 'cache'> & {
  readonly requestId: string;
  readonly blocks: readonly LedgerBlock[];
  /** Continues the previous answer: whatever that prompt lacked, this one lacks too. */
  readonly continues: boolean;
};

/** The request names the answer that it continues; `null` names none. */
const continuation = /"previous_response_id"\s*:\s*"/;

/** Calls of one socket that are remembered, so that an output can be attributed to its tool. */
const maxCalls = 2000;

let requestNumber = 0;

/** Creates the follower of one socket. Messages are handled in order: the relay asks for one at a time. */
export function createConversation(parts: ConversationParts): Conversation {
  const calls = new Map<string, { tool: string; input: string }>();
  const waiting: Waiting[] = [];
  let carried: { readonly blocks: readonly LedgerBlock[]; readonly promptTokens: number } = {
    blocks: [],
    promptTokens: 0,
  };
  const book = (usage: Usage | undefined, failed: boolean) => {
    const request = waiting.shift();
    if (request === undefined) return;
    const promptTokens = usage === undefined ? 0 : usage.uncached + usage.write + usage.writeLong + usage.read;
    const before = request.continues ? placeInLonger(carried, promptTokens) : [];
    const blocks = [...before, ...request.blocks];
    if (!failed) carried = { blocks, promptTokens };
    const { requestId, continues: _, ...rest } = request;
    const record = { ...parts.facts, ...rest, api: parts.adapter.api, blocks, usage, failed, selfCausedMiss: false };
    parts.emit('responseReceived', { requestId, record });
  };
  return {
    async edit(message) {
      const requestId = `${process.pid}-ws-${++requestNumber}`;
      const begun = now();
      const time = Date.now();
      const { stream: _, ...found } = parts.adapter.read(message, {
        findOutputs: parts.findOutputs,
        knownCalls: calls,
      });
      const request: LlmRequest = { api: parts.adapter.api, raw: message, ...found, session: parts.facts.session };
      const { model } = request;
      const prepared: Prepared = await parts.pipeline.prepare(request, requestId);
      const { blocks, leftAlone } = prepared;
      const sentBytes = prepared.body.length;
      const cache = parts.watcher?.observe(request, { requestId, time, sentBytes, blocks });
      const addedMs = now() - begun;
      parts.emit('postSend', { requestId, addedMs });
      waiting.push({
        requestId,
        time,
        model,
        addedMs,
        sentBytes,
        blocks,
        leftAlone,
        ...(cache === undefined ? {} : { cache }),
        continues: continuation.test(message.toString('latin1')),
      });
      return prepared.edits === 0 ? undefined : Buffer.from(prepared.body);
    },
    close() {
      while (waiting.length > 0) book(undefined, true);
    },
    listen(message) {
      const text = message.toString('utf8');
      if (!parts.adapter.concerns(text)) return;
      const event: unknown = JSON.parse(text);
      if (!isJsonObject(event)) return;
      const { usage, complete, failed, call } = parts.adapter.facts(event);
      if (call !== undefined) remember(calls, call);
      if (complete !== true && failed !== true) return;
      book(usage && usageOf(usage), failed === true);
    },
  };
}

/** The places of an earlier prompt's blocks in one that continues it. */
function placeInLonger(
  carried: { readonly blocks: readonly LedgerBlock[]; readonly promptTokens: number },
  promptTokens: number,
): readonly LedgerBlock[] {
  const scale = promptTokens > 0 ? Math.min(1, carried.promptTokens / promptTokens) : 1;
  return carried.blocks.map((block) => ({ ...block, depth: block.depth * scale }));
}

function remember(
  calls: Map<string, { tool: string; input: string }>,
  call: { id: string; tool: string; input: string },
) {
  calls.set(call.id, { tool: call.tool, input: call.input });
  if (calls.size <= maxCalls) return;
  const oldest = calls.keys().next();
  if (oldest.done !== true) calls.delete(oldest.value);
}
