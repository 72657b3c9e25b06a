import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAgent } from '../../../commands/checks/agents.ts';
import { checkDisk } from '../../../commands/checks/disk.ts';
import { fetchThrough } from '../../../commands/checks/dispatch-fetch.ts';
import { checkFolder } from '../../../commands/checks/folder.ts';
import { checkProxies } from '../../../commands/checks/proxy.ts';
import { findRunning } from '../../../commands/checks/running.ts';
import { checkStore } from '../../../commands/checks/store.ts';
import { checkUpstream } from '../../../commands/checks/upstreams.ts';
import { modelLists } from '../../../providers/credentials.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { announce } from '../../../src/proxy/announcement.ts';
import { createDispatch } from '../../../src/proxy/dispatch.ts';
import { openStore } from '../../../src/store/open.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-checks-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function serve(listener: RequestListener): Promise<number> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const dispatch = createDispatch();
const fetch = fetchThrough(dispatch);
afterAll(() => dispatch.close());

describe('the proxy check', () => {
  it('knows a headroom and another program apart', async () => {
    const port = await serve((request, response) => {
      response.end(request.url === '/health' ? '{"service":"headroom","version":"9.9.9"}' : '');
    });
    expect(checkProxies(await findRunning('127.0.0.1', port, folder, fetch))).toEqual([
      { status: 'ok', name: 'proxy', detail: `headroom 9.9.9 answers at http://127.0.0.1:${port}` },
    ]);
    server?.removeAllListeners('request').on('request', (_, response) => response.end('hello'));
    expect(checkProxies(await findRunning('127.0.0.1', port, folder, fetch))).toEqual([
      {
        status: 'failed',
        name: 'proxy',
        detail: `expected headroom at http://127.0.0.1:${port}, found another program (200)`,
      },
    ]);
  });

  it('finds those that have announced themselves, and leaves out those that are gone', async () => {
    const port = await serve((_, response) => response.end('{"service":"headroom","version":"9.9.9"}'));
    announce(folder, { url: `http://127.0.0.1:${port}`, token: 'secret' });
    announce(folder, { url: 'http://127.0.0.1:2' });
    writeFileSync(path.join(folder, 'run', '3.json'), 'no JSON');
    expect(checkProxies(await findRunning('127.0.0.1', 1, folder, fetch))).toEqual([
      { status: 'skipped', name: 'proxy', detail: 'none runs at http://127.0.0.1:1' },
      {
        status: 'ok',
        name: `proxy http://127.0.0.1:${port}`,
        detail: `headroom 9.9.9 answers at http://127.0.0.1:${port}`,
      },
    ]);
  });

  it('skips where nobody listens', async () => {
    const port = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(checkProxies(await findRunning('127.0.0.1', port, folder, fetch))).toMatchObject([{ status: 'skipped' }]);
  });
});

describe('the store check', () => {
  const url = 'http://127.0.0.1:1';
  const running = (store: JsonObject | undefined) => [
    { url, health: { service: 'headroom', ...(store === undefined ? {} : { store }) } },
  ];

  it('tells what the running proxy tells, whatever the file looks like', () => {
    openStore({ folder, maxBytes: 1e9, maxDays: 30 }).close();
    const file: unknown = { status: 'ok', name: 'store', detail: expect.stringContaining('keeps 0 originals') };
    for (const store of [undefined, { status: 'ok', unbooked: 0, dropped: 0 }]) {
      expect(checkStore(folder, running(store))).toEqual([file]);
    }
    const since = new Date(2026, 0, 31, 14, 2, 11).getTime();
    const failing = { status: 'failing', since, reason: 'database is locked', unbooked: 2, dropped: 0 };
    expect(checkStore(folder, running(failing))).toEqual([
      {
        status: 'failed',
        name: 'store',
        detail:
          `the proxy at ${url} reports: database is locked (since 14:02:11); 2 requests not booked yet; ` +
          'new output is sent as it is',
      },
    ]);
  });

  it('warns of a damaged database that was moved aside', () => {
    writeFileSync(path.join(folder, 'headroom.db'), 'no database '.repeat(1000));
    openStore({ folder, maxBytes: 1e9, maxDays: 30 }).close();
    expect(checkStore(folder, [])).toEqual([
      expect.objectContaining({ status: 'ok', name: 'store' }),
      {
        status: 'warning',
        name: 'moved aside',
        detail: expect.stringMatching(/^1 damaged database moved aside: .+headroom\.db\.corrupt-1; originals of .+$/),
      },
    ]);
  });
});

