import type { Outline, Shape } from '../../../src/lib/json-scan/outline.ts';
import { append } from '../../../src/lib/lists.ts';
import type { Block, ToolCall } from '../../../src/model/block.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';
import type { ReadOptions, ReadResult } from '../../../src/model/provider.ts';
import {
  type Body,
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
  toolBlocks,
} from '../body.ts';
import { promptBlock, toolPrompt } from '../prompt-blocks.ts';

const call: Shape = { members: { id: {}, name: {}, args: {} } };
const response: Shape = {
  members: { id: {}, name: {}, response: { members: { output: {}, content: {}, result: {}, error: {} } } },
};

const declarations: Shape = { elements: { members: { name: {} } } };
const instruction: Shape = { members: { parts: { elements: { members: { text: {} } } } } };

/** Protocol buffers' JSON takes a field's name in either case style. */
const shape: Shape = {
  members: {
    model: {},
    cachedContent: {},
    cached_content: {},
    tools: { elements: { members: { functionDeclarations: declarations, function_declarations: declarations } } },
    systemInstruction: instruction,
    system_instruction: instruction,
    contents: {
      elements: {
        members: {
          role: {},
          parts: {
            elements: {
              members: {
                text: {},
                inlineData: {},
                inline_data: {},
                functionCall: call,
                function_call: call,
                functionResponse: response,
                function_response: response,
              },
            },
          },
        },
      },
    },
  },
};

/** Calls by id, and by name those that no response has answered yet, in order. */
type Calls = { readonly byId: Map<string, ToolCall>; readonly waiting: Map<string, ToolCall[]> };

/** Records a call of the model and returns its arguments. */
function noteCall(body: Body, node: Outline, calls: Calls): readonly Block[] {
  const tool = memberText(body, node, 'name');
  if (tool === undefined) return [];
  const id = memberText(body, node, 'id');
  const input = member(node, 'args');
  const made = lazyCall(id, tool, inputReader(body, input));
  if (id !== undefined) calls.byId.set(id, made);
  else calls.waiting.set(tool, [...(calls.waiting.get(tool) ?? []), made]);
  return contextBlocks(body, 'assistant', [input], made);
}

/** The call that a response answers. */
function callOf(body: Body, node: Outline, calls: Calls): ToolCall | undefined {
  const tool = memberText(body, node, 'name');
  if (tool === undefined) return undefined;
  const id = memberText(body, node, 'id');
  if (id !== undefined) return calls.byId.get(id) ?? { id, tool, input: '' };
  return calls.waiting.get(tool)?.shift() ?? { tool, input: '' };
}

/** The texts of a function's response. */
function responseBlocks(body: Body, node: Outline, calls: Calls): readonly Block[] {
  const made = callOf(body, node, calls);
  const answer = member(node, 'response');
  if (answer?.members === undefined || answer.repeated === true) return [];
  // The map keeps the order of the text.
  return [...answer.members].flatMap(([key, value]) => toolBlocks(body, value, made, key === 'error'));
}

/** The name after `models/` in a path. */
function modelIn(path: string): string {
  return /\/models\/([^/:]+):[A-Za-z]+$/.exec(path)?.[1] ?? '';
}

/** The texts of the system prompt. */
function systemTexts(body: Body): readonly Block[] {
  const node = member(body.root, 'systemInstruction') ?? member(body.root, 'system_instruction');
  const texts = objectsIn(member(node, 'parts')).map((part) => member(part, 'text'));
  return systemBlocks(body, texts);
}

/**
 * The prompt in the order in which it is assumed to be cached: tools, system instruction, contents; `undefined` if it
 * continues explicitly cached content.
 */
function readPrompt(body: Body): { readonly prompt?: readonly PromptBlock[] } {
  const { root } = body;
  if ([member(root, 'cachedContent'), member(root, 'cached_content')].some((node) => node?.kind === 'string'))
    return {};
  const system = member(root, 'systemInstruction') ?? member(root, 'system_instruction');
  const picturesIn = (content: Outline) =>
    objectsIn(member(content, 'parts')).flatMap(
      (part) => member(part, 'inlineData') ?? member(part, 'inline_data') ?? [],
    );
  const prompt = [
    ...(member(root, 'tools')?.elements ?? []).flatMap((tool) => toolPrompts(body, tool)),
    ...(system === undefined ? [] : [promptBlock('system', system)]),
    ...(member(root, 'contents')?.elements ?? []).map((each) => promptBlock('messages', each, picturesIn(each))),
  ];
  return { prompt };
}

/** The declarations of a tool, or the tool if it has none. */
function toolPrompts(body: Body, tool: Outline): readonly PromptBlock[] {
  const declared = member(tool, 'functionDeclarations') ?? member(tool, 'function_declarations');
  if (declared?.elements === undefined) return [promptBlock('tools', tool)];
  return declared.elements.map((each) => toolPrompt(body, each, each));
}

/** Finds the tool output of a Gemini request: the strings of its function responses. */
export function readContents(raw: Uint8Array, options: ReadOptions = {}): ReadResult {
  const body = scanBody(raw, shape);
  const calls: Calls = { byId: new Map(), waiting: new Map() };
  const blocks: Block[] = [];
  const context: Block[] = [];
  for (const content of objectsIn(member(body.root, 'contents'))) {
    const role = memberText(body, content, 'role');
    for (const part of objectsIn(member(content, 'parts'))) {
      const made = member(part, 'functionCall') ?? member(part, 'function_call');
      const answer = member(part, 'functionResponse') ?? member(part, 'function_response');
      const text = member(part, 'text');
      if (made !== undefined) append(context, noteCall(body, made, calls));
      else if (answer !== undefined) append(blocks, responseBlocks(body, answer, calls));
      else if (text?.kind === 'string' && role === 'user') {
        append(context, contextBlocks(body, 'user', [text]));
        append(blocks, outputBlocks(body, [text], options.findOutputs));
      }
    }
  }
  const read = { ...readResult(body, blocks, 'contents', context, systemTexts(body)), ...readPrompt(body) };
  return { ...read, model: read.model === '' ? modelIn(options.path ?? '') : read.model };
}
