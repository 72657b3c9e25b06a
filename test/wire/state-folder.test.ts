import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseName } from '../../src/store/database.ts';
import { claudeFields, claudeRequest, claudeTarget, oneResult, prompt, resultsOf } from '../harness/claude-shape.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { handleIn } from '../harness/forms.ts';
import { type Running, startProgram } from '../harness/program.ts';
import { send } from '../harness/raw-client.ts';
import { buildLog } from '../harness/texts.ts';

const root = process.getuid?.() === 0;
/** A user without rights of its own; the tests' own user will do where that is not root. */
const nobody = root ? 65_534 : undefined;

let upstream: FakeUpstream;
let folder: string;
let state: string;
let running: Running | undefined;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream?.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-state-'));
  chmodSync(folder, 0o755);
  state = path.join(folder, 'state');
});
afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the proxy on the state folder and gives its URL. */
async function startProxy(user: number | undefined = undefined): Promise<string> {
  const urls = ['anthropic', 'openai'].flatMap((name) => [`--${name}-url`, upstream.url]);
  running = await startProgram(['proxy', '--port', '0', ...urls], {
    env: { HOME: folder, HEADROOM_HOME: state },
    cwd: folder,
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  return running.line();
}

/** Posts a conversation with one shell output and gives the form in which it went up. */
async function formOf(url: string, id: string, text: string): Promise<string> {
  const body = JSON.stringify(claudeRequest(oneResult(id, text)));
  const before = upstream.requests.length;
  const response = await send(url, { target: claudeTarget, fields: claudeFields, body });
  expect(response.status).toBe(200);
  expect(upstream.requests.length).toBe(before + 1);
  return resultsOf(upstream.requests.at(-1)?.text() ?? '')[0] as string;
}

/** What the proxy has said by the time that everything has been booked. */
async function told(): Promise<readonly string[]> {
  await sleep(400);
  return running?.stderr().split('\n').slice(0, -1) ?? [];
}

/** What is told of a folder that cannot be used: where, why, and what to set. */
const storeLine = (trouble: string) => {
  const database = `expected a writable database at ${path.join(state, databaseName)}`;
  const hint = 'set HEADROOM_HOME to a folder that can be written';
  return `headroom: store: ${database}, found: ${trouble}; ${hint}; new output is sent as it is`;
};

const old = buildLog(901, 300);
const fresh = buildLog(902, 300);
const later = buildLog(903, 300);

describe('a proxy whose state folder fails', () => {
  it.skipIf(!root)('repeats what was decided when it may only read what it wrote before', async () => {
    const shortened = await formOf(await startProxy(), 's1', old);
    expect(shortened).not.toBe(old);
    running?.child.kill('SIGTERM');
    await running?.ended;
    for (const name of readdirSync(state)) chownSync(path.join(state, name), nobody as number, nobody as number);
    chownSync(state, nobody as number, nobody as number);
    chmodSync(state, 0o500);
    chmodSync(path.join(state, databaseName), 0o400);
    const url = await startProxy(nobody);
    expect(await formOf(url, 's1', old)).toBe(shortened);
    expect((await formOf(url, 's2', fresh)) === fresh).toBe(true);
  });

  it('passes everything through where it may not write, and says so once', async () => {
    mkdirSync(state, { mode: 0o555 });
    const url = await startProxy(nobody);
    for (const [id, text] of [
      ['s1', old],
      ['s2', fresh],
      ['s1', old],
    ] as const) {
      expect((await formOf(url, id, text)) === text).toBe(true);
    }
    expect(await told()).toEqual([storeLine(`${state} is read-only`)]);
    expect(readdirSync(state)).toEqual([]);
  });

  it('passes everything through where the folder cannot be made', async () => {
    writeFileSync(state, 'a file of mine\n');
    const url = await startProxy();
    expect((await formOf(url, 's1', old)) === old).toBe(true);
    expect(await told()).toEqual([storeLine(`${state} is a file`)]);
    expect(readFileSync(state, 'utf8')).toBe('a file of mine\n');
  });

  it('keeps the form of history and sends what is new as it is when the folder goes away under it', async () => {
    const url = await startProxy();
    const form = await formOf(url, 's1', old);
    expect(handleIn(form)).toBeDefined();
    rmSync(state, { recursive: true });
    writeFileSync(state, 'in the way\n');
    expect((await formOf(url, 's2', fresh)) === fresh).toBe(true);
    expect((await formOf(url, 's3', later)) === later).toBe(true);
    expect(await formOf(url, 's1', old)).toBe(form);
    expect((await formOf(url, 's2', fresh)) === fresh).toBe(true);
    expect(await told()).toEqual([
      expect.stringMatching(
        /^headroom: store: expected .+, found it deleted or replaced; new output is sent as it is$/,
      ),
    ]);
  });

  it('tells one line where the ledger fails first and the keeping of an original after it', async () => {
    const url = await startProxy();
    await formOf(url, 's1', old);
    await told();
    rmSync(state, { recursive: true });
    writeFileSync(state, 'in the way\n');
    // Without tool output there is nothing to keep but the receipt; the store's own pruning may notice before it.
    const body = JSON.stringify(claudeRequest([prompt('Hello.')]));
    expect((await send(url, { target: claudeTarget, fields: claudeFields, body })).status).toBe(200);
    expect(await told()).toEqual([
      expect.stringMatching(
        /^headroom: store: expected .+, found it deleted or replaced; new output is sent as it is$/,
      ),
    ]);
    expect((await formOf(url, 's3', later)) === later).toBe(true);
    expect(await told()).toHaveLength(1);
  });

  it('starts a new database beside a damaged one, and says where the old one is', async () => {
    mkdirSync(state, { mode: 0o700 });
    const damaged = 'this is no database\n'.repeat(500);
    writeFileSync(path.join(state, databaseName), damaged);
    const url = await startProxy();
    const form = await formOf(url, 's1', old);
    expect(handleIn(form)).toBeDefined();
    expect(await told()).toEqual([
      expect.stringMatching(/^headroom: expected a database at .+, found it damaged; kept as .+, started a new one$/),
    ]);
    expect(readFileSync(path.join(state, `${databaseName}.corrupt-1`), 'utf8')).toBe(damaged);
  });

  it('uses the defaults where config.json is no JSON', async () => {
    const text = '{ "minTokens": ';
    mkdirSync(state, { mode: 0o700 });
    writeFileSync(path.join(state, 'config.json'), text);
    const url = await startProxy();
    expect(handleIn(await formOf(url, 's1', old))).toBeDefined();
    expect(await told()).toEqual([
      expect.stringMatching(/^headroom: .+config\.json: expected a JSON object, found .+; defaults are used$/),
    ]);
    expect(readFileSync(path.join(state, 'config.json'), 'utf8')).toBe(text);
  });

  it('uses the defaults where config.json may not be read', async () => {
    mkdirSync(state, { mode: 0o700 });
    writeFileSync(path.join(state, 'config.json'), '{}', { mode: 0o000 });
    if (nobody !== undefined) chownSync(state, nobody, nobody);
    const url = await startProxy(nobody);
    expect(handleIn(await formOf(url, 's1', old))).toBeDefined();
    expect(await told()).toEqual([
      expect.stringMatching(/^headroom: .+config\.json: expected a JSON object, found .+; defaults are used$/),
    ]);
  });

  it('keeps the form of history, and sends what is new as it is while the disk is full', async (context) => {
    mkdirSync(state, { mode: 0o700 });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', state], { stdio: 'ignore' });
    } catch {
      context.skip('no small file system can be mounted here');
    }
    try {
      const url = await startProxy();
      const form = await formOf(url, 's1', old);
      expect(handleIn(form)).toBeDefined();
      fill(path.join(state, 'ballast'));
      // The database's log may have room for a few more.
      const texts = Array.from({ length: 40 }, (_, index) => buildLog(910 + index, 300));
      let full = 0;
      while (full < 39 && (await formOf(url, `f${full}`, texts[full] as string)) !== texts[full]) full += 1;
      const asItIs = async () => (await formOf(url, `f${full}`, texts[full] as string)) === texts[full];
      expect((await formOf(url, 's3', later)) === later).toBe(true);
      expect(await formOf(url, 's1', old)).toBe(form);
      expect(await asItIs()).toBe(true);
      const [line, ...more] = await told();
      // Reading may fail for the same reason, and first.
      expect(line).toMatch(/^headroom: store: expected to (?:read|write) .+; new output is sent as it is$/);
      expect(line).toContain(`, found: no space is left in ${state}; set HEADROOM_HOME `);
      expect(more.length).toBeLessThan(2);
      rmSync(path.join(state, 'ballast'));
      let tries = 0;
      // Each is new: what went up as it was stays so.
      const next = () => formOf(url, `t${++tries}`, later);
      await vi.waitFor(async () => expect(handleIn(await next())).toBeDefined(), { timeout: 20_000, interval: 200 });
      expect(await asItIs()).toBe(true);
    } finally {
      running?.child.kill('SIGKILL');
      await running?.ended;
      execFileSync('umount', [state]);
    }
  });
});

/** Takes all the space that is left. */
function fill(file: string): void {
  for (let size = 1 << 16; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // No room for a piece of this size.
    }
  }
}
