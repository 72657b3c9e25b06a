import { describe, expect, it } from 'vitest';
import type { Summary } from '../../src/ledger/summarise.ts';
import { claudeRequest, prompt } from '../harness/claude-shape.ts';
import { useProxied } from '../harness/proxied.ts';

const proxied = useProxied();

describe('a system prompt with something volatile in it', () => {
  it('goes up as it came, and is warned of where it changed within a session', async () => {
    const secret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
    const system = (time: string) => [
      { type: 'text', text: `Agent 550e8400-e29b-41d4-a716-446655440000. Token ${secret}.` },
      { type: 'text', text: `Current time: 2026-03-01T12:00:0${time}Z` },
    ];
    const ask = async (time: string) => {
      const sent = JSON.stringify(claudeRequest([prompt('Hello')], { system: system(time) }));
      expect(await proxied.body(sent)).toBe(sent);
    };
    const figures = async () => {
      const { stdout } = await proxied.headroom.run(['stats', '--json']);
      return JSON.parse(stdout.toString()) as Summary;
    };
    await ask('1');
    await ask('1');
    const response = await proxied.open({ method: 'GET', target: '/stats' }).response;
    const calm = JSON.parse(response.text()) as Summary;
    expect(calm.systemPrompts).toEqual({ lowestScore: 70, changes: 0, changed: {} });
    await ask('2');
    await proxied.open({ method: 'GET', target: '/stats' }).response;
    expect((await figures()).systemPrompts).toEqual({
      lowestScore: 70,
      changes: 1,
      changed: { 'iso8601 after "Current time"': 1 },
    });
    const { stdout } = await proxied.headroom.run(['stats']);
    expect(stdout.toString().replaceAll(/\s+/g, ' ')).toMatch(
      / 1 request came with another value [^.]*: iso8601 after "Current time" \(1\)\. /,
    );
    const doctor = await proxied.headroom.run(['doctor']);
    expect(doctor.stdout.toString()).toMatch(/^warning prompt cache: in the last 7 days 1 request came with /m);
    expect(doctor.stdout.toString()).not.toContain(secret);
  });
});
