import { isUtf8 } from 'node:buffer';
import { charactersOf, isTrue, type Outline, type Shape, textOf } from '../../src/lib/json-scan/outline.ts';
import { partSpans } from '../../src/lib/json-scan/parts.ts';
import { createRecentOutlines } from '../../src/lib/json-scan/recent.ts';
import { decodeString, sourceText } from '../../src/lib/json-scan/strings.ts';
import type { Block, Span, ToolCall } from '../../src/model/block.ts';
import type { FindOutputs, ReadResult } from '../../src/model/provider.ts';
import { commandLine } from '../tools.ts';

/** A cache of recent results. It affects only the speed of reading a body, never the result. */
const recent = createRecentOutlines(8, 8 * 1024 * 1024);

/** A request body with the places that an adapter asked for. */
export type Body = { readonly raw: Uint8Array; readonly root: Outline };

/**
 * Scans a body.
 * @throws {Error} when it is not UTF-8, not JSON, or not an object.
 */
export function scanBody(raw: Uint8Array, shape: Shape): Body {
  if (!isUtf8(raw)) throw new Error('expected a UTF-8 body, found other bytes');
  const root = recent.read(raw, shape);
  if (root.members === undefined) throw new Error(`expected a JSON object, found ${root.kind}`);
  return { raw, root };
}

/** The member of an object; `undefined` if a key of interest is repeated, because readers disagree about those. */
export function member(node: Outline | undefined, key: string): Outline | undefined {
  return node?.repeated === true ? undefined : node?.members?.get(key);
}

/** Elements of an array that are objects whose keys of interest occur once. */
export function objectsIn(node: Outline | undefined): readonly Outline[] {
  return node?.elements?.filter((element) => element.members !== undefined && element.repeated !== true) ?? [];
}

/** The text of a member string. */
export function memberText({ raw }: Body, node: Outline | undefined, key: string): string | undefined {
  return textOf(raw, member(node, key));
}

/**
 * A part of the conversation that is never edited: the arguments of a call, or words of the user; `undefined` for other
 * values.
 */
export function contextBlocks(
  { raw }: Body,
  role: 'assistant' | 'user',
  nodes: readonly (Outline | undefined)[],
  call?: ToolCall,
): readonly Block[] {
  return nodes.flatMap((node): readonly Block[] => {
    if (node === undefined) return [];
    const read = inputReader({ raw, root: node }, node);
    return [
      {
        span: node.span,
        role,
        source: node,
        get text() {
          return read();
        },
        ...(call === undefined ? {} : { call }),
      },
    ];
  });
}

/** The strings of a system prompt, for reading only. Their text is decoded on demand. */
export function systemBlocks({ raw }: Body, nodes: readonly (Outline | undefined)[]): readonly Block[] {
  return nodes.flatMap((node): readonly Block[] => {
    const span = charactersOf(node);
    if (span === undefined) return [];
    return [
      {
        span,
        role: 'system',
        source: node,
        get text() {
          return decodeString(raw, span);
        },
      },
    ];
  });
}

/** The common result of all adapters; without a conversation array, the whole body is the conversation. */
export function readResult(
  body: Body,
  blocks: readonly Block[],
  conversation: string,
  context: readonly Block[] = [],
  system: readonly Block[] = [],
): ReadResult {
  const { raw, root } = body;
  return {
    model: textOf(raw, root.members?.get('model')) ?? '',
    stream: isTrue(raw, root.members?.get('stream')),
    blocks,
    ...(context.length === 0 ? {} : { context }),
    ...(system.length === 0 ? {} : { system }),
    conversation: root.members?.get(conversation)?.span ?? [0, raw.length],
  };
}

/** A tool call whose arguments are read on demand. */
export function lazyCall(id: string | undefined, tool: string, readInput: () => string): ToolCall {
  let input: string | undefined;
  let command: { readonly line: string | undefined } | undefined;
  const call = {
    id,
    tool,
    get input() {
      input ??= readInput();
      return input;
    },
    get command() {
      command ??= { line: commandLine(tool, call.input) };
      return command.line;
    },
  };
  return call;
}

/** The arguments of a call as the wire spells them: a string's text, any other value's JSON, `''` for null or nothing. */
export function inputReader({ raw }: Body, node: Outline | undefined): () => string {
  return () => {
    if (node === undefined) return '';
    const characters = charactersOf(node);
    if (characters !== undefined) return decodeString(raw, characters) ?? sourceText(raw, characters);
    const source = sourceText(raw, node.span);
    return source === 'null' ? '' : source;
  };
}

/** A block of tool output at a string; `undefined` for any other value. Its text is decoded on demand. */
export function toolBlocks(
  { raw }: Body,
  node: Outline | undefined,
  call: ToolCall | undefined,
  failed: boolean,
): readonly Block[] {
  const span = charactersOf(node);
  if (span === undefined) return [];
  let decoded: { readonly text: string | undefined } | undefined;
  return [
    {
      span,
      role: 'tool',
      source: node,
      get text() {
        decoded ??= { text: decodeString(raw, span) };
        return decoded.text;
      },
      ...(call === undefined ? {} : { call }),
      ...(failed ? { failed } : {}),
    },
  ];
}

/** Blocks of a content that is a string, or a list of parts of which those of the given type contain text. */
export function contentBlocks(
  body: Body,
  content: Outline | undefined,
  partType: string,
  call: ToolCall | undefined,
  failed: boolean,
): readonly Block[] {
  return textNodes(body, content, partType).flatMap((node) => toolBlocks(body, node, call, failed));
}

/** The strings of such a content. */
export function textNodes(body: Body, content: Outline | undefined, partType: string): readonly Outline[] {
  if (content?.kind === 'string') return [content];
  return objectsIn(content)
    .filter((part) => memberText(body, part, 'type') === partType)
    .flatMap((part) => {
      const text = member(part, 'text');
      return text?.kind === 'string' ? [text] : [];
    });
}

/** Command output inside a user's texts: a block for each region whose bytes can be located exactly. */
export function outputBlocks(
  { raw }: Body,
  nodes: readonly Outline[],
  findOutputs: FindOutputs | undefined,
): readonly Block[] {
  if (findOutputs === undefined) return [];
  return nodes.flatMap((node) => {
    const characters = charactersOf(node) as Span;
    const text = decodeString(raw, characters);
    const regions = text === undefined ? [] : findOutputs(text);
    const parts: readonly Span[] = regions.map(({ start, end }) => [start, end]);
    const spans = parts.length === 0 ? [] : partSpans(raw, characters, parts);
    return regions.flatMap(({ start, end, command }, index): readonly Block[] => {
      const span = spans[index];
      if (span === undefined) return [];
      const call = { tool: 'shell', input: command, command };
      return [{ span, role: 'tool', text: text?.slice(start, end), call, retrievable: false }];
    });
  });
}
