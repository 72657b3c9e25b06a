import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtEntry } from '../harness/build.ts';
import { claudeFields, claudeRequest, oneResult } from '../harness/claude-shape.ts';
import { type FakeUpstream, startFakeUpstream } from '../harness/fake-upstream.ts';
import { startGateway, tlsFile } from '../harness/outside.ts';
import { buildLog } from '../harness/texts.ts';

let upstream: FakeUpstream;
let folder: string;
let worktree: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream?.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-folder-'));
  worktree = path.join(folder, 'work', 'tree');
  mkdirSync(worktree, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = (env: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  HEADROOM_HOME: path.join(folder, 'state'),
  PWD: worktree,
  ANTHROPIC_BASE_URL: upstream.url,
  ...env,
});

/** A program that may delete the folder, and then sends a request with a long log; it prints where it works. */
function agentThat(todo: 'deletes' | 'asks'): string {
  const file = path.join(folder, 'agent.mjs');
  const body = JSON.stringify(claudeRequest(oneResult('toolu_1', buildLog(1))));
  const lines = [
    "import { readlinkSync, rmSync } from 'node:fs';",
    todo === 'deletes' ? `rmSync(${JSON.stringify(worktree)}, { recursive: true });` : '',
    `const headers = ${JSON.stringify(Object.fromEntries(claudeFields))};`,
    `const request = { method: 'POST', headers, body: ${JSON.stringify(body)} };`,
    "const answer = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', request);",
    "console.log(answer.status, readlinkSync('/proc/self/cwd'));",
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** Runs `headroom ARGS` from the worktree, which `before` may take away first. */
async function run(args: readonly string[], before = '') {
  const entry = await builtEntry();
  mkdirSync(worktree, { recursive: true });
  const words = [process.execPath, entry, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('/bin/sh', ['-c', `${before} ${words}`], { cwd: worktree, env: environment() });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

describe.skipIf(process.platform !== 'linux')('the folder of a launch', () => {
  it.each([
    ['stays', 'asks', ''],
    ['is deleted by the agent', 'deletes', ''],
    ['is deleted before the launch', 'asks', 'rmdir "$PWD" &&'],
    ['is deleted, and its parent too, before the launch', 'asks', 'rm -r ../../work &&'],
  ] as const)('%s: the agent works there, and its requests are shortened', async (_name, todo, before) => {
    const seenBefore = upstream.requests.length;
    const { code, stdout } = await run(['wrap', '--', process.execPath, agentThat(todo)], before);
    const gone = before === '' && todo === 'asks' ? '' : ' (deleted)';
    expect({ code, stdout }).toEqual({ code: 0, stdout: `200 ${worktree}${gone}\n` });
    const sent = upstream.requests
      .slice(seenBefore)
      .flatMap(({ method, body }) => (method === 'POST' ? [body.length] : []));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toBeLessThan(buildLog(1).length / 2);
  });

  it('may be gone for commands that need none', async () => {
    for (const args of [['doctor'], ['demo', '--json'], ['wrap', '--dry-run', 'claude']]) {
      const { code, stdout, stderr } = await run(args, 'rmdir "$PWD" &&');
      expect({ args, code, stderr: stderr.replace(/^.*getcwd.*\n/gm, '') }).toEqual({ args, code: 0, stderr: '' });
      expect(stdout).not.toContain('uv_cwd');
    }
  });

  it('is where relative paths start, for certificates too, after the process has left it', async () => {
    const gateway = await startGateway({ secure: true });
    cpSync(tlsFile('root.pem'), path.join(worktree, 'root.pem'));
    const env = environment({ SSL_CERT_FILE: 'root.pem' });
    const args = [await builtEntry(), 'proxy', '--port', '0', '--anthropic-url', `https://localhost:${gateway.port}`];
    const child = spawn(process.execPath, args, { cwd: worktree, env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const headers = { 'anthropic-version': '2023-06-01' };
      const answer = await fetch(`${line.toString().trim()}/v1/messages`, { method: 'POST', headers, body: '{}' });
      expect(answer.status).toBe(200);
      expect(existsSync(worktree)).toBe(true);
    } finally {
      child.kill();
      await once(child, 'exit');
      gateway.close();
    }
  });
});
