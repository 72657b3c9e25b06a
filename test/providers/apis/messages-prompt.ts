import { anthropicMessages as adapter } from '../../../providers/apis/anthropic-messages/adapter.ts';
import { prefixHashBytes, prefixHashes } from '../../../src/lib/prefix-hash.ts';
import type { PromptBlock } from '../../../src/model/prompt.ts';

/** The bytes of a body, given as JSON or as its text. */
export const bytesOf = (body: unknown) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
/** The prompt that is read of a body. */
export const promptOf = (body: unknown): readonly PromptBlock[] => adapter.read(bytesOf(body)).prompt ?? [];
/** Whether breakpoints may be put into a body. */
export const takes = (body: unknown) => adapter.read(bytesOf(body)).takesBreakpoints;
/** The member with which a client asks for caching. */
export const asks = { cache_control: { type: 'ephemeral' } };
/** A message of the user. */
export const user = (...content: unknown[]) => ({ role: 'user', content });
/** A block of text. */
export const text = { type: 'text', text: 'a' };

/** The values of the prompt's blocks. */
export function valuesOf(body: unknown): readonly unknown[] {
  const raw = bytesOf(body);
  return promptOf(body).map(({ span }) => JSON.parse(raw.toString('utf8', ...span)));
}

/** The hash after each block; `fresh` leaves out what is known of earlier requests. */
export function hashesOf(body: unknown, fresh = false): readonly string[] {
  const raw = bytesOf(body);
  const { prompt = [], model } = adapter.read(raw);
  const blocks = fresh ? prompt.map((block) => ({ ...block, source: undefined })) : prompt;
  const hashes = Buffer.from(prefixHashes(raw, blocks, model));
  return blocks.map((_block, index) => hashes.toString('hex', index * prefixHashBytes, (index + 1) * prefixHashBytes));
}
