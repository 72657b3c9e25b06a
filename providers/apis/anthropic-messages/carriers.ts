import { charactersOf, type Outline } from '../../../src/lib/json-scan/outline.ts';
import { decodeLoosely } from '../../../src/lib/json-scan/strings.ts';
import type { Span } from '../../../src/model/block.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';
import { type Body, member, memberText } from '../body.ts';
import { imageWeight } from '../prompt-blocks.ts';

/** The client's own note of its version, which the service takes out before it caches. */
const billingHeader = 'x-anthropic-billing-header:';

/** Block types that take a breakpoint; thinking takes none, and unknown types may not. */
const carriers: ReadonlySet<string> = new Set([
  'text',
  'image',
  'document',
  'search_result',
  'tool_use',
  'tool_result',
]);

const space = 0x20;
const backslash = 0x5c;

/** Whether a block of the system prompt is the client's note of its version. */
export function isBillingHeader({ raw }: Body, block: Outline): boolean {
  const span = charactersOf(member(block, 'text'));
  const first = span && raw[span[0]];
  // Other texts, which can be long, need not be decoded.
  if (span === undefined || (first !== billingHeader.charCodeAt(0) && first !== backslash)) return false;
  return decodeLoosely(raw, span).startsWith(billingHeader);
}

/** How a breakpoint can be put on a content that is a string; `undefined` if it would be refused. */
export function stringCarrier(body: Body, content: Outline): PromptBlock['carrier'] {
  return isBlank(body.raw, charactersOf(content)) ? undefined : 'string';
}

/** How a breakpoint can be put on a block; `undefined` if it would be refused. */
export function blockCarrier(body: Body, block: Outline): PromptBlock['carrier'] {
  const type = memberText(body, block, 'type') ?? '';
  if (!carriers.has(type)) return undefined;
  if (type === 'text') return isBlankText(body, block) ? undefined : 'object';
  // It is undocumented whether a result without text takes one; the block before it does.
  if (type === 'tool_result') return isBlankContent(body, member(block, 'content')) ? undefined : 'object';
  return 'object';
}

/** The weight of a block with pictures whose files are larger than their cost; `undefined` for all others. */
export function weightOf(body: Body, block: Outline): number | undefined {
  if (block.span[1] - block.span[0] <= imageWeight) return undefined;
  const pictures = [block, ...(member(block, 'content')?.elements ?? [])].filter(
    (each) => memberText(body, each, 'type') === 'image',
  );
  const excess = pictures.map(({ span }) => Math.max(0, span[1] - span[0] - imageWeight));
  const sum = excess.reduce((total, each) => total + each, 0);
  return sum === 0 ? undefined : block.span[1] - block.span[0] - sum;
}

function isBlankText({ raw }: Body, block: Outline): boolean {
  return isBlank(raw, charactersOf(member(block, 'text')));
}

function isBlankContent(body: Body, content: Outline | undefined): boolean {
  if (content?.kind === 'string') return isBlank(body.raw, charactersOf(content));
  return (content?.elements ?? []).every(
    (each) => memberText(body, each, 'type') === 'text' && isBlankText(body, each),
  );
}

/** Anything that shows: neither white space nor a control or formatting character, whichever list of them is used. */
const visible = /[^\p{White_Space}\p{Cc}\p{Cf}]/u;

/** Whether a text is empty or white space, which takes no breakpoint; anything but text counts as blank. */
function isBlank(raw: Uint8Array, span: Span | undefined): boolean {
  if (span === undefined) return true;
  const first = raw[span[0]] as number;
  // A character of plain ASCII shows, unless it is a space or begins an escape. Most texts begin so.
  if (span[0] < span[1] && first > space && first < 0x7f && first !== backslash) return false;
  return !visible.test(decodeLoosely(raw, span));
}
