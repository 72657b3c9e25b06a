import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const driver = fileURLToPath(new URL('./driver.ts', import.meta.url));
const agent = fileURLToPath(new URL('../fixtures/agents/fake-agent.mjs', import.meta.url));

let folder = '';
let home = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-launch-'));
  home = mkdtempSync(path.join(folder, 'home-'));
  writeFileSync(path.join(home, '.profile'), 'mine\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };

/** Starts the driver; the state folder stands beside the home. */
function start(env: Record<string, string>, args: readonly string[] = [], program = agent) {
  const child = spawn(process.execPath, ['--import', 'tsx', driver, path.join(folder, 'state'), program, ...args], {
    env: { PATH: process.env.PATH, HOME: home, FAKE_QUIET: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended, firstLine: () => firstLine(child, () => stdout), stderr: () => stderr };
}

async function firstLine(child: ChildProcess, read: () => string): Promise<{ pid: number }> {
  while (!read().includes('\n')) await new Promise((resolve) => child.stdout?.once('data', resolve));
  return JSON.parse(read());
}

function snapshot(): Record<string, string> {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(home, name), 'utf8')]));
}

describe('a launch', () => {
  it('hands arguments, input and environment through, and nothing of its own to stdout', async () => {
    const args = ['-p', 'a b', '--', '', '--dry-run', "it's $HOME"];
    const { child, ended } = start({ FAKE_DO: 'report', HTTPS_PROXY: 'http://corp:1', NO_PROXY: 'corp.example' }, args);
    child.stdin.end('typed');
    const { code, stdout, stderr } = await ended;
    const seen = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(seen).toMatchObject({ argv: args, stdin: 'typed', tty: false });
    expect(seen.env).toMatchObject({
      HTTPS_PROXY: 'http://corp:1',
      NO_PROXY: 'corp.example,127.0.0.1,localhost',
      no_proxy: 'corp.example,127.0.0.1,localhost',
    });
    expect(seen.env.OPENAI_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    expect(seen.env.PATH.split(path.delimiter)[0]).toContain(path.join(folder, 'state', 'shims'));
    expect(stderr).toBe('');
  });

  it('leaves a call that is not pointed at it as it is, without a proxy, and says why before the start', async () => {
    const args = ['--bg', 'a b'];
    const given = { FAKE_DO: 'report', FAKE_NOTE: 'it goes on', NO_PROXY: 'corp.example' };
    const { child, ended } = start(given, args);
    child.stdin.end();
    const { code, stdout, stderr } = await ended;
    const { argv, env } = JSON.parse(stdout);
    expect({ code, argv, stderr }).toEqual({ code: 0, argv: args, stderr: 'warned: it goes on\n' });
    expect(env).toMatchObject({ PATH: process.env.PATH, NO_PROXY: 'corp.example' });
    expect(Object.keys(env).filter((name) => /_(BASE_URL|API_BASE)$|^no_proxy$/.test(name))).toEqual([]);
  });

  it.each([
    ['exit 7', 7],
    ['signal SIGKILL', 137],
  ])('ends as its agent does: %s', async (todo, code) => {
    const before = snapshot();
    const { ended } = start({ FAKE_DO: todo });
    expect(await ended).toEqual({ code, signal: null, stdout: '', stderr: '' });
    expect(snapshot()).toEqual(before);
  });

  const startLine =
    'start: on 127\\.0\\.0\\.1:\\d+ → api\\.example\\.test or other\\.example\\.test; figures: headroom stats\n';

  it('says before the start where requests go, and at the end what came through, or why nothing may have', async () => {
    const asked = start({ FAKE_DO: 'ask', FAKE_QUIET: '' });
    const silent = start({ FAKE_QUIET: '' });
    expect((await asked.ended).stderr).toMatch(new RegExp(`^${startLine}news: 1 requests\n$`));
    expect((await silent.ended).stderr).toMatch(
      new RegExp(`^${startLine}failure: no request came through; likely reason: .+\n$`),
    );
  });

  it('says where requests go before the agent has the terminal', async () => {
    const { child, ended, firstLine, stderr } = start({ FAKE_DO: 'wait obey', FAKE_QUIET: '' });
    await firstLine();
    expect(stderr()).toMatch(new RegExp(`^${startLine}$`));
    child.kill('SIGTERM');
    await ended;
  });

  it('tells what went wrong after the agent has ended, and nothing where nobody wants a line', async () => {
    const told = start({ FAKE_DO: 'ask', FAKE_QUIET: '', FAKE_NOTICE: 'the disk is full' });
    const quiet = start({ FAKE_DO: 'ask', FAKE_NOTICE: 'the disk is full' });
    expect((await told.ended).stderr).toMatch(/\nnews: 1 requests\nfailure: the disk is full\n$/);
    expect((await quiet.ended).stderr).toBe('');
  });

  it('survives its own faults and keeps them and warnings of Node off the terminal', async () => {
    const { code, stdout, stderr } = await start({ FAKE_DO: 'ask', FAKE_FAULT: '1' }).ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{"status":200}\n', stderr: '' });
  });

  it('passes SIGTERM on and ends with the code of the agent', async () => {
    const { child, ended, firstLine } = start({ FAKE_DO: 'wait obey' });
    await firstLine();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(9);
  });

  it('changes no file when it is killed, and does not take another launch with it', async () => {
    const before = snapshot();
    const killed = start({ FAKE_DO: 'wait obey' });
    const other = start({ FAKE_DO: 'wait obey' });
    const { pid } = await killed.firstLine();
    await other.firstLine();
    killed.child.kill('SIGKILL');
    await new Promise((resolve) => killed.child.on('exit', resolve));
    expect(snapshot()).toEqual(before);
    process.kill(pid, 'SIGKILL');
    other.child.kill('SIGTERM');
    expect((await other.ended).code).toBe(9);
  });

  it('signals the processes below an agent whose parent ignores signals', async () => {
    const script = path.join(folder, 'parent.sh');
    writeFileSync(script, `#!/bin/sh\ntrap '' TERM\n"${agent}"\nexit $?\n`, { mode: 0o700 });
    const { child, ended, firstLine } = start({ FAKE_DO: 'wait obey', FAKE_GROUP: '1' }, [], script);
    await firstLine();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(9);
  });

  it('says in one line what is missing: 127 for no program, 126 for one that cannot be run', async () => {
    const missing = start({}, [], 'no-such-agent-anywhere');
    const blocked = path.join(folder, 'blocked');
    writeFileSync(blocked, '', { mode: 0o600 });
    const notExecutable = start({}, [], blocked);
    expect(await missing.ended).toMatchObject({
      code: 127,
      stdout: '',
      stderr: expect.stringMatching(/^expected .+\n$/),
    });
    expect(await notExecutable.ended).toMatchObject({ code: 126, stdout: '' });
  });
});
