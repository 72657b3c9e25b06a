import { beforeAll, describe, expect, it } from 'vitest';
import { modelFacts } from '../../providers/models.ts';
import type { Figures, Summary } from '../../src/ledger/summarise.ts';
import type { TokenCounter } from '../../src/model/content.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { billing } from '../harness/chat-shape.ts';
import { event, streamFields } from '../harness/claude-events.ts';
import {
  claudeFields,
  claudeRequest,
  claudeTarget,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
} from '../harness/claude-shape.ts';
import { answerWith, type Responder } from '../harness/fake-upstream.ts';
import { handleIn } from '../harness/forms.ts';
import { type Proxied, useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

/** Prompt tokens of a receipt, as the provider splits them. */
type Receipt = { readonly uncached?: number; readonly write: number; readonly read: number };

let counter: TokenCounter;
beforeAll(async () => {
  counter = createCounter(await loadRanks());
});

const { price, tokenFactor } = modelFacts('claude-opus-4-8', 'anthropic-messages');
/** Dollars for o200k tokens at a price of so many dollars per million of the provider's. */
const dollars = (tokens: number, perMillion: number) => tokens * tokenFactor * perMillion * 1e-6;

/** The provider's tokens for so many of o200k. */
const shown = (tokens: number) => Math.round(tokens * tokenFactor);

const answer = (receipt: Receipt): Responder => billing({ uncached: 3, ...receipt });

/** The fields of a request of a session. */
const fieldsOf = (session: string) => [
  ...claudeFields.filter(([name]) => name !== 'X-Claude-Code-Session-Id'),
  ['X-Claude-Code-Session-Id', session] as const,
];

/** Plays one turn of a session and gives the body that went up. */
async function turn(on: Proxied, session: string, messages: readonly JsonObject[], receipt: Receipt): Promise<string> {
  on.upstream.respond(answer(receipt));
  const body = JSON.stringify(claudeRequest(messages));
  return (await on.exchange({ target: claudeTarget, fields: fieldsOf(session), body })).seen.text();
}

/** The figures of the whole ledger and of each session, after checking that every way to ask gives the same. */
async function figures(on: Proxied): Promise<{ all: Summary; of: (session: string) => Figures }> {
  const ask = async <T = Summary>(query: string) => {
    const response = await on.open({ method: 'GET', target: `/stats${query}` }).response;
    expect(response.status).toBe(200);
    return JSON.parse(response.text()) as T;
  };
  const print = async (...args: string[]) => {
    const { code, stdout, stderr } = await on.headroom.run(['stats', ...args, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout.toString()) as Summary;
  };
  type Table = { readonly rows: readonly { readonly requests: number; readonly session?: string }[] };
  const [all, sessions, daily] = [await ask(''), await ask<Table>('?by=session'), await ask<Table>('?by=daily')];
  expect(await print()).toEqual(all);
  expect(await print('session')).toEqual(sessions);
  const bySession = new Map<string, Figures>();
  for (const { session = '' } of sessions.rows)
    bySession.set(session, await ask(`?session=${encodeURIComponent(session)}`));
  for (const rows of [sessions.rows, daily.rows, [...bySession.values()]])
    expect(rows.reduce((sum, row) => sum + row.requests, 0)).toBe(all.requests);
  const own = [...bySession.values()];
  for (const figure of ['failed', 'tokensRemoved', 'tokensRetrieved', 'netTokens'] as const) {
    expect(own.reduce((sum, row) => sum + row[figure], 0)).toBe(all[figure]);
  }
  expect(own.reduce((sum, row) => sum + row.netDollars, 0)).toBeCloseTo(all.netDollars, 7);
  for (const parts of [all.byTool, all.byKind, all.byWay]) {
    const gains = Object.values(parts);
    const tokens = gains.reduce((sum, gain) => sum + gain.tokens, 0);
    expect(Math.abs(tokens - all.netTokens)).toBeLessThanOrEqual(1 + gains.length / 2);
    expect(gains.reduce((sum, gain) => sum + gain.dollars, 0)).toBeCloseTo(all.netDollars, 7);
  }
  return {
    all,
    of(session) {
      const row = bySession.get(session);
      if (row === undefined) throw new Error(`expected a row of the session ${session}, found none`);
      return row;
    },
  };
}

const shell = (id: string, command: string, output: string) => [
  toolUse(id, 'Bash', { command }),
  toolResult(id, output),
];

describe('the receipt', () => {
  const proxied = useProxied();

  it('T67 an original that was fetched back makes the net negative, and it is printed negative', async () => {
    const log = buildLog(671, 300);
    const start = [prompt('Fix it.'), ...shell('a1', 'npm run build', log)];
    const [form] = resultsOf(await turn(proxied, 'fetches', start, { write: 5000, read: 0 })) as [string];
    const fetched = [...start, ...shell('a2', `headroom retrieve hash=${handleIn(form)}`, log)];
    const seen = await turn(proxied, 'fetches', fetched, { write: 9000, read: 5003 });
    expect(resultsOf(seen)).toEqual([form, log]);
    await turn(proxied, 'fetches', [...fetched, prompt('Go on.')], { write: 10, read: 14_003 });

    const before = counter.count(log);
    const removed = before - counter.count(form);
    const { all } = await figures(proxied);
    expect(all).toMatchObject({
      requests: 3,
      failed: 0,
      tokensRemoved: shown(removed),
      tokensRetrieved: shown(before),
    });
    expect(all.netTokens).toBe(shown(removed) - shown(before));
    const expected =
      dollars(removed, price.write) +
      dollars(removed, price.read) * 2 -
      dollars(before, price.write) -
      dollars(before, price.read);
    expect(expected).toBeLessThan(0);
    expect(all.netDollars).toBeCloseTo(expected, 7);
    // A cost of what left it out, not of some other kind.
    expect(Object.keys(all.byKind)).toEqual(['log']);
    expect(all.byKind.log?.tokens).toBe(shown(removed) - shown(before));

    const { stdout } = await proxied.headroom.run(['stats']);
    expect(stdout.toString().replaceAll(/\s+/g, ' ')).toMatch(
      /^This week: paid \$0\.\d{4} instead of \$0\.\d{4}, [\d.]+ % more; [\d.]+ % of it spent on fetching originals back\. /,
    );
  });

  it('T67 a block is counted once, and priced by the split of each turn’s own receipt', async () => {
    const log = buildLog(672, 300);
    const messages = [prompt('Fix it.')];
    let form = '';
    for (let number = 1; number <= 10; number++) {
      const receipt = number === 2 ? { write: 4000, read: 6000 } : { write: 60, read: 10_000 + number * 60 };
      const seen = await turn(proxied, 'ten turns', messages, receipt);
      if (number === 2) form = String(resultsOf(seen)[0]);
      if (number > 1) expect(resultsOf(seen)[0]).toBe(form);
      messages.push(...shell(`b${number}`, `npm run step-${number}`, number === 1 ? log : 'ok'));
    }
    const removed = counter.count(log) - counter.count(form);
    expect(removed).toBeGreaterThan(5000);
    const row = (await figures(proxied)).of('ten turns');
    expect(row).toMatchObject({ requests: 10, failed: 0, tokensRemoved: shown(removed), tokensRetrieved: 0 });
    expect(row.netDollars).toBeCloseTo(dollars(removed, price.write) + 8 * dollars(removed, price.read), 7);
    expect(row.estimatedShare).toBe(0);
    expect(row.cache.selfCausedMisses).toBe(0);
    expect(row.cache.could).toBeGreaterThan(80_000);
    const { provider, headroom } = row.cache.losses;
    expect(row.cache.could - row.cache.read).toBe(provider.tokens);
    expect(headroom).toEqual({ tokens: 0, dollars: 0 });
  });

  it('T67 a removed token is worth its full price again where the provider’s cache had lost the prompt', async () => {
    const log = buildLog(673, 300);
    const messages = [prompt('Fix it.'), ...shell('c1', 'npm run build', log)];
    const [form] = resultsOf(await turn(proxied, 'cold', messages, { write: 9000, read: 0 })) as [string];
    await turn(proxied, 'cold', [...messages, prompt('Still there?')], { write: 9050, read: 0 });
    const removed = counter.count(log) - counter.count(form);
    const row = (await figures(proxied)).of('cold');
    expect(row.tokensRemoved).toBe(shown(removed));
    expect(row.netDollars).toBeCloseTo(2 * dollars(removed, price.write), 7);
    const { could, read, losses } = row.cache;
    expect([could, read, losses.provider.tokens]).toEqual([9003, 0, 9003]);
    expect(losses.provider.dollars).toBeCloseTo((9003 * (price.write - price.read)) / 1e6, 7);
    const { stdout } = await proxied.headroom.run(['stats', '--cache']);
    expect(stdout.toString()).toMatch(/the provider did not find [\d,]+ tokens in \d requests?,/);
  });

  it('T67 failed requests count as failed and save nothing; what they carried is counted when it arrives', async () => {
    const log = buildLog(674, 300);
    const messages = [prompt('Fix it.'), ...shell('d1', 'npm run build', log)];
    const request = { target: claudeTarget, fields: fieldsOf('fails'), body: JSON.stringify(claudeRequest(messages)) };
    const json = [['content-type', 'application/json']] as const;
    const failures: readonly Responder[] = [
      answerWith('400 Bad Request', json, '{"type":"error","error":{"type":"invalid_request_error","message":"no"}}'),
      answerWith('529 Overloaded', json, '{"type":"error","error":{"type":"overloaded_error","message":"no"}}'),
      async (_request, reply) => {
        await reply.head('200 OK', streamFields);
        await reply.chunk(event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }));
        await reply.lastChunk();
      },
    ];
    for (const failure of failures) {
      proxied.upstream.respond(failure);
      await proxied.exchange(request);
    }
    const nothing = { failed: 3, tokensRemoved: 0, netTokens: 0, netDollars: 0 };
    expect((await figures(proxied)).of('fails')).toMatchObject({ requests: 3, ...nothing });
    const [form] = resultsOf(await turn(proxied, 'fails', messages, { write: 5000, read: 0 })) as [string];
    const removed = counter.count(log) - counter.count(form);
    const row = (await figures(proxied)).of('fails');
    expect(row).toMatchObject({ requests: 4, failed: 3, tokensRemoved: shown(removed) });
    expect(row.netDollars).toBeCloseTo(dollars(removed, price.write), 7);
    expect((await proxied.headroom.run(['stats'])).stdout.toString()).toMatch(/requests, 3 of them failed;/);
  });

  it('T68 a bypassed request and one that is no JSON save nothing and say why', async () => {
    const log = buildLog(681, 300);
    const body = JSON.stringify(claudeRequest([prompt('Go.'), ...shell('e1', 'npm run build', log)]));
    const before = (await figures(proxied)).all;
    for (const [session, sent, more] of [
      ['bypasses', body, [['x-headroom-bypass', 'true']]],
      ['garbles', `${body.slice(0, -40)}`, []],
      ['garbles', 'no JSON', []],
    ] as const) {
      proxied.upstream.respond(answer({ write: 100, read: 900 }));
      const fields = [...fieldsOf(session), ...more];
      const { seen, response } = await proxied.exchange({ target: claudeTarget, fields, body: sent });
      expect(response.status).toBe(200);
      expect(seen.text() === sent).toBe(true);
    }
    const { all, of } = await figures(proxied);
    const nothing = { failed: 0, tokensRemoved: 0, netTokens: 0, netDollars: 0, byTool: {}, byKind: {} };
    expect(of('bypasses')).toMatchObject({ requests: 1, ...nothing });
    expect(of('bypasses').leftAlone).toMatchObject({ bypass: 1, notJson: 0 });
    expect(of('garbles')).toMatchObject({ requests: 2, ...nothing });
    expect(of('garbles').leftAlone).toMatchObject({ bypass: 0, notJson: 2 });
    expect([all.netTokens, all.netDollars]).toEqual([before.netTokens, before.netDollars]);
    const text = (await proxied.headroom.run(['stats'])).stdout.toString();
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /Outputs left as they were: .*\b2 in a request that could not be read, .*\b1 with shortening turned off/,
    );
  });
});

describe('with compression off', () => {
  const tunnel = useProxied({ env: { HEADROOM_OPTIMIZE: '0' } });

  it('T68 nothing is saved, and the reason stands with every request', async () => {
    const messages = [prompt('Go.'), ...shell('f1', 'npm run build', buildLog(682, 300))];
    for (const _ of [1, 2]) {
      const seen = await turn(tunnel, 'off', messages, { write: 9000, read: 0 });
      expect(seen === JSON.stringify(claudeRequest(messages))).toBe(true);
    }
    const { all } = await figures(tunnel);
    expect(all).toMatchObject({ requests: 2, failed: 0, tokensRemoved: 0, netTokens: 0, netDollars: 0 });
    expect(all.leftAlone).toMatchObject({ bypass: 2, error: 0, notJson: 0 });
    expect((await tunnel.headroom.run(['stats'])).stdout.toString()).toMatch(
      /^This week: paid \$0\.\d{4}, nothing saved\.\n/,
    );
  });
});
