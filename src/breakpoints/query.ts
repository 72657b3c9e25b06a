import { createHash } from 'node:crypto';
import { prefixHashBytes, prefixHashes } from '../lib/prefix-hash.ts';
import type { LlmRequest } from '../model/block.ts';
import { type Asking, type BreakpointQuery, blockFlags } from '../model/breakpoints.ts';
import type { PromptBlock } from '../model/prompt.ts';

/**
 * How many of a prompt's first blocks a planner examines; later ones get no breakpoint. This bounds the cost of a plan.
 */
export const mostBlocks = 16_384;

/** The query to the planner for a request whose client sets no breakpoints; `undefined` for any other. */
export function breakpointQuery(request: LlmRequest, asking: Asking): BreakpointQuery | undefined {
  const { prompt, takesBreakpoints, api, model, raw } = request;
  if (prompt === undefined || takesBreakpoints !== true) return undefined;
  const head = prompt.findLastIndex(({ section }) => section !== 'messages');
  const seen = prompt.length > mostBlocks ? prompt.slice(0, mostBlocks) : prompt;
  const hashes = prefixHashes(raw, prompt, model);
  let bytes = 0;
  return {
    time: asking.time,
    api,
    model,
    upstream: asking.upstream,
    program: programOf(request, asking.userAgent),
    // A copy if it is a part of a buffer: the rest must not stay in memory.
    hashes: seen === prompt ? hashes : hashes.slice(0, mostBlocks * prefixHashBytes),
    ends: Uint32Array.from(seen, ({ span, weight }) => {
      bytes += weight ?? span[1] - span[0];
      return bytes;
    }),
    flags: Uint8Array.from(seen, (block, index) => flagsOf(block) | (index === head ? blockFlags.headEnd : 0)),
  };
}

function flagsOf({ carrier, endsUserMessage }: PromptBlock): number {
  return (carrier === undefined ? 0 : blockFlags[carrier]) | (endsUserMessage === true ? blockFlags.userEnd : 0);
}

/** Identifies a program by its user agent, its model and its tools. */
function programOf({ model, prompt = [] }: LlmRequest, userAgent: string): string {
  const tools = prompt.filter(({ section }) => section === 'tools').map(({ name }) => name ?? '');
  return createHash('sha256')
    .update([userAgent, model, ...tools].join('\0'))
    .digest('hex')
    .slice(0, 32);
}
