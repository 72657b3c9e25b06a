import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { settingsTable } from '../../commands/options.ts';
import { startProxy } from '../../commands/services.ts';
import { resolveSettings } from '../../src/config/resolve.ts';
import { databaseName } from '../../src/store/database.ts';

it('lets go of the store where the port cannot be had', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'headroom-services-'));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const resolved = await resolveSettings({ table: settingsTable(), env: { HEADROOM_HOME: home } });
    const { port } = server.address() as AddressInfo;
    const start = { resolved, host: '127.0.0.1', port, mode: 'proxy', session: 's', project: 'p' } as const;
    await expect(startProxy(start)).rejects.toThrow(/cannot listen/);
    const log = path.join(home, `${databaseName}-wal`);
    const until = (there: boolean) =>
      vi.waitFor(() => expect(existsSync(log)).toBe(there), { timeout: 120_000, interval: 5 });
    // It opens the store, and closes it.
    await until(true);
    await until(false);
  } finally {
    server.close();
    rmSync(home, { recursive: true });
  }
});
