import type { CompressInput } from '../../model/content.ts';

const longestQuery = 2000;
const host = /\bhttps?:\/\/[^\s/"']+/g;
/** Names of programs and their options do not say what is looked for. */
const program = /(^|[|;&]\s*)[\w.-]+|\s-{1,2}[\w-]+/g;

/** What a document is read for: the last words of the user, and the words of the call. */
export function findQuery({ asked, call }: CompressInput): string {
  const words = (call?.command ?? call?.input ?? '').slice(0, longestQuery).replace(host, ' ').replace(program, '$1 ');
  return `${(asked ?? '').slice(0, longestQuery)} ${words}`.trim();
}
