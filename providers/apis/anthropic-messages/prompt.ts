import { isTrue, type Outline } from '../../../src/lib/json-scan/outline.ts';
import { sourceText } from '../../../src/lib/json-scan/strings.ts';
import { append } from '../../../src/lib/lists.ts';
import type { Span } from '../../../src/model/block.ts';
import type { PromptBlock, PromptSection } from '../../../src/model/prompt.ts';
import { type Body, member, memberText } from '../body.ts';
import { memberSpan } from '../member-span.ts';
import { blockCarrier, isBillingHeader, stringCarrier, weightOf } from './carriers.ts';
import { blockHolds } from './holds.ts';

/** A prompt as the API caches it, and whether breakpoints may be put into it. */
export type Prompt = { readonly prompt: readonly PromptBlock[]; readonly takesBreakpoints: boolean };

/** The blocks of a tool, the system prompt or a message. */
type Part = {
  readonly blocks: readonly PromptBlock[];
  /** A message without content: blocks after it differ because of it. */
  readonly gap?: string;
  /** No key in it asks for caching, and every place in it is unambiguous. */
  readonly isPlain: boolean;
};

const key = 'cache_control';

/**
 * The results for elements at the same offsets in an earlier body: the same outline then means the same bytes. It
 * references no body, so that an old one is not kept in memory.
 */
const known = { tools: new WeakMap<Outline, Part>(), messages: new WeakMap<Outline, Part>() };

const readers = { tools: toolPart, messages: messagePart };

/** Reads the prompt in the order in which it is cached: tools, system, messages. */
export function readPrompt(body: Body): Prompt {
  const { root } = body;
  const tools = partsOf(body, 'tools', member(root, 'tools'));
  const system = systemPart(body, member(root, 'system'));
  const messages = partsOf(body, 'messages', member(root, 'messages'));
  const prompt: PromptBlock[] = [];
  for (const { blocks } of tools) append(prompt, blocks);
  pushSalted(prompt, [system], 'system');
  // Every message begins with its speaker, and the first also with the settings.
  pushSalted(prompt, messages, cacheSettings(body));
  const takesBreakpoints =
    prompt.length > 0 && isOpen(root) && [...tools, system, ...messages].every((part) => part.isPlain);
  return { prompt, takesBreakpoints };
}

/** Settings whose change drops the messages from the cache, and nothing else. */
function cacheSettings({ raw, root }: Body): string {
  const values = ['tool_choice', 'thinking'].map((name) => member(root, name));
  return values.map((value) => ` ${value === undefined ? '' : sourceText(raw, value.span)}`).join('');
}

/** Adds the blocks of a section. The first gets a salt besides its own, and so does a block after a gap. */
function pushSalted(prompt: PromptBlock[], parts: readonly Part[], salt: string): void {
  let pending = salt;
  for (const { blocks, gap = '' } of parts) {
    for (const block of blocks) {
      prompt.push(pending === '' ? block : { ...block, salt: `${block.salt ?? ''}${pending}` });
      pending = '';
    }
    pending += gap;
  }
}

/** The blocks of a list's elements. */
function partsOf(body: Body, section: 'tools' | 'messages', list: Outline | undefined): readonly Part[] {
  return (list?.elements ?? []).map((element) => {
    const before = known[section].get(element);
    if (before !== undefined) return before;
    const part = readers[section](body, element);
    known[section].set(element, part);
    return part;
  });
}

function toolPart(body: Body, tool: Outline): Part {
  const { isPlain, spans } = asked(body, tool);
  if (isTrue(body.raw, member(tool, 'defer_loading'))) return { blocks: [], isPlain };
  const name = memberText(body, tool, 'name');
  // An entry without a name represents many tools, all of which may be deferred.
  const carrier = name === undefined ? undefined : 'object';
  return { blocks: [blockAt('tools', tool, spans, { name, carrier })], isPlain };
}

function systemPart(body: Body, system: Outline | undefined): Part {
  const { blocks, isPlain } = contentPart(body, system, system, 'system', {});
  return { blocks: blocks.filter(({ source }) => !isBillingHeader(body, source as Outline)), isPlain };
}

/** The blocks of a message; the first is salted with its speaker. */
function messagePart(body: Body, message: Outline): Part {
  const role = memberText(body, message, 'role');
  const ends = { salt: role ?? '?', endsUserMessage: role === 'user', role };
  const part = contentPart(body, message, member(message, 'content'), 'messages', ends);
  return part.blocks.length > 0 ? part : { ...part, gap: sourceText(body.raw, message.span) };
}

/** The blocks of a content that is a string, or a list of blocks; `ends` says what its first and last block are. */
function contentPart(
  body: Body,
  holder: Outline | undefined,
  content: Outline | undefined,
  section: 'system' | 'messages',
  ends: Pick<Facts, 'salt' | 'endsUserMessage'> & { readonly role?: string },
): Part {
  const { isPlain, spans } = asked(body, holder);
  if (content?.kind === 'string') {
    const carrier = stringCarrier(body, content);
    const holds = ends.role === 'assistant' ? 'answer' : undefined;
    return { blocks: [blockAt(section, content, spans, { ...ends, carrier, holds })], isPlain };
  }
  const elements = content?.elements ?? [];
  const blocks = elements.map((element, index) =>
    blockAt(section, element, spans, {
      salt: index === 0 ? ends.salt : undefined,
      weight: weightOf(body, element),
      endsUserMessage: index === elements.length - 1 && ends.endsUserMessage,
      carrier: blockCarrier(body, element),
      holds: blockHolds(body, element, ends.role),
    }),
  );
  return { blocks, isPlain };
}

type Facts = Omit<Partial<PromptBlock>, 'section' | 'span' | 'source' | 'apart'>;

/** A block with its members always in the same order: thousands of one layout are read much faster than of many. */
function blockAt(section: PromptSection, outline: Outline, asking: readonly Span[], facts: Facts): PromptBlock {
  const { salt, name, weight, endsUserMessage, carrier, holds } = facts;
  const { span } = outline;
  const within = asking.length === 0 ? asking : asking.filter(([start, end]) => start >= span[0] && end <= span[1]);
  const apart = within.length === 0 ? undefined : within;
  return { section, span, apart, salt, source: outline, name, weight, endsUserMessage, carrier, holds };
}

/** The ranges of the keys that ask for caching, in order, and whether there are none and nothing is ambiguous. */
function asked(
  { raw }: Body,
  holder: Outline | undefined,
): { readonly spans: readonly Span[]; readonly isPlain: boolean } {
  const values: Outline[] = [];
  const isPlain = holder === undefined || search(holder, values);
  const spans = values.map(({ span }) => memberSpan(raw, span[0], span[1]));
  return { spans: spans.sort((a, b) => a[0] - b[0]), isPlain };
}

/** Collects the values of all keys that ask for caching, at any depth that was read. */
function search(node: Outline, values: Outline[]): boolean {
  let isPlain = isOpen(node);
  const value = node.members?.get(key);
  if (value !== undefined) values.push(value);
  for (const inner of node.elements ?? node.members?.values() ?? []) {
    if (inner.members === undefined && inner.elements === undefined) continue;
    if (!search(inner, values)) isPlain = false;
  }
  return isPlain;
}

function isOpen(node: Outline): boolean {
  return node.repeated !== true && node.members?.has(key) !== true;
}
