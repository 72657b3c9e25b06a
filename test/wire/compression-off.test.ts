import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { claudeFields, claudeRequest, claudeTarget, oneResult } from '../harness/claude-shape.ts';
import { startFakeUpstream } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { endToEnd, exchangeWith, useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

const proxied = useProxied();

describe('compression off', () => {
  it('T62 lossless means lossless: with optimize off, or by header, every body goes up as it came', async () => {
    const upstream = await startFakeUpstream();
    const headroom = await startHeadroom({ upstream: upstream.url, env: { HEADROOM_OPTIMIZE: '0' } });
    try {
      const log = buildLog(62);
      const chat: Json = { model: 'gpt-4.1', messages: [{ role: 'tool', tool_call_id: 'x', content: log }] };
      const responses: Json = {
        model: 'gpt-6.1-sol',
        input: [{ type: 'function_call_output', call_id: 'x', output: log }],
      };
      const cases: readonly (readonly [string, Json])[] = [
        [claudeTarget, claudeRequest(oneResult('t62', log))],
        ['/v1/chat/completions', chat],
        ['/v1/responses', responses],
      ];
      for (const [target, value] of cases) {
        const body = JSON.stringify(value);
        const { seen } = await exchangeWith(headroom, upstream, { target, fields: claudeFields, body });
        expect(seen.text() === body).toBe(true);
        expect(endToEnd(seen.fields)).toEqual(claudeFields);
        const bypassed = await proxied.exchange({
          target,
          fields: [...claudeFields, ['x-headroom-bypass', 'true']],
          body,
        });
        expect(bypassed.seen.text() === body).toBe(true);
        expect(endToEnd(bypassed.seen.fields)).toEqual(claudeFields);
      }
    } finally {
      await headroom.stop();
      await upstream.close();
    }
  });
});
