import type { Block, Edit, LlmRequest } from '../model/block.ts';
import type { Decider, Decision, LeftAloneReason, OpenBlock } from '../model/decision.ts';
import type { LedgerBlock } from '../model/ledger.ts';
import type { Emit } from './extensions.ts';
import { type DecisionMemory, memoryKey, type Remembered } from './memory.ts';
import { splice } from './splice.ts';

/** A request ready to be sent. */
export type Prepared = {
  /** The body to send: the very buffer that came in when nothing was replaced. */
  readonly body: Uint8Array;
  readonly edits: number;
  /** Blocks that are sent in another form, and originals that were fetched back. */
  readonly blocks: readonly LedgerBlock[];
  /** Blocks left alone for the first time in this process, by reason. */
  readonly leftAlone: Partial<Record<LeftAloneReason, number>>;
};

/** Turns a request that was read into the bytes to send. */
export type Pipeline = { prepare(request: LlmRequest, requestId: string): Promise<Prepared> };

type Parts = {
  readonly decider: Decider;
  readonly memory: DecisionMemory;
  readonly encode: (text: string) => Uint8Array;
  readonly emit: Emit;
};

type Placed = { readonly block: Block; readonly remembered: Remembered };

/** Builds the pipeline: look up, decide what is open, splice. */
export function createPipeline(parts: Parts): Pipeline {
  return {
    async prepare(request, requestId) {
      const { emit, memory } = parts;
      emit('inputReceived', { requestId, request });
      const readable = request.blocks.filter((block) => block.role === 'tool');
      const keys = readable.map((block) => memoryKey(request, block));
      const found = rememberedBy(memory, keys);
      const open = openBlocks(request, readable, keys, (key) => found.has(key) && !memory.isDue(key));
      emit('inputCached', { requestId, known: readable.length - open.size, open: open.size });
      const fresh = await decideOpen(parts, open);
      if (fresh.size > 0) tellDecisions(emit, requestId, [...fresh.values()]);
      const placed: Placed[] = [];
      for (const [index, block] of readable.entries()) {
        const key = keys[index] as string;
        const remembered = found.get(key) ?? fresh.get(key);
        if (remembered !== undefined) placed.push({ block, remembered });
      }
      const prepared = assemble(request, placed, [...fresh.values()]);
      emit('preSend', { requestId, edits: prepared.edits, bytes: prepared.body.length });
      return prepared;
    },
  };
}

function rememberedBy(memory: DecisionMemory, keys: readonly string[]): ReadonlyMap<string, Remembered> {
  const found = new Map<string, Remembered>();
  for (const key of keys) {
    const remembered = memory.get(key);
    if (remembered !== undefined) found.set(key, remembered);
  }
  return found;
}

/** Blocks without a remembered decision, each once, by memory key. Ill-formed text is left alone and needs none. */
function openBlocks(
  request: LlmRequest,
  blocks: readonly Block[],
  keys: readonly string[],
  isSettled: (key: string) => boolean,
): Map<string, OpenBlock> {
  const open = new Map<string, OpenBlock>();
  for (const [index, block] of blocks.entries()) {
    const key = keys[index] as string;
    if (open.has(key) || isSettled(key)) continue;
    const text = block.text;
    if (text === undefined) continue;
    const { call, failed, retrievable } = block;
    const plainCall = call && { id: call.id, tool: call.tool, input: call.input, command: call.command };
    open.set(key, { api: request.api, text, call: plainCall, failed, retrievable });
  }
  return open;
}

/** Asks the decider and remembers what it says, by memory key. */
async function decideOpen(parts: Parts, open: ReadonlyMap<string, OpenBlock>): Promise<Map<string, Remembered>> {
  const fresh = new Map<string, Remembered>();
  if (open.size === 0) return fresh;
  const decisions = await parts.decider.decide([...open.values()]);
  for (const [index, key] of [...open.keys()].entries()) {
    const { sent, ...rest } = decisions[index] as Decision;
    const remembered = sent === undefined ? rest : { ...rest, json: parts.encode(sent) };
    if (rest.reason === 'storeFailed') parts.memory.keepAll();
    // What was sent before stays, even where the store no longer knows it.
    const before = parts.memory.get(key);
    parts.memory.set(key, before ?? remembered);
    if (before === undefined) fresh.set(key, remembered);
  }
  return fresh;
}

function tellDecisions(emit: Emit, requestId: string, decisions: readonly Remembered[]): void {
  const sum = (pick: (decision: Remembered) => number) => decisions.reduce((total, each) => total + pick(each), 0);
  emit('inputRouted', { requestId, decisions });
  emit('inputCompressed', {
    requestId,
    tokensBefore: sum((decision) => decision.tokensBefore),
    tokensAfter: sum((decision) => decision.tokensAfter),
  });
  emit('inputRemembered', { requestId, durable: decisions.filter((decision) => decision.durable).length });
}

/** Splices the sent forms in and notes what the ledger needs to know about each. */
function assemble(request: LlmRequest, placed: readonly Placed[], fresh: readonly Remembered[]): Prepared {
  const ordered = [...placed].sort((a, b) => a.block.span[0] - b.block.span[0]);
  const edits: Edit[] = [];
  const blocks: LedgerBlock[] = [];
  const headBytes = request.raw.length - (request.conversation[1] - request.conversation[0]);
  let shift = 0;
  const positions: number[] = [];
  for (const { block, remembered } of ordered) {
    const position = headBytes + Math.max(0, block.span[0] - request.conversation[0]) + shift;
    const { json, reason } = remembered;
    if (json !== undefined) {
      edits.push({ span: block.span, json });
      shift += json.length - (block.span[1] - block.span[0]);
    }
    if (json === undefined && (reason !== 'retrieved' || remembered.tokensBefore === 0)) continue;
    positions.push(position);
    blocks.push({
      key: remembered.key,
      tool: remembered.tool,
      kind: remembered.kind ?? 'text',
      removed: json === undefined ? -remembered.tokensBefore : remembered.tokensBefore - remembered.tokensAfter,
      retrieved: json === undefined,
      depth: 0,
    });
  }
  const body = splice(request.raw, edits);
  const leftAlone: Partial<Record<LeftAloneReason, number>> = {};
  for (const { reason } of fresh) {
    if (reason !== undefined) leftAlone[reason] = (leftAlone[reason] ?? 0) + 1;
  }
  const withDepth = blocks.map((block, index) => ({
    ...block,
    depth: Math.min(1, (positions[index] as number) / Math.max(1, body.length)),
  }));
  return { body, edits: edits.length, blocks: withDepth, leftAlone };
}
