import { isTrue, type Outline } from '../../../src/lib/json-scan/outline.ts';
import { append } from '../../../src/lib/lists.ts';
import type { Block, ToolCall } from '../../../src/model/block.ts';
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
import { readPrompt } from './prompt.ts';
import { shape } from './shape.ts';

/** Records a call of the assistant and returns its arguments. */
function noteCall(body: Body, block: Outline, calls: Map<string, ToolCall>): readonly Block[] {
  const id = memberText(body, block, 'id');
  const tool = memberText(body, block, 'name');
  if (id === undefined || tool === undefined) return [];
  const input = member(block, 'input');
  const call = lazyCall(id, tool, inputReader(body, input));
  calls.set(id, call);
  return contextBlocks(body, 'assistant', [input], call);
}

/** Whether the provider is asked to clear results of tools once there are many. */
function clearsResults(body: Body): boolean {
  const edits = objectsIn(member(member(body.root, 'context_management'), 'edits'));
  return edits.some((edit) => memberText(body, edit, 'type')?.startsWith('clear_tool_uses') === true);
}

/** The texts of a tool's result. */
function resultBlocks(body: Body, block: Outline, calls: ReadonlyMap<string, ToolCall>): readonly Block[] {
  const id = memberText(body, block, 'tool_use_id');
  const call = id === undefined ? undefined : (calls.get(id) ?? { id, tool: '', input: '' });
  const failed = isTrue(body.raw, member(block, 'is_error'));
  return contentBlocks(body, member(block, 'content'), 'text', call, failed);
}

/** Finds the tool output of a Messages request: string contents and text parts of `tool_result` blocks. */
export function readMessages(raw: Uint8Array, options: ReadOptions = {}): ReadResult {
  const body = scanBody(raw, shape);
  const calls = new Map<string, ToolCall>();
  const blocks: Block[] = [];
  const context: Block[] = [];
  for (const message of objectsIn(member(body.root, 'messages'))) {
    const role = memberText(body, message, 'role');
    const content = member(message, 'content');
    if (role === 'user' && content?.kind === 'string') {
      append(context, contextBlocks(body, 'user', [content]));
      append(blocks, outputBlocks(body, [content], options.findOutputs));
    }
    for (const block of objectsIn(content)) {
      const type = memberText(body, block, 'type');
      if (type === 'tool_use') append(context, noteCall(body, block, calls));
      else if (role === 'user' && type === 'tool_result') append(blocks, resultBlocks(body, block, calls));
      else if (role === 'user' && type === 'text') {
        append(context, contextBlocks(body, 'user', [member(block, 'text')]));
        append(blocks, outputBlocks(body, textNodes(body, member(block, 'text'), type), options.findOutputs));
      }
    }
  }
  const system = systemBlocks(body, textNodes(body, member(body.root, 'system'), 'text'));
  const read = { ...readResult(body, blocks, 'messages', context, system), ...readPrompt(body) };
  return clearsResults(body) ? { ...read, clearsResults: true } : read;
}
