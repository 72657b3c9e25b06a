import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/ledger/summarise.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { billing } from '../harness/chat-shape.ts';
import { claudeFields, claudeRequest, claudeTarget, prompt, toolResult, toolUse } from '../harness/claude-shape.ts';
import { useProxied } from '../harness/proxied.ts';
import { buildLog } from '../harness/texts.ts';

describe('a row of the ledger', () => {
  const proxied = useProxied();

  it('says what was paid, who asked, how, and for which command, and holds nothing else of either', async () => {
    const command =
      'cd /srv/zz-customer && ZZTOKEN=zz-secret npm test -- --key=zz-argument https://zz.example/x | tail -n 900';
    const messages = [prompt('Go.'), ...[toolUse('g1', 'Bash', { command }), toolResult('g1', buildLog(690, 300))]];
    proxied.upstream.respond(billing({ uncached: 1_000_000, write: 0, read: 0 }));
    const others = claudeFields.filter(([name]) => !/^(?:x-api-key|authorization|user-agent)$/i.test(name));
    const fields = [
      ...others,
      ['User-Agent', 'claude-cli/2.1.197 (external, cli)'] as const,
      ['X-Api-Key', 'zz-credential'] as const,
    ];
    const body = JSON.stringify(claudeRequest(messages));
    await proxied.exchange({ target: claudeTarget, fields, body });
    const text = (await proxied.headroom.run(['stats', '--json'])).stdout.toString();
    const summary = JSON.parse(text) as Summary;
    expect(summary).toMatchObject({ requests: 1, pricedLater: 0 });
    expect(summary.paid).toBeGreaterThan(5);
    expect(summary.wouldHaveCost).toBeCloseTo(summary.paid + summary.netDollars + summary.breakpoints.dollars, 7);
    expect(summary.netDollars).toBeGreaterThan(0);
    expect(Object.keys(summary.byAgent)).toEqual(['claude']);
    expect(Object.keys(summary.byPayer)).toEqual(['key']);
    expect(summary.byCommand).toEqual({ 'npm test': summary.outputs });
    expect(summary.outputs).toMatchObject({ tokens: summary.netTokens, dollars: summary.netDollars });
    const store = openReadOnly(proxied.headroom.home);
    const rows = JSON.stringify([...store.requests()]);
    store.close();
    const files = readdirSync(proxied.headroom.home).filter((name) => name.startsWith('headroom.db'));
    expect(files.length).toBeGreaterThan(0);
    const bytes = files.map((name) => readFileSync(path.join(proxied.headroom.home, name), 'latin1')).join('');
    for (const kept of [text, rows, bytes]) expect(kept).not.toMatch(/zz-|ZZTOKEN|zz\.example/);
  });
});
