import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../src/store/read-only.ts';
import { billing } from '../harness/chat-shape.ts';
import { claudeFields, claudeRequest, claudeTarget, prompt } from '../harness/claude-shape.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { type Headroom, startHeadroom } from '../harness/headroom.ts';
import { exchangeWith } from '../harness/proxied.ts';

describe('the title of a session', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'headroom-test-state-'));
  let upstream: FakeUpstream;
  beforeAll(async () => {
    upstream = await startFakeUpstream(billing());
  });
  afterAll(async () => {
    await upstream.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** Plays one request and tells what the database and the command know after it. */
  async function play(env: Record<string, string>, text: string) {
    const headroom: Headroom = await startHeadroom({ upstream: upstream.url, env: { HEADROOM_HOME: home, ...env } });
    const others = claudeFields.filter(([name]) => name !== 'X-Claude-Code-Session-Id');
    const fields = [...others, ['X-Claude-Code-Session-Id', 'titled'] as const];
    const messages = [prompt('<system-reminder>\nzz-rules\n</system-reminder>'), prompt(text)];
    try {
      const body = JSON.stringify(claudeRequest(messages));
      await exchangeWith(headroom, upstream, { target: claudeTarget, fields, body });
      const run = async (...args: string[]) => (await headroom.run(['stats', ...args])).stdout.toString();
      const shown = await run('session');
      const json = await run('session', '--json');
      const asked = await run('session', '--json', '--titles');
      const local = await (await fetch(`${headroom.url()}/stats?by=session`)).text();
      return { shown, json, asked, local };
    } finally {
      await headroom.stop();
    }
  }

  const titles = () => {
    const store = openReadOnly(home);
    const found = Object.fromEntries(store.titles());
    store.close();
    return found;
  };
  const bytes = () =>
    readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(path.join(home, name), 'latin1'))
      .join('');

  it('is what was typed first, without secrets; shown in the terminal, and in JSON where it is asked for', async () => {
    const { shown, json, asked, local } = await play({}, 'Repair the login, my key is sk-zz-secret-0123456789');
    expect(titles()).toEqual({ titled: 'Repair the login, my key is …' });
    expect(shown).toMatch(/^claude · unknown · \d\d:\d\d · Repair the login, my key is … +1 /m);
    for (const silent of [json, local]) expect(silent).not.toContain('Repair');
    expect(JSON.parse(asked).rows).toEqual([
      expect.objectContaining({ session: 'titled', title: 'Repair the login, my key is …' }),
    ]);
    expect(bytes()).not.toMatch(/zz-/);
    // The first title of a session stays.
    await play({}, 'Something else');
    expect(titles()).toEqual({ titled: 'Repair the login, my key is …' });
  });

  it('is not kept where titles are off, and stored ones are dropped', async () => {
    const { shown, asked } = await play({ HEADROOM_SESSION_TITLES: 'off' }, 'Repair the logout');
    expect(titles()).toEqual({});
    expect(shown).not.toContain('Repair');
    expect(asked).not.toContain('Repair');
    expect(bytes()).not.toContain('Repair the logout');
  });
});
