import { isJsonObject, type JsonObject } from '../model/json.ts';
import type { ProviderAdapter, ReadResult } from '../model/provider.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** The dependencies of `compressMessages`. */
export type CompressParts = {
  readonly adapters: readonly ProviderAdapter[];
  readonly pipeline: Pipeline;
  /** o200k tokens of each text. */
  readonly countTokens: (texts: readonly string[]) => Promise<readonly number[]>;
};

let requestNumber = 0;

/**
 * Shortens the tool output in a list of messages, in any API's form, by the same pipeline and with the same pinned
 * decisions as forwarded requests.
 * @param body `{ messages, model }`
 * @returns `messages` in the same form with `tokens_before`, `tokens_after`, `tokens_saved`, `compression_ratio` (the
 * share of tokens that was saved), and `transforms_applied`
 */
export async function compressMessages(parts: CompressParts, body: JsonObject): Promise<JsonObject> {
  const model = typeof body.model === 'string' ? body.model : 'unknown';
  const before = JSON.stringify(body.messages);
  const raw = Buffer.from(JSON.stringify({ model, messages: body.messages }));
  const chosen = chooseAdapter(parts.adapters, raw);
  let after = before;
  const transforms = new Set<string>();
  if (chosen !== undefined) {
    const { adapter, read } = chosen;
    const { stream: _, ...found } = read;
    const request = { api: adapter.api, raw, ...found, model };
    const prepared = await parts.pipeline.prepare(request, `compress-${++requestNumber}`);
    for (const block of prepared.blocks) if (!block.retrieved) transforms.add(`router:${block.kind}`);
    const sent: unknown = JSON.parse(Buffer.from(prepared.body).toString('utf8'));
    if (isJsonObject(sent)) after = JSON.stringify(sent.messages);
  }
  const [tokensBefore = 0, tokensAfter = 0] = await parts.countTokens([before, after]);
  return {
    messages: JSON.parse(after),
    tokens_before: tokensBefore,
    tokens_after: tokensAfter,
    tokens_saved: tokensBefore - tokensAfter,
    compression_ratio: tokensBefore === 0 ? 0 : (tokensBefore - tokensAfter) / tokensBefore,
    transforms_applied: [...transforms],
  };
}

/** The adapter that finds the most tool output in the messages; `undefined` if none finds any. */
function chooseAdapter(
  adapters: readonly ProviderAdapter[],
  raw: Uint8Array,
): { adapter: ProviderAdapter; read: ReadResult } | undefined {
  let best: { adapter: ProviderAdapter; read: ReadResult } | undefined;
  for (const adapter of adapters) {
    try {
      const read = adapter.read(raw);
      if (read.blocks.length > (best?.read.blocks.length ?? 0)) best = { adapter, read };
    } catch {
      // Messages in another API's form.
    }
  }
  return best;
}
