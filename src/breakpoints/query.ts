import { createHash } from 'node:crypto';
import { prefixHashBytes, prefixHashes } from '../lib/prefix-hash.ts';
import type { LlmRequest } from '../model/block.ts';
import { type Asking, type BreakpointQuery, blockFlags } from '../model/breakpoints.ts';
import type { PromptBlock } from '../model/prompt.ts';

/** Blocks of a prompt that a planner looks at, the first: what stands behind them gets no breakpoint. It bounds what a plan costs. */
export const mostBlocks = 16_384;

/** What a planner is asked about a request whose client sets no breakpoints; `undefined` for any other. */
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
    // A copy where it is a part: what is kept must not hold the rest.
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

/** Names a program by what it calls itself, the model it asks for and the tools it offers. */
function programOf({ model, prompt = [] }: LlmRequest, userAgent: string): string {
  const tools = prompt.filter(({ section }) => section === 'tools').map(({ name }) => name ?? '');
  return createHash('sha256')
    .update([userAgent, model, ...tools].join('\0'))
    .digest('hex')
    .slice(0, 32);
}
