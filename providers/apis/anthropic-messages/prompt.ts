import { charactersOf, isTrue, type Outline } from '../../../src/lib/json-scan/outline.ts';
import { decodeString, sourceText } from '../../../src/lib/json-scan/strings.ts';
import type { Span } from '../../../src/model/block.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';
import { type Body, member, memberText } from '../body.ts';
import { memberSpan } from '../member-span.ts';
import { imageWeight } from '../prompt-blocks.ts';

/** A prompt as the API keeps it, and whether breakpoints may be put into it. */
export type Prompt = { readonly prompt: readonly PromptBlock[]; readonly takesBreakpoints: boolean };

const key = 'cache_control';

/** The client's own note of its version, which the service takes out before it caches. */
const billingHeader = 'x-anthropic-billing-header:';

/** Block types that take a breakpoint; thinking takes none, and nobody knows about types that are yet to come. */
const carriers: ReadonlySet<string> = new Set([
  'text',
  'image',
  'document',
  'search_result',
  'tool_use',
  'tool_result',
]);

/** Reads the prompt in the order in which it is cached: tools, system, messages. */
export function readPrompt(body: Body): Prompt {
  const { root } = body;
  const prompt: PromptBlock[] = [];
  const tools = member(root, 'tools')?.elements ?? [];
  for (const tool of tools) if (!isTrue(body.raw, member(tool, 'defer_loading'))) prompt.push(toolBlock(body, tool));
  prompt.push(...contentOf(body, member(root, 'system'), 'system', '', false));
  let settings = cacheSettings(body);
  for (const message of member(root, 'messages')?.elements ?? []) {
    const role = memberText(body, message, 'role') ?? '';
    const content = contentOf(body, member(message, 'content'), 'messages', role + settings, role === 'user');
    if (content.length > 0) settings = '';
    prompt.push(...content);
  }
  return { prompt, takesBreakpoints: prompt.length > 0 && isPlain(root) };
}

/** Settings whose change drops the messages from the cache, and nothing else. */
function cacheSettings({ raw, root }: Body): string {
  const values = ['tool_choice', 'thinking'].map((name) => member(root, name));
  return values.map((value) => ` ${value === undefined ? '' : sourceText(raw, value.span)}`).join('');
}

function toolBlock(body: Body, tool: Outline): PromptBlock {
  return {
    section: 'tools',
    span: tool.span,
    source: tool,
    ...apartOf(body, [tool]),
    get name() {
      return memberText(body, tool, 'name');
    },
    ...(tool.members === undefined ? {} : { carrier: 'object' }),
  };
}

/** The blocks of a content that is a string, or a list of blocks. The first is told apart by who speaks. */
function contentOf(
  body: Body,
  content: Outline | undefined,
  section: 'system' | 'messages',
  salt: string,
  byUser: boolean,
): readonly PromptBlock[] {
  if (content?.kind === 'string') {
    const carrier = isBlank(body.raw, charactersOf(content)) ? undefined : 'string';
    return [{ section, span: content.span, source: content, salt, carrier, endsUserMessage: byUser }];
  }
  const blocks = (content?.elements ?? []).filter((each) => section === 'messages' || !isHeader(body, each));
  return blocks.map((block, index): PromptBlock => {
    const type = memberText(body, block, 'type');
    const size = block.span[1] - block.span[0];
    return {
      section,
      span: block.span,
      source: block,
      ...(index === 0 ? { salt } : {}),
      endsUserMessage: byUser && index === blocks.length - 1,
      ...apartOf(body, [block, ...inner(block)]),
      ...(type === 'image' && size > imageWeight ? { weight: imageWeight } : {}),
      get carrier() {
        return canCarry(body, block, type) ? ('object' as const) : undefined;
      },
    };
  });
}

function isHeader(body: Body, block: Outline): boolean {
  const span = charactersOf(member(block, 'text'));
  if (span === undefined) return false;
  return sourceText(body.raw, [span[0], Math.min(span[1], span[0] + billingHeader.length)]) === billingHeader;
}

/** Blocks within a block that may carry a breakpoint of their own. */
function inner(block: Outline): readonly Outline[] {
  const parts = member(block, 'content')?.elements ?? [];
  return [...parts, ...(member(member(block, 'source'), 'content')?.elements ?? [])];
}

function canCarry(body: Body, block: Outline, type: string | undefined): boolean {
  if (block.members === undefined || block.repeated === true || !carriers.has(type ?? '')) return false;
  return type !== 'text' || !isBlank(body.raw, charactersOf(member(block, 'text')));
}

const space = 0x20;
const backslash = 0x5c;

/** Whether the escape of a line's end or a tab stands there. */
function isBreak(raw: Uint8Array, at: number): boolean {
  const letter = raw[at + 1];
  return raw[at] === backslash && (letter === 0x6e || letter === 0x72 || letter === 0x74);
}

/** Whether a text is empty or white space, which takes no breakpoint; what is no text counts as blank. */
function isBlank(raw: Uint8Array, span: Span | undefined): boolean {
  if (span === undefined) return true;
  let at = span[0];
  while (at < span[1] && (raw[at] === space || isBreak(raw, at))) at += raw[at] === space ? 1 : 2;
  if (at === span[1]) return true;
  const byte = raw[at] as number;
  // Any other character that is plain ASCII shows.
  return (byte === backslash || byte >= 0x80) && decodeString(raw, span)?.trim() === '';
}

/** The ranges of the keys that ask for caching, in order. */
function apartOf(body: Body, holders: readonly Outline[]): { readonly apart?: readonly Span[] } {
  const spans = holders.flatMap((holder): readonly Span[] => {
    const value = holder.members?.get(key);
    return value === undefined ? [] : [memberSpan(body.raw, value.span[0], value.span[1])];
  });
  return spans.length === 0 ? {} : { apart: spans.sort((a, b) => a[0] - b[0]) };
}

/** Whether no key asks for caching anywhere where the API takes one, and every place can be told without doubt. */
function isPlain(root: Outline): boolean {
  const isOpen = (node: Outline) => node.repeated !== true && node.members?.has(key) !== true;
  const lists = ['tools', 'system'].flatMap((name) => member(root, name)?.elements ?? []);
  const messages = member(root, 'messages')?.elements ?? [];
  const blocks = messages.flatMap((message) => member(message, 'content')?.elements ?? []);
  return [root, ...lists, ...messages, ...blocks, ...blocks.flatMap(inner)].every(isOpen);
}
