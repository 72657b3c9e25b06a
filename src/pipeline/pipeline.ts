import { createCommandNames } from '../lib/shell/command-name.ts';
import type { PromptAlignment } from '../model/alignment.ts';
import type { Block, Edit, LlmRequest } from '../model/block.ts';
import {
  type Above,
  type Decider,
  type Decision,
  formOf,
  type LeftAloneReason,
  type OpenBlock,
} from '../model/decision.ts';
import type { LedgerBlock, SavingWay } from '../model/ledger.ts';
import { decisionKey } from './decision-key.ts';
import type { Emit } from './extensions.ts';
import type { DecisionMemory, Remembered } from './memory.ts';
import { keyFor, openParts, type PromptPart, surveyPrompt } from './prompt.ts';
import { splice } from './splice.ts';

/** A request ready to be sent. */
export type Prepared = {
  /** The body to send: the received buffer itself if nothing was replaced. */
  readonly body: Uint8Array;
  readonly edits: number;
  /** Blocks that are sent in another form, and originals that were fetched back. */
  readonly blocks: readonly LedgerBlock[];
  /** Blocks left as they were for the first time in this process, by reason. */
  readonly leftAlone: Partial<Record<LeftAloneReason, number>>;
};

/** Turns a parsed request into the bytes to send. */
export type Pipeline = {
  /** @param additions what else is inserted into the body, in order of their spans */
  prepare(request: LlmRequest, requestId: string, additions?: readonly Edit[]): Promise<Prepared>;
};

type Parts = {
  readonly decider: Decider;
  readonly memory: DecisionMemory;
  readonly encode: (text: string) => Uint8Array;
  readonly emit: Emit;
  /** Looks at the system prompt; must not throw. */
  readonly align?: (request: LlmRequest) => PromptAlignment | undefined;
};

type Placed = { readonly block: Block; readonly remembered: Remembered };

/** Builds the pipeline: look up, decide the open blocks, splice. */
export function createPipeline(parts: Parts): Pipeline {
  const nameCommand = createCommandNames();
  return {
    async prepare(request, requestId, additions = []) {
      const { emit, memory } = parts;
      emit('inputReceived', { requestId, request, alignment: parts.align?.(request) });
      const survey = surveyPrompt(request, memory);
      const { open, above } = openParts(request, survey);
      const outputs = survey.filter(({ block }) => block.role === 'tool');
      emit('inputCached', { requestId, known: outputs.length - open.size, open: open.size });
      const { decided, fresh } = await decideOpen(parts, open, above);
      if (fresh.length > 0) tellDecisions(emit, requestId, fresh);
      const placed = place(survey, decided);
      const prepared = assemble(request, placed, fresh, additions, nameCommand);
      emit('preSend', { requestId, edits: prepared.edits, bytes: prepared.body.length });
      return prepared;
    },
  };
}

/** Asks the decider and remembers its decisions. Returns them by the key of the open block, and those that are new. */
async function decideOpen(
  parts: Parts,
  open: ReadonlyMap<string, OpenBlock>,
  above: readonly Above[],
): Promise<{ decided: ReadonlyMap<string, Remembered>; fresh: readonly Remembered[] }> {
  const decided = new Map<string, Remembered>();
  const fresh: Remembered[] = [];
  if (open.size === 0) return { decided, fresh };
  const decisions = await parts.decider.decide([...open.values()], above);
  for (const [index, [key, block]] of [...open].entries()) {
    const { sent, ...rest } = decisions[index] as Decision;
    // If the decider could not be asked, the decision has no key yet.
    const named = rest.key === '' ? { ...rest, key: decisionKey(block) } : rest;
    const remembered = sent === undefined ? named : { ...named, json: parts.encode(sent) };
    // A form that was sent before stays, even if the store no longer knows it.
    const own = keyFor(key, rest.alone);
    const before = parts.memory.get(own);
    const holds = before === undefined ? remembered : { ...before, durable: before.durable || rest.durable };
    parts.memory.set(own, holds);
    decided.set(key, holds);
    if (before === undefined) fresh.push(remembered);
  }
  return { decided, fresh };
}

/**
 * The form of each block, in order. One that points at a text that is not in this request is replaced by the unchanged
 * block.
 */
function place(survey: readonly PromptPart[], decided: ReadonlyMap<string, Remembered>): readonly Placed[] {
  const placed: Placed[] = [];
  const forms = new Set<string>();
  for (const { block, key, open, remembered: known } of survey) {
    // One that was open only because of its original keeps its form.
    const remembered = open && (known === undefined || known.sources !== undefined) ? decided.get(key) : known;
    if (block.role !== 'tool') forms.add(key);
    if (remembered === undefined) continue;
    if (remembered.sources?.every((source) => forms.has(source)) === false) continue;
    forms.add(formOf(remembered));
    placed.push({ block, remembered });
  }
  return placed;
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
function assemble(
  request: LlmRequest,
  placed: readonly Placed[],
  fresh: readonly Remembered[],
  additions: readonly Edit[],
  nameCommand: (command: string) => string,
): Prepared {
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
      ...(block.call?.command === undefined ? {} : { command: nameCommand(block.call.command) }),
      kind: remembered.kind ?? 'text',
      removed: json === undefined ? -remembered.tokensBefore : remembered.tokensBefore - remembered.tokensAfter,
      ...(json === undefined ? {} : { before: remembered.tokensBefore }),
      way: wayOf(remembered),
      repeated: remembered.tokensRepeated ?? 0,
      retrieved: json === undefined,
      depth: 0,
    });
  }
  const body = splice(request.raw, merged(edits, additions));
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

/** Edits in the order of their spans; additions are at places where nothing is replaced. */
function merged(edits: readonly Edit[], additions: readonly Edit[]): readonly Edit[] {
  if (additions.length === 0) return edits;
  return [...edits, ...additions].sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
}

function wayOf({ fidelity }: Remembered): SavingWay {
  if (fidelity === 'repeat') return 'repeats';
  return fidelity === 'lossless' || fidelity === 'rendered' ? 'lossless' : 'leftOut';
}
