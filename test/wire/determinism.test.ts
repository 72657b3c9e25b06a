import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../src/content/detect.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { Shorten } from '../../src/pipeline/shorten-parts.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import {
  claudeFields,
  claudeRequest,
  claudeTarget,
  prompt,
  resultsOf,
  toolResult,
  toolUse,
} from '../harness/claude-shape.ts';
import { startFakeUpstream } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { send } from '../harness/raw-client.ts';
import { buildLog, numbers } from '../harness/texts.ts';

const dayMs = 86_400_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Search hits, records, and a log with colours and progress bars. */
function searchHits(lines: number): string {
  const next = numbers(lines);
  const hits = Array.from({ length: lines }, (_, index) => {
    const file = `packages/orders/src/module-${Math.floor(index / 8)}.ts`;
    return `${file}:${index * 3 + 1}:  const total${Math.floor(next() * 1000)} = sum(items);`;
  });
  return `${hits.join('\n')}\n`;
}

function records(count: number): string {
  const next = numbers(count);
  const items = Array.from({ length: count }, (_, id) => ({
    id,
    name: `Zoë Ångström ${id % 7}`,
    state: id === 11 ? 'failed: timeout' : 'ok',
    at: `2026-11-${String((id % 27) + 1).padStart(2, '0')}T10:00:00Z`,
    amount: Math.floor(next() * 1e6) / 100,
  }));
  return JSON.stringify(items);
}

const coloured = (lines: number) =>
  buildLog(14, lines)
    .replace(/INFO {2}/g, '\u001b[32mINFO\u001b[0m  ')
    .replace(/^/, 'working 1 %\rworking 99 %\r');

/** Texts of each kind that has a compressor, of a size: a command and what it printed. */
const samples = (size: number): readonly (readonly [command: string, text: string])[] => [
  ['npm run build', buildLog(14, size)],
  ['rg -n total packages', searchHits(size)],
  ['curl -s localhost/orders', records(size)],
  ['make', coloured(size)],
];

describe('the form of a text', () => {
  let shorten: Shorten;
  beforeAll(async () => {
    const counter = createCounter(await loadRanks());
    // Low floors, so that texts that are cheap to shorten a thousand times take every step.
    const limits = {
      minTokens: 50,
      lossyMinTokens: 100,
      logLossyMinTokens: 100,
      leaveOut: 'some' as const,
      minSavedShare: 0.1,
      minSavedTokens: 20,
    };
    shorten = createShorten({ compressors, counter, limits, detect, render: renderOutput, gate: createGate });
  });

  it('T14 is the same a thousand times over, whatever was shortened in between', () => {
    const texts = samples(24).map(([command, text]) => {
      const call = { id: 'c', tool: 'Bash', input: JSON.stringify({ command }), command };
      return { text, call, handle: sha256(text).slice(0, 24) };
    });
    const outcomes = texts.map((input) => JSON.stringify(shorten(input)));
    for (const outcome of outcomes) expect(JSON.parse(outcome)).toHaveProperty('form.text');
    for (let run = 1; run < 1100; run++) {
      const index = run % 11 === 0 ? (run / 11) % texts.length : 0;
      if (JSON.stringify(shorten(texts[index]!)) !== outcomes[index]) expect.fail(`run ${run} differs`);
    }
  });

  it('T14 is the same in processes with another time zone, locale, clock and chance', async () => {
    const upstream = await startFakeUpstream();
    const messages = [prompt('Go.')];
    for (const [index, [command, text]] of samples(160).entries()) {
      messages.push(toolUse(`t14-${index}`, 'Bash', { command }), toolResult(`t14-${index}`, text));
    }
    const body = JSON.stringify(claudeRequest(messages));
    const bodyFrom = async (env: Readonly<Record<string, string>>) => {
      const headroom = await startHeadroom({ upstream: upstream.url, env });
      try {
        await send(headroom.url(), { target: claudeTarget, fields: claudeFields, body });
        // The ledger's clock tells which of the two worlds this is.
        const since = Date.now() + dayMs;
        const stats = await send(headroom.url(), { method: 'GET', target: `/stats?since=${since}` });
        const { requests } = JSON.parse(stats.text()) as { requests: number };
        return { body: upstream.requests.at(-1)?.text() ?? '', ahead: requests === 1 };
      } finally {
        await headroom.stop();
      }
    };
    try {
      const plain = await bodyFrom({ TZ: 'UTC', LC_ALL: 'C' });
      const other = await bodyFrom({
        TZ: 'Asia/Kathmandu',
        LC_ALL: 'tr_TR.UTF-8',
        LANG: 'tr_TR.UTF-8',
        NODE_OPTIONS: elsewhere,
      });
      expect([plain.ahead, other.ahead]).toEqual([false, true]);
      const originals = resultsOf(body);
      for (const [index, form] of resultsOf(plain.body).entries()) expect(form === originals[index]).toBe(false);
      expect(sha256(other.body)).toBe(sha256(plain.body));
    } finally {
      await upstream.close();
    }
  });
});

/** Node's option that loads a module first: a clock that is 400 days ahead, and chance that always says the same. */
const elsewhere = `--import=data:text/javascript,${encodeURIComponent(
  [
    'const Real = Date;',
    'globalThis.Date = class extends Real {',
    `constructor(...given) { super(...(given.length > 0 ? given : [Real.now() + ${400 * dayMs}])); }`,
    `static now() { return Real.now() + ${400 * dayMs}; }`,
    '};',
    'Math.random = () => 0.25;',
  ].join('\n'),
)}`;
