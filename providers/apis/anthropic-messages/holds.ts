import type { Outline } from '../../../src/lib/json-scan/outline.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';
import { type Body, member, memberText } from '../body.ts';

/**
 * Whether a block of a message is an answer of the model, or a tool's result that is only text. Thinking is neither:
 * the service may count it once, twice or not at all.
 */
export function blockHolds(body: Body, block: Outline, role: string | undefined): PromptBlock['holds'] {
  const type = memberText(body, block, 'type');
  if (role === 'assistant') return type === 'text' || type === 'tool_use' ? 'answer' : undefined;
  return role === 'user' && type === 'tool_result' && isText(body, member(block, 'content')) ? 'results' : undefined;
}

function isText(body: Body, content: Outline | undefined): boolean {
  if (content === undefined || content.kind === 'string') return true;
  return content.elements?.every((part) => memberText(body, part, 'type') === 'text') === true;
}
