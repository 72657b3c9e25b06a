import { typedByPerson } from '../providers/typed.ts';
import { titleOf } from '../src/lib/title.ts';
import type { LlmRequest } from '../src/model/block.ts';

/**
 * A request's title for its session: the beginning of the first text that a person typed, without secrets. A request
 * without tools is an agent's own, if it is known whether there are tools.
 */
export function sessionTitle({ prompt, context = [] }: LlmRequest): string | undefined {
  if (prompt !== undefined && !prompt.some(({ section }) => section === 'tools')) return undefined;
  for (const { role, text } of context) {
    if (role !== 'user' || text === undefined) continue;
    const title = titleOf(typedByPerson(text));
    if (title !== undefined) return title;
  }
  return undefined;
}
