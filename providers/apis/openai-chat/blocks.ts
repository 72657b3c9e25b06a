import type { Outline, Shape } from '../../../src/lib/json-scan/outline.ts';
import { append } from '../../../src/lib/lists.ts';
import type { Block, ToolCall } from '../../../src/model/block.ts';
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
import { messagePrompt, toolPrompt } from '../prompt-blocks.ts';

const shape: Shape = {
  members: {
    model: {},
    stream: {},
    tools: {
      elements: { members: { name: {}, function: { members: { name: {} } }, custom: { members: { name: {} } } } },
    },
    messages: {
      elements: {
        members: {
          role: {},
          name: {},
          tool_call_id: {},
          content: { elements: { members: { type: {}, text: {}, image_url: {} } } },
          tool_calls: {
            elements: {
              members: {
                id: {},
                function: { members: { name: {}, arguments: {} } },
                custom: { members: { name: {}, input: {} } },
              },
            },
          },
          function_call: { members: { name: {}, arguments: {} } },
        },
      },
    },
  },
};

/** Calls by id, and the latest call of each function for results of the older kind, which name only the function. */
type Calls = { readonly byId: Map<string, ToolCall>; readonly byName: Map<string, ToolCall> };

/** Records the calls of an assistant message and returns their arguments. */
function noteCalls(body: Body, message: Outline, calls: Calls): readonly Block[] {
  const made: Block[] = [];
  for (const entry of objectsIn(member(message, 'tool_calls'))) {
    const id = memberText(body, entry, 'id');
    const target = member(entry, 'function') ?? member(entry, 'custom');
    const tool = memberText(body, target, 'name');
    if (id === undefined || tool === undefined) continue;
    const input = member(target, 'arguments') ?? member(target, 'input');
    const call = lazyCall(id, tool, inputReader(body, input));
    calls.byId.set(id, call);
    append(made, contextBlocks(body, 'assistant', [input], call));
  }
  const single = member(message, 'function_call');
  const name = memberText(body, single, 'name');
  if (name !== undefined) {
    const input = member(single, 'arguments');
    const call = lazyCall(undefined, name, inputReader(body, input));
    calls.byName.set(name, call);
    append(made, contextBlocks(body, 'assistant', [input], call));
  }
  return made;
}

/** The call that a `tool` or `function` message answers. */
function callOf(body: Body, message: Outline, calls: Calls): ToolCall | undefined {
  const name = memberText(body, message, 'name');
  const id = memberText(body, message, 'tool_call_id');
  if (id !== undefined) return calls.byId.get(id) ?? { id, tool: name ?? '', input: '' };
  if (name === undefined) return undefined;
  return calls.byName.get(name) ?? { tool: name, input: '' };
}

/** The prompt in the order in which it is cached: tools, then the messages. */
function readPrompt(body: Body): readonly PromptBlock[] {
  const tools = member(body.root, 'tools')?.elements ?? [];
  const messages = member(body.root, 'messages')?.elements ?? [];
  const picturesIn = (message: Outline) =>
    objectsIn(member(message, 'content')).flatMap((part) => member(part, 'image_url') ?? []);
  return [
    ...tools.map((tool) => toolPrompt(body, tool, member(tool, 'function') ?? member(tool, 'custom') ?? tool)),
    ...messagePrompt(body, messages, picturesIn),
  ];
}

/** Finds the tool output of a Chat Completions request: `tool` and `function` messages. */
export function readChat(raw: Uint8Array, options: ReadOptions = {}): ReadResult {
  const body = scanBody(raw, shape);
  const calls: Calls = { byId: new Map(), byName: new Map() };
  const blocks: Block[] = [];
  const context: Block[] = [];
  const system: Block[] = [];
  for (const message of objectsIn(member(body.root, 'messages'))) {
    const role = memberText(body, message, 'role');
    const content = member(message, 'content');
    if (role === 'assistant') append(context, noteCalls(body, message, calls));
    else if (role === 'tool' || role === 'function') {
      append(blocks, contentBlocks(body, content, 'text', callOf(body, message, calls), false));
    } else if (role === 'user') {
      const texts = textNodes(body, content, 'text');
      append(context, contextBlocks(body, 'user', texts));
      append(blocks, outputBlocks(body, texts, options.findOutputs));
    } else if (role === 'system' || role === 'developer') {
      append(system, systemBlocks(body, textNodes(body, content, 'text')));
    }
  }
  return { ...readResult(body, blocks, 'messages', context, system), prompt: readPrompt(body) };
}
