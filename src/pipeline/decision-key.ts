import { createHash } from 'node:crypto';
import type { OpenBlock } from '../model/decision.ts';

/** The store's key for a block: API, call, and the SHA-256 of the original. */
export function decisionKey(block: OpenBlock): string {
  const call = block.call;
  const identity = call?.id !== undefined ? ['id', call.id] : ['call', call?.tool ?? '', call?.input ?? ''];
  const again = (block.occurrence ?? 0) > 0 ? [`${block.occurrence}`] : [];
  return sha256([block.api, ...identity, sha256(block.text), ...again].join('\0'));
}

/** The key of a decision that was made without regard to earlier texts. */
export function aloneKey(key: string): string {
  return sha256(`${key}\0alone`);
}

/** Hexadecimal SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
