import type { Outline } from '../../src/lib/json-scan/outline.ts';
import type { PromptBlock, PromptSection } from '../../src/model/prompt.ts';
import { type Body, memberText } from './body.ts';

/** The greatest weight of a picture, in bytes: about 1,600 tokens, whatever the size of its file. */
export const imageWeight = 6000;

/**
 * A value of the body as a block of the prompt.
 * @param pictures values within that are pictures
 */
export function promptBlock(section: PromptSection, node: Outline, pictures: readonly Outline[] = []): PromptBlock {
  const surplus = pictures.reduce((sum, { span }) => sum + Math.max(0, span[1] - span[0] - imageWeight), 0);
  return {
    section,
    span: node.span,
    source: node,
    ...(surplus === 0 ? {} : { weight: node.span[1] - node.span[0] - surplus }),
  };
}

/**
 * A tool as a block of the prompt.
 * @param holder the object that holds its name
 */
export function toolPrompt(body: Body, tool: Outline, holder: Outline | undefined): PromptBlock {
  return {
    section: 'tools',
    span: tool.span,
    source: tool,
    get name() {
      return memberText(body, holder, 'name');
    },
  };
}

/** Messages as blocks. Developer messages at the start are the system prompt of APIs without another place for it. */
export function messagePrompt(
  body: Body,
  messages: readonly Outline[],
  picturesIn: (message: Outline) => readonly Outline[],
): readonly PromptBlock[] {
  const byDeveloper = (message: Outline) => /^(?:system|developer)$/.test(memberText(body, message, 'role') ?? '');
  const first = messages.findIndex((message) => !byDeveloper(message));
  const head = first === -1 ? messages.length : first;
  return messages.map((message, index) =>
    promptBlock(index < head ? 'system' : 'messages', message, picturesIn(message)),
  );
}
