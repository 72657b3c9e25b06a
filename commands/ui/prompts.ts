import type { SystemPrompts } from '../../src/ledger/prompts.ts';
import { formatCount, formatCounted } from './numbers.ts';
import { visibleName } from './visible.ts';

const mostNamed = 3;

/** What changed in system prompts, one line; `undefined` if nothing did. */
export function promptWarning({ changes, changed }: SystemPrompts): string | undefined {
  if (changes === 0) return undefined;
  const names = Object.entries(changed);
  const named = names.slice(0, mostNamed).map(([name, count]) => `${visibleName(name)} (${formatCount(count)})`);
  const more = names.length > mostNamed ? ` and ${formatCount(names.length - mostNamed)} more` : '';
  return `${formatCounted(changes, 'request')} came with another value in the system prompt, which ends what can be read from the cache: ${named.join(', ')}${more}`;
}
