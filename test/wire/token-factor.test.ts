import { beforeAll, describe, expect, it } from 'vitest';
import { modelFacts } from '../../providers/models.ts';
import type { Summary } from '../../src/ledger/summarise.ts';
import { leastReceipts } from '../../src/ledger/token-factor.ts';
import type { TokenCounter } from '../../src/model/content.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { begin, event, streamFields } from '../harness/claude-events.ts';
import {
  claudeFields,
  claudeRequest,
  claudeTarget,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
} from '../harness/claude-shape.ts';
import type { Responder } from '../harness/fake-upstream.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

/** What this provider really counts for a token of o200k: neither the table's factor nor beyond its bounds. */
const factor = 1.8;
const headTokens = 2000;
const answerTokens = 60;
/** What surrounds a result in the prompt. */
const aroundTokens = 4;

let counter: TokenCounter;
beforeAll(async () => {
  counter = createCounter(await loadRanks());
});

/** Bills the whole prompt as it goes up, every result by the provider's own tokens. */
const bills: Responder = async (request, reply) => {
  const results = resultsOf(request.text()).map((text) => counter.count(String(text)));
  const told = results.reduce(
    (sum, tokens) => sum + Math.round(tokens * factor) + answerTokens + aroundTokens,
    headTokens,
  );
  const usage = { input_tokens: 3, cache_creation_input_tokens: 0, cache_read_input_tokens: told - 3 };
  const receipt = event('message_delta', { usage: { ...usage, output_tokens: answerTokens } });
  await reply.head('200 OK', streamFields);
  await reply.chunk(begin + receipt + event('message_stop', {}));
  await reply.lastChunk();
};

describe('tokens and dollars after some receipts of this machine', () => {
  const proxied = useProxied();
  const messages: JsonObject[] = [prompt('Fix the build.')];
  const forms: unknown[] = [];
  let removed = 0;

  const step = async (number: number) => {
    messages.push(
      toolUse(`toolu_${number}`, 'Bash', { command: `npm run build -- --step ${number} --workspace packages/core` }),
      toolResult(`toolu_${number}`, buildLog(7000 + number, 300)),
    );
    proxied.upstream.respond(bills);
    const body = JSON.stringify(claudeRequest(messages));
    const { seen } = await proxied.exchange({ target: claudeTarget, fields: claudeFields, body });
    const [before, after] = [String(resultsOf(body).at(-1)), String(resultsOf(seen.text()).at(-1))];
    forms.push(after);
    removed += counter.count(before) - counter.count(after);
    return counter.count(after);
  };
  const stats = async (...args: string[]) => {
    const { code, stdout, stderr } = await proxied.headroom.run(['stats', ...args]);
    expect([code, stderr]).toEqual([0, '']);
    return stdout.toString();
  };
  const figures = async () => JSON.parse(await stats('--json')) as Summary;

  it('are scaled by the table at first, and by what receipts say once there are enough', async () => {
    const { tokenFactor, tokenizer } = modelFacts('claude-opus-4-8', 'anthropic-messages');
    // The first request has none before it.
    const sent: number[] = [];
    for (let number = 0; number < leastReceipts; number++) sent.push(await step(number));
    expect(Math.min(...sent)).toBeGreaterThan(500);
    const before = await figures();
    expect(before.tokenFactors).toEqual({ [tokenizer]: { factor: tokenFactor, receipts: 0 } });
    expect(Math.abs(before.netTokens - removed * tokenFactor)).toBeLessThan(leastReceipts);
    expect(await stats()).toContain(
      `Tokens of ${tokenizer} are o200k tokens times ${tokenFactor.toFixed(2)}, from the table.\n`,
    );

    await step(leastReceipts);
    const after = await figures();
    const fitted = after.tokenFactors[tokenizer] as { factor: number; receipts: number };
    expect(fitted.receipts).toBe(leastReceipts);
    // What surrounds a result counts as its own.
    expect(fitted.factor).toBeGreaterThanOrEqual(factor);
    expect(fitted.factor).toBeLessThan(factor + (2 * aroundTokens) / 500);
    expect(Math.abs(after.netTokens - removed * fitted.factor)).toBeLessThan(2 * leastReceipts);
    expect(after.netTokens / before.netTokens).toBeGreaterThan(fitted.factor / tokenFactor);
    const gains = Object.values(after.byTool);
    expect(gains.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(after.netTokens);
    expect((await stats()).replaceAll(/\s+/g, ' ')).toContain(
      ` times ${fitted.factor.toFixed(2)}, fitted from ${leastReceipts} receipts. `,
    );

    const response = await proxied.open({ method: 'GET', target: '/stats' }).response;
    expect(JSON.parse(response.text())).toEqual(after);
    const last = JSON.parse(await stats('last', '--json')) as { blocks: { tokensAfter: number; after: string }[] };
    const block = last.blocks.at(-1) as { tokensAfter: number; after: string };
    expect(block.tokensAfter / counter.count(block.after)).toBeCloseTo(fitted.factor, 2);
  });

  it('leave the forms of what was sent alone', async () => {
    const seen = await proxied.body(JSON.stringify(claudeRequest(messages)));
    expect(resultsOf(seen)).toEqual(forms);
    expect(forms).toHaveLength(leastReceipts + 1);
  });
});
