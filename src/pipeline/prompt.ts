import { decodeString } from '../lib/json-scan/strings.ts';
import type { Block, LlmRequest } from '../model/block.ts';
import { type Above, askingOf, formOf, type OpenBlock } from '../model/decision.ts';
import { asDecision, type DecisionMemory, memoryKey, type Remembered } from './memory.ts';
import { placeOf } from './place.ts';

/** A part of a prompt: tool output with what is known about its decision, or the arguments of a call. */
export type PromptPart = {
  readonly block: Block;
  /** Key of the memory under which its decision is or will be stored. */
  readonly key: string;
  readonly remembered?: Remembered;
  /** It has to be decided: nothing is known, or the known decision may not apply in this request. */
  readonly open: boolean;
  /** It may not point at earlier texts. */
  readonly alone: boolean;
  /** How many blocks with the same call and text precede it, if calls have no ids. */
  readonly occurrence: number;
};

type Survey = Omit<PromptPart, 'occurrence'>;

/** How many of the user's words are passed with a block, in characters. */
const mostAsked = 2000;

/** Added to the key of a block that is decided without regard to earlier texts. */
const aloneMark = ' alone';

/** The memory's key of a decision of a block. */
export function keyFor(key: string, alone: boolean | undefined): string {
  return alone === true ? key + aloneMark : key;
}

/** Reads a request's parts in order and says for each what is known, and whether it still holds. */
export function surveyPrompt(request: LlmRequest, memory: DecisionMemory): readonly PromptPart[] {
  const parts: PromptPart[] = [];
  const forms = new Set<string>();
  const met = new Map<string, number>();
  let undecided = false;
  for (const block of inOrder(request)) {
    const plain = memoryKey(request, block);
    const occurrence = block.call?.id === undefined ? (met.get(plain) ?? 0) : 0;
    const key = occurrence === 0 ? plain : `${plain} ${occurrence}`;
    met.set(plain, occurrence + 1);
    const part: Survey | undefined =
      block.role === 'tool' ? surveyBlock(request, block, key, memory, forms, undecided) : undefined;
    // One that is only decided again to store its original keeps its form.
    if (part?.open === true && (part.remembered === undefined || part.remembered.sources !== undefined))
      undecided = true;
    if (part === undefined) forms.add(key);
    else if (part.remembered !== undefined) forms.add(formOf(part.remembered));
    parts.push({ ...(part ?? { block, key, open: false, alone: false }), occurrence });
  }
  return parts;
}

function surveyBlock(
  request: LlmRequest,
  block: Block,
  key: string,
  memory: DecisionMemory,
  forms: ReadonlySet<string>,
  undecided: boolean,
): Survey {
  const first = memory.get(key);
  const broken =
    request.clearsResults === true ||
    (!undecided && first?.sources !== undefined && !first.sources.every((source) => forms.has(source)));
  const alone = broken && (first === undefined || first.sources !== undefined);
  const own = keyFor(key, alone);
  const remembered = alone ? memory.get(own) : first;
  // Whether its target is in the request is not known before the target is decided.
  const unsure = undecided && remembered?.sources !== undefined;
  return { block, key, remembered, alone, open: remembered === undefined || unsure || memory.isDue(own) };
}

/** Tool output and calls, in the order of the body. */
function inOrder(request: LlmRequest): readonly Block[] {
  const output = request.blocks.filter(({ role }) => role === 'tool');
  const calls = (request.context ?? []).filter(({ role, span }) => role === 'assistant' && span[1] - span[0] > 200);
  if (calls.length === 0) return output;
  return [...output, ...calls].sort((a, b) => a.span[0] - b.span[0]);
}

/**
 * The open blocks of a prompt, each once, and the texts before them. Ill-formed text is left as it is and needs no
 * decision.
 */
export function openParts(
  request: LlmRequest,
  parts: readonly PromptPart[],
): { readonly open: ReadonlyMap<string, OpenBlock>; readonly above: readonly Above[] } {
  const open = new Map<string, OpenBlock>();
  const last = parts.findLastIndex((part) => part.open);
  const asked = askedReader(request);
  const turnOf = turnReader(request);
  const standing: { part: PromptPart; after: number }[] = [];
  for (const part of parts.slice(0, last + 1)) {
    if (!part.open) standing.push({ part, after: open.size });
    else if (!open.has(part.key) && part.block.text !== undefined)
      open.set(part.key, { ...openBlock(request, part, asked), turn: turnOf(part.block) });
  }
  const asking = new Set([...open.values()].map(({ call }) => call?.tool));
  return { open, above: standing.flatMap(({ part, after }) => aboveBlock(part, after, asking, turnOf(part.block))) };
}

function openBlock(
  request: LlmRequest,
  { block, alone, occurrence, remembered }: PromptPart,
  asked: (block: Block) => string | undefined,
) {
  const { call, failed, retrievable, text } = block;
  const plainCall = call && { id: call.id, tool: call.tool, input: call.input, command: call.command };
  const open: OpenBlock = { api: request.api, text: text as string, call: plainCall, failed, retrievable };
  const again = occurrence > 0 ? { occurrence } : {};
  const held = remembered === undefined ? {} : { held: asDecision(remembered) };
  return { ...open, asked: asked(block), ...again, ...(alone ? { alone } : {}), ...held };
}

/** How many calls the model had made when a block came; if it makes none, how many messages the user had sent. */
function turnReader({ context = [] }: LlmRequest): (block: Block) => number {
  const calls = context.filter(({ role }) => role === 'assistant');
  const starts = (calls.length > 0 ? calls : context).map(({ span }) => span[0]);
  return ({ span }) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) < span[0]) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The last words of the user before a block. */
function askedReader(request: LlmRequest): (block: Block) => string | undefined {
  const words = (request.context ?? []).filter(({ role }) => role === 'user');
  return (block) => {
    for (let index = words.length - 1; index >= 0; index--) {
      const said = words[index] as Block;
      if (said.span[0] >= block.span[0]) continue;
      const text = said.text?.trimStart();
      // Clients put reminders of their own between the user's words.
      if (text !== undefined && !text.startsWith('<')) return text.slice(0, mostAsked);
    }
    return undefined;
  };
}

function aboveBlock(
  { block, key, remembered }: PromptPart,
  after: number,
  asking: ReadonlySet<string | undefined>,
  turn: number,
): readonly Above[] {
  const own = block.role !== 'tool';
  // A form that no store keeps may differ after a restart.
  if (!own && (remembered === undefined || !remembered.durable || block.retrievable === false)) return [];
  const { call } = block;
  const json = remembered?.json;
  return [
    {
      id: remembered === undefined ? key : formOf(remembered),
      after,
      own,
      turn,
      taken: { fidelity: remembered?.fidelity, handle: remembered?.handle },
      ...(!own && call !== undefined && asking.has(call.tool) ? { asking: askingOf(call) } : {}),
      readText: () => (json === undefined ? block.text : decodeString(json, [0, json.length])),
      readPlace: () => (call === undefined ? '' : placeOf(call)),
    },
  ];
}
