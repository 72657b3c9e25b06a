import type { Outline, Shape } from '../../../src/lib/json-scan/outline.ts';
import { append } from '../../../src/lib/lists.ts';
import type { Block, Span, ToolCall } from '../../../src/model/block.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';
import type { ReadOptions, ReadResult } from '../../../src/model/provider.ts';
import {
  type Body,
  contentBlocks,
  contextBlocks,
  inputReader,
  lazyCall,
  member,
  memberText,
  objectsIn,
  outputBlocks,
  readResult,
  scanBody,
  systemBlocks,
  textNodes,
} from '../body.ts';
import { memberSpan } from '../member-span.ts';
import { messagePrompt, promptBlock, toolPrompt } from '../prompt-blocks.ts';

const parts: Shape = { elements: { members: { type: {}, text: {}, image_url: {} } } };

const shape: Shape = {
  members: {
    model: {},
    stream: {},
    previous_response_id: {},
    conversation: {},
    prompt: {},
    tools: { elements: { members: { name: {}, type: {} } } },
    instructions: {},
    input: {
      elements: {
        members: {
          type: {},
          id: {},
          internal_chat_message_metadata_passthrough: {},
          role: {},
          call_id: {},
          name: {},
          arguments: {},
          input: {},
          action: {},
          output: parts,
          content: parts,
        },
      },
    },
  },
};

/** Item types that make a call, with the member for its arguments. */
const callTypes: Readonly<Record<string, string>> = {
  function_call: 'arguments',
  custom_tool_call: 'input',
  local_shell_call: 'action',
};

const outputTypes: ReadonlySet<string> = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'local_shell_call_output',
]);

/** Records a call under the id by which its output will refer to it, and returns its arguments. */
function noteCall(body: Body, item: Outline, type: string, calls: Map<string, ToolCall>): readonly Block[] {
  const id = memberText(body, item, 'call_id');
  const tool = type === 'local_shell_call' ? 'local_shell' : memberText(body, item, 'name');
  if (id === undefined || tool === undefined) return [];
  const input = member(item, callTypes[type] as string);
  const call = lazyCall(id, tool, inputReader(body, input));
  calls.set(id, call);
  return contextBlocks(body, 'assistant', [input], call);
}

/** The call that an output answers: one of this body, or one that the caller knows. */
function callOf(body: Body, item: Outline, calls: ReadonlyMap<string, ToolCall>, options: ReadOptions) {
  const id = memberText(body, item, 'call_id');
  if (id === undefined) return undefined;
  const known = calls.get(id);
  if (known !== undefined) return known;
  const told = options.knownCalls?.get(id);
  return told === undefined ? { id, tool: '', input: '' } : lazyCall(id, told.tool, () => told.input);
}

/** Members that refer to a part of the prompt which the provider already has. */
const elsewhere = ['previous_response_id', 'conversation', 'prompt'];

/** Members of an item that are notes between client and service, anew in every session, which the model never sees. */
const notes = ['id', 'internal_chat_message_metadata_passthrough'];

function withoutNotes({ raw }: Body, block: PromptBlock, item: Outline | undefined): PromptBlock {
  const apart: Span[] = [];
  const values = notes.flatMap((name) => item?.members?.get(name) ?? []);
  const spans = values.map(({ span }) => span).sort((a, b) => a[0] - b[0]);
  for (const [valueStart, valueEnd] of spans) {
    const [start, end] = memberSpan(raw, valueStart, valueEnd);
    // Of two adjacent ones, only one includes the comma between them.
    apart.push([Math.max(start, apart.at(-1)?.[1] ?? start), end]);
  }
  return apart.length === 0 ? block : { ...block, apart };
}

/**
 * The prompt in the order in which it is cached: tools, instructions, input; `undefined` if only the provider has all
 * of it.
 */
function readPrompt(body: Body): { readonly prompt?: readonly PromptBlock[] } {
  const { root } = body;
  if (elsewhere.some((name) => ['string', 'object'].includes(root.members?.get(name)?.kind ?? ''))) return {};
  const instructions = member(root, 'instructions');
  const input = member(root, 'input');
  const prompt = [
    ...(member(root, 'tools')?.elements ?? []).map((tool) => toolPrompt(body, tool, tool)),
    ...(instructions?.kind === 'string' ? [promptBlock('system', instructions)] : []),
    ...(input?.kind === 'string' ? [promptBlock('messages', input)] : []),
    ...inputPrompt(body, input?.elements ?? [], instructions === undefined),
  ];
  return { prompt };
}

/**
 * The items of the input as blocks. Codex lists its tools in items at the start instead of the body's `tools`.
 * @param isStart only tools come before the input
 */
function inputPrompt(body: Body, items: readonly Outline[], isStart: boolean): readonly PromptBlock[] {
  const isOther = (item: Outline) => memberText(body, item, 'type') !== 'additional_tools';
  const toolItems = isStart ? items.findIndex(isOther) : 0;
  return messagePrompt(body, items, picturesIn).map((block, index) => {
    const isTools = index < toolItems || toolItems === -1;
    return withoutNotes(body, isTools ? { ...block, section: 'tools' } : block, items[index]);
  });
}

function picturesIn(item: Outline): readonly Outline[] {
  return [...objectsIn(member(item, 'content')), ...objectsIn(member(item, 'output'))].flatMap(
    (part) => member(part, 'image_url') ?? [],
  );
}

/** Finds the tool output of a Responses request: strings and `input_text` parts of the output items. */
export function readResponses(raw: Uint8Array, options: ReadOptions = {}): ReadResult {
  const body = scanBody(raw, shape);
  const calls = new Map<string, ToolCall>();
  const input = member(body.root, 'input');
  const blocks: Block[] = [];
  const context: Block[] = [];
  const system = [...systemBlocks(body, [member(body.root, 'instructions')])];
  if (input?.kind === 'string') append(context, contextBlocks(body, 'user', [input]));
  if (input?.kind === 'string') append(blocks, outputBlocks(body, [input], options.findOutputs));
  for (const item of objectsIn(input)) {
    const type = memberText(body, item, 'type') ?? 'message';
    if (Object.hasOwn(callTypes, type)) append(context, noteCall(body, item, type, calls));
    else if (outputTypes.has(type)) {
      const call = callOf(body, item, calls, options);
      append(blocks, contentBlocks(body, member(item, 'output'), 'input_text', call, false));
    } else if (type === 'message') {
      const role = memberText(body, item, 'role');
      const texts = textNodes(body, member(item, 'content'), 'input_text');
      if (role === 'user') {
        append(context, contextBlocks(body, 'user', texts));
        append(blocks, outputBlocks(body, texts, options.findOutputs));
      } else if (role === 'system' || role === 'developer') append(system, systemBlocks(body, texts));
    }
  }
  return { ...readResult(body, blocks, 'input', context, system), ...readPrompt(body) };
}
