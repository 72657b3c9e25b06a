import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Summary } from '../../src/ledger/summarise.ts';
import { connect, disconnect, run } from '../../src/store/connection.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { migrations } from '../../src/store/schema.ts';
import { startFakeUpstream } from '../harness/fake-upstream.ts';
import { startHeadroom } from '../harness/headroom.ts';
import { requestRow } from '../store/samples.ts';

it('a ledger of an older version is filled in by the first proxy that runs, and says the same before and after', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'headroom-test-state-'));
  const connection = connect({ path: path.join(home, 'headroom.db'), timeout: 100 });
  connection.database.exec(`${migrations.slice(0, 4).join(';')}; PRAGMA user_version = 4`);
  const usage = { uncached: 1_000_000, write: 0, writeLong: 0, read: 0, output: 0 };
  const api = 'anthropic-messages';
  const { replaced: _, ...old } = requestRow({ api, model: 'claude-opus-4-8', usage, session: 's', project: 'p' });
  const sql = "INSERT INTO requests (time, demo, project, session, row) VALUES (?, 0, x'70', x'73', ?)";
  for (let time = 0; time < 230; time++) run(connection, sql, time, Buffer.from(JSON.stringify({ ...old, time })));
  disconnect(connection);
  const rows = () => {
    const store = openReadOnly(home);
    const found = [...store.requests()];
    store.close();
    return found;
  };
  const upstream = await startFakeUpstream();
  const headroom = await startHeadroom({ upstream: upstream.url, env: { HEADROOM_HOME: home } });
  const ask = async () => JSON.parse((await headroom.run(['stats', '--json'])).stdout.toString()) as Summary;
  try {
    const before = await ask();
    expect(before).toMatchObject({ requests: 230, pricedLater: 230, paid: 230 * 5 });
    expect(Object.keys(before.byAgent)).toEqual(['(before this version)']);
    await vi.waitFor(() => expect(rows().filter(({ paid }) => paid === undefined)).toEqual([]), 20_000);
    expect(rows().every(({ paid, pricedLater }) => paid === 5 && pricedLater)).toBe(true);
    expect(await ask()).toEqual(before);
  } finally {
    await headroom.stop();
    await upstream.close();
    rmSync(home, { recursive: true, force: true });
  }
});
