import { describe, expect, it } from 'vitest';
import { billing } from '../harness/chat-shape.ts';
import { claudeFields, claudeTarget } from '../harness/claude-shape.ts';
import { useProxied } from '../harness/proxied.ts';

const marked = (text: string) => ({ type: 'text', text, cache_control: { type: 'ephemeral' } });

/** A conversation of so many turns of the user. */
function body(turns: number): string {
  const messages = Array.from({ length: 2 * turns - 1 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: [{ type: 'text', text: `turn ${index} `.repeat(400) }],
  }));
  const last = messages.at(-1);
  return JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 5,
    system: [marked('rule '.repeat(8000))],
    messages: [...messages.slice(0, -1), { ...last, content: [marked('now '.repeat(400))] }],
  });
}

describe('a conversation that goes on through another process', () => {
  const proxied = useProxied();

  it('is compared with what the first one sent, also in the very first request', async () => {
    const send = async (turns: number, written: number) => {
      proxied.upstream.respond(billing({ uncached: 5, write: written, read: 0 }));
      await proxied.exchange({ target: claudeTarget, fields: claudeFields, body: body(turns) });
    };
    await send(1, 9000);
    await proxied.headroom.run(['stats']);
    await proxied.headroom.kill();
    await proxied.headroom.restart();
    await send(1, 9100);
    const { stdout } = await proxied.headroom.run(['stats', '--cache', '--json']);
    const { byApi, losses } = JSON.parse(stdout.toString());
    expect(byApi['anthropic-messages'].could).toBeGreaterThan(8000);
    expect(losses.provider.tokens).toBe(byApi['anthropic-messages'].could);
  });
});