describe('the upstream check', () => {
  const list = modelLists.find(({ upstream }) => upstream === 'anthropic');
  const keys = { ANTHROPIC_API_KEY: 'sk-test' };

  it('asks for the models with the key of the environment', async () => {
    let seen: unknown;
    const port = await serve((request, response) => {
      seen = [request.url, request.headers['x-api-key']];
      response.end('{"data":[{},{}]}');
    });
    const url = `http://127.0.0.1:${port}`;
    expect(await checkUpstream('anthropic', url, list, keys, fetch)).toEqual({
      status: 'ok',
      name: 'upstream anthropic',
      detail: `${url} lists 2 models with ANTHROPIC_API_KEY`,
    });
    expect(seen).toEqual(['/v1/models', 'sk-test']);
  });

  it('skips an upstream without a key, and one that takes none', async () => {
    const url = 'http://127.0.0.1:9';
    expect(await checkUpstream('anthropic', url, list, {}, fetch)).toMatchObject({ status: 'skipped' });
    expect(await checkUpstream('other', url, undefined, keys, fetch)).toMatchObject({ status: 'skipped' });
  });

  it('fails on a refusal, on something else, and does not follow a redirect with the key', async () => {
    const paths: (string | undefined)[] = [];
    const answers = [401, 200, 307];
    const port = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(answers[paths.length - 1] ?? 500, { location: '/elsewhere' }).end('[]');
    });
    for (const _ of answers) {
      const check = await checkUpstream('anthropic', `http://127.0.0.1:${port}`, list, keys, fetch);
      expect(check.status).toBe('failed');
      expect(check.detail).not.toContain('sk-test');
    }
    expect(paths).toEqual(['/v1/models', '/v1/models', '/v1/models']);
  });
});

describe('the agent check', () => {
  const agent = { name: 'agent', program: 'agent-program', install: 'get it somewhere' };
  const install = (text: string, mode = 0o755) => {
    writeFileSync(path.join(folder, agent.program), `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(folder, agent.program), mode);
  };
  const check = () => checkAgent(agent, { PATH: folder });

  it('shows the first line of the version', async () => {
    install('echo 1.2.3; echo more');
    expect(await check()).toEqual({ status: 'ok', name: 'agent agent', detail: '1.2.3' });
  });

  it('skips one that is not installed and says how to install it', async () => {
    expect(await check()).toEqual({
      status: 'skipped',
      name: 'agent agent',
      detail: 'not installed; get it somewhere',
    });
  });

  it('calls one slow that gives no answer in time, even when what it started goes on', async () => {
    for (const text of ['exec sleep 60', 'sleep 60']) {
      install(text);
      expect(await checkAgent(agent, { PATH: `${folder}:/usr/bin:/bin` }, 200)).toMatchObject({
        status: 'warning',
        detail: expect.stringMatching(/^slow: .* within 0\.2 s/),
      });
    }
  });

  it('finds one below the user’s folder that is not on the PATH, after the PATH', async () => {
    const own = path.join(folder, '.agent', 'local');
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, agent.program), '#!/bin/sh\necho own\n', { mode: 0o700 });
    const env = { PATH: folder, HOME: folder };
    const placed = { ...agent, installFolders: ['.agent/none', '.agent/local'] };
    expect(await checkAgent(placed, env)).toMatchObject({ status: 'ok', detail: 'own' });
    install('echo on the path');
    expect(await checkAgent(placed, env)).toMatchObject({ status: 'ok', detail: 'on the path' });
  });

  it('fails on one that does not run, or that nobody may run', async () => {
    install('exit 3');
    expect(await check()).toMatchObject({ status: 'failed', detail: expect.stringMatching(/exit code 3$/) });
    install('echo 1', 0o644);
    expect(await check()).toMatchObject({ status: 'failed', detail: expect.stringMatching(/without the permission$/) });
  });
});

describe('the disk check', () => {
  it('takes a disk with room, and warns of one without, of folders that are not there yet too', () => {
    for (const home of [folder, path.join(folder, 'not', 'yet')]) {
      expect(checkDisk(home, 1)).toMatchObject({ status: 'ok', detail: expect.stringContaining(folder) });
      const full = checkDisk(home, Number.MAX_SAFE_INTEGER);
      expect(full).toMatchObject({ status: 'warning', detail: expect.stringContaining(`free in ${folder}, found`) });
    }
  });
});

describe('the permission check', () => {
  it('takes a folder that is its owner’s alone', () => {
    const home = path.join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(path.join(home, 'headroom.db'), '', { mode: 0o600 });
    expect(checkFolder(home)).toMatchObject({ status: 'ok' });
    chmodSync(path.join(home, 'headroom.db'), 0o644);
    expect(checkFolder(home)).toMatchObject({ status: 'failed', detail: expect.stringContaining('found mode 0644') });
    chmodSync(home, 0o755);
    expect(checkFolder(home)).toMatchObject({ status: 'failed', detail: expect.stringContaining('found mode 0755') });
  });

  it('skips a folder that is not there yet, and refuses a file in its place', () => {
    expect(checkFolder(path.join(folder, 'a', 'b'))).toMatchObject({ status: 'skipped' });
    writeFileSync(path.join(folder, 'file'), '');
    expect(checkFolder(path.join(folder, 'file'))).toMatchObject({ status: 'failed' });
  });
});
