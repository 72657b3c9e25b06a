import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { announced } from '../../src/proxy/announcement.ts';
import { databaseName } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open.ts';
import { openReadOnly } from '../../src/store/read-only.ts';
import { claudeFields, claudeRequest, claudeTarget, oneResult, resultsOf } from '../harness/claude-shape.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { handleIn } from '../harness/forms.ts';
import { type Running, startProgram } from '../harness/program.ts';
import { send } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';

const root = process.getuid?.() === 0;
const nobody = 65_534;

let upstream: FakeUpstream;
let folder: string;
let state: string;
let running: Running[];
let mends: (() => void)[];

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream?.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-recovery-'));
  chmodSync(folder, 0o755);
  state = path.join(folder, 'state');
  running = [];
  mends = [];
});
afterEach(async () => {
  for (const mend of mends) mend();
  for (const each of running) each.child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({ HOME: folder, HEADROOM_HOME: state });

async function startProxy(user?: number): Promise<string> {
  const urls = ['anthropic', 'openai'].flatMap((name) => [`--${name}-url`, upstream.url]);
  const proxy = await startProgram(['proxy', '--port', '0', ...urls], {
    env: environment(),
    cwd: folder,
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  running.push(proxy);
  return proxy.line();
}

/** Ends the proxy that was started last, as a person would. */
async function endProxy(): Promise<void> {
  const proxy = running.at(-1);
  proxy?.child.kill('SIGTERM');
  await proxy?.ended;
}

const outputs = [1, 2, 3, 4].map((number) => buildLog(950 + number, 300));

/** Sends a conversation with the first outputs, and gives the body that went up, its messages at the end. */
async function converse(url: string, count: number, name = 'c'): Promise<string> {
  const results = outputs
    .slice(0, count)
    .flatMap((text, index) => oneResult(`${name}${index}`, text, { command: `make part-${index}` }));
  const { messages, ...rest } = claudeRequest(results);
  const body = JSON.stringify({ ...rest, messages });
  const response = await send(url, { target: claudeTarget, fields: claudeFields, body });
  expect(response.status).toBe(200);
  return upstream.requests.at(-1)?.text() ?? '';
}

/** Which outputs went up as they were. */
const whole = (body: string) => resultsOf(body).map((form, index) => form === outputs[index]);

/** Whether the provider's cache reads all of one body in the next. */
const extendsIt = (next: string, body: string) => next.startsWith(body.slice(0, -']}'.length));

async function ask(url: string, target: string): Promise<JsonObject> {
  return JSON.parse((await send(url, { method: 'GET', target })).text()) as JsonObject;
}

/** How long a thing is waited for that comes by itself: a limit for what never comes, on a busy machine too. */
const patience = { timeout: 120_000, interval: 100 };

/** Waits until the proxy says that its store is like this. */
const until = (url: string, status: 'ok' | 'failing') =>
  vi.waitFor(async () => expect((await ask(url, '/health')).store).toMatchObject({ status, unbooked: 0 }), patience);

/** Waits until so many requests are in the figures: an answer is there before its receipt is read. */
const untilCounted = (url: string, requests: number) =>
  vi.waitFor(async () => expect((await ask(url, '/stats')).requests).toBe(requests), patience);

/** Holds the write lock as another program would; returns what lets go. */
function lock(): () => void {
  const other = new DatabaseSync(path.join(state, databaseName), { timeout: 10_000 });
  other.exec('BEGIN IMMEDIATE');
  return () => {
    if (other.isOpen) other.close();
  };
}

function inTheWay(): () => void {
  rmSync(state, { recursive: true, force: true });
  writeFileSync(state, 'in the way');
  let mended = false;
  return () => {
    if (!mended) rmSync(state, { force: true });
    mended = true;
  };
}

const troubles = {
  'another program holds the lock': lock,
  'a file stands in the place of the folder': inTheWay,
} as const;

describe('a store that fails in the middle and comes back', () => {
  it.each(Object.entries(troubles))('changes no byte of what was sent: %s', async (_, befall) => {
    const url = await startProxy();
    const bodies = [await converse(url, 1)];
    const mend = befall();
    mends.push(mend);
    bodies.push(await converse(url, 2), await converse(url, 3));
    expect((await ask(url, '/health')).store).toMatchObject({
      status: 'failing',
      since: expect.any(Number),
      reason: expect.stringMatching(/^expected .+, found/),
    });
    mend();
    await until(url, 'ok');
    bodies.push(await converse(url, 4));
    expect(whole(bodies[3] as string)).toEqual([false, true, true, false]);
    await endProxy();
    bodies.push(await converse(await startProxy(), 4));
    for (const [index, body] of bodies.slice(1).entries()) expect(extendsIt(body, bodies[index] as string)).toBe(true);
    for (const form of [0, 3].map((index) => resultsOf(bodies[4] as string)[index])) {
      const store = openReadOnly(state);
      expect(store.original(handleIn(form as string) as string)).toBeDefined();
      store.close();
    }
  });

  it('says when it fails and when it is back, each once', async () => {
    const url = await startProxy();
    await converse(url, 1);
    const mend = inTheWay();
    mends.push(mend);
    await converse(url, 2);
    await converse(url, 3);
    mend();
    await until(url, 'ok');
    expect(running.at(-1)?.stderr().split('\n').slice(0, -1)).toEqual([
      expect.stringMatching(/^headroom: store: expected .+, found .+; new output is sent as it is$/),
      'headroom: store: the store can be written again; new output is shortened again',
    ]);
  });

  it('is told by doctor while it lasts, although the file can be read', async () => {
    const url = await startProxy();
    await converse(url, 1);
    const mend = lock();
    mends.push(mend);
    await converse(url, 2);
    const doctor = async () => {
      const args = ['doctor', '--port', new URL(url).port, '--json'];
      const run = await startProgram(args, { env: environment(), cwd: folder });
      const checks = JSON.parse((await run.ended).stdout) as readonly {
        name: string;
        status: string;
        detail: string;
      }[];
      return checks.filter(({ name }) => name.startsWith('store'));
    };
    expect(await doctor()).toEqual([
      { name: 'store', status: 'failed', detail: expect.stringContaining('database is locked (since ') },
    ]);
    mend();
    await until(url, 'ok');
    expect(await doctor()).toEqual([{ name: 'store', status: 'ok', detail: expect.stringContaining(databaseName) }]);
  });

  it.skipIf(!root)('does so for a folder that may not be written for a while', async () => {
    mkdirSync(state, { mode: 0o500 });
    chownSync(state, nobody, nobody);
    const url = await startProxy(nobody);
    const first = await converse(url, 1);
    expect(whole(first)).toEqual([true]);
    chmodSync(state, 0o700);
    await until(url, 'ok');
    const second = await converse(url, 2);
    expect([extendsIt(second, first), whole(second)]).toEqual([true, [true, false]]);
  });
});

describe('a store that fails from the start and comes back', () => {
  it.each(Object.entries(troubles))('changes no byte of what was sent: %s', async (_, befall) => {
    openStore({ folder: state, maxBytes: 1e9, maxDays: 30 }).close();
    const mend = befall();
    mends.push(mend);
    const url = await startProxy();
    const first = await converse(url, 1);
    mend();
    await until(url, 'ok');
    // Pinned already, without a request that carries it.
    await endProxy();
    const again = await startProxy();
    const second = await converse(again, 2);
    expect(whole(second)).toEqual([true, false]);
    expect(extendsIt(second, first)).toBe(true);
  });

  it('pins at its end what went up meanwhile, where the store can be written by then', async () => {
    const mend = inTheWay();
    mends.push(mend);
    const url = await startProxy();
    const first = await converse(url, 1);
    mend();
    await endProxy();
    expect(extendsIt(await converse(await startProxy(), 2), first)).toBe(true);
  });
});

describe('the folder of a running proxy is deleted', () => {
  it('goes on with a new one, in which what was sent is pinned again as it was', async () => {
    const url = await startProxy();
    const first = await converse(url, 1);
    await untilCounted(url, 1);
    rmSync(state, { recursive: true });
    const second = await converse(url, 2);
    expect(whole(second)).toEqual([false, true]);
    await until(url, 'ok');
    const third = await converse(url, 3);
    await untilCounted(url, 3);
    // The user's other programs find it there again.
    expect(announced(state).map((each) => each.url)).toEqual([url]);
    await endProxy();
    const fourth = await converse(await startProxy(), 4);
    expect(whole(fourth)).toEqual([false, true, false, false]);
    expect([extendsIt(second, first), extendsIt(third, second), extendsIt(fourth, third)]).toEqual([true, true, true]);
    const store = openReadOnly(state);
    for (const form of [0, 2].map((index) => resultsOf(fourth)[index] as string)) {
      expect(store.hasOriginal(handleIn(form) as string)).toBe(true);
    }
    expect([...store.requests()].length).toBeGreaterThanOrEqual(3);
    store.close();
  });
});

describe('the folder of a running proxy is deleted, and then the proxy ends', () => {
  it('changes no byte of a conversation that did not come by in between', async () => {
    const url = await startProxy();
    // Both outputs say the same, so that the second is decided by what stands above it.
    const results = [0, 1].flatMap((index) =>
      oneResult(`r${index}`, outputs[0] as string, { command: `cat part-${index}` }),
    );
    const body = JSON.stringify({ ...claudeRequest([]), ...claudeRequest(results) });
    const sendIt = async (to: string) => {
      await send(to, { target: claudeTarget, fields: claudeFields, body });
      return upstream.requests.at(-1)?.text() ?? '';
    };
    const before = await sendIt(url);
    const other = 'another conversation';
    rmSync(state, { recursive: true });
    await converse(url, 1, other);
    await until(url, 'ok');
    await endProxy();
    const store = openStore({ folder: state, maxBytes: 1e9, maxDays: 30 });
    const { decisions, originals } = store.size();
    store.close();
    expect({ decisions, originals }).toEqual({ decisions: 3, originals: 0 });
    const again = await startProxy();
    expect(await sendIt(again)).toBe(before);
    const reader = openReadOnly(state);
    expect(reader.hasOriginal(handleIn(resultsOf(before)[0] as string) as string)).toBe(true);
    reader.close();
  });
});

describe('T68 receipts of a time in which the ledger cannot be written', () => {
  it.each(Object.entries(troubles))(
    'are in the figures meanwhile, and later in the ledger, each once: %s',
    async (_, befall) => {
      const url = await startProxy();
      await converse(url, 1);
      await untilCounted(url, 1);
      const mend = befall();
      mends.push(mend);
      await converse(url, 2);
      await converse(url, 3);
      await untilCounted(url, 3);
      const during = await ask(url, '/stats');
      expect(during.leftAlone).toMatchObject({ storeFailed: 2 });
      expect((await ask(url, '/health')).store).toMatchObject({ unbooked: 2 });
      mend();
      await until(url, 'ok');
      const { addedMs: _added, ...after } = await ask(url, '/stats');
      const { addedMs: _before, ...before } = during;
      expect(after).toEqual(before);
      await endProxy();
      const store = openReadOnly(state);
      const rows = [...store.requests()];
      store.close();
      expect(rows).toHaveLength(3);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
    },
  );
});

describe('two proxies on one store that was locked', () => {
  it('both come back, and lose no receipt', async () => {
    const urls = [await startProxy(), await startProxy()] as const;
    for (const [index, url] of urls.entries()) await converse(url, 1, `p${index}-`);
    const mend = lock();
    mends.push(mend);
    await Promise.all(urls.map((url, index) => converse(url, 2, `p${index}-`)));
    mend();
    for (const [index, url] of urls.entries()) {
      await until(url, 'ok');
      expect(whole(await converse(url, 3, `p${index}-`))).toEqual([false, true, false]);
    }
    await untilCounted(urls[0], 6);
  });
});
