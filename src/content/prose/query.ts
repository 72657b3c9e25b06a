import type { CompressInput } from '../../model/content.ts';

const longestQuery = 2000;

/** What a document is looked at for: the last words of the user, and the words of the call. */
export function findQuery({ asked, call }: CompressInput): string {
  const words = call?.command ?? call?.input ?? '';
  return `${asked ?? ''} ${words}`.slice(0, longestQuery).trim();
}
