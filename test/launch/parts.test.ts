import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claude } from '../../providers/agents/claude/launch.ts';
import { changedVariables, childEnvironment } from '../../src/launch/environment.ts';
import { findExistingProxy } from '../../src/launch/existing.ts';
import { descendants } from '../../src/launch/process-table.ts';
import { isRootOnly } from '../../src/launch/root-only.ts';
import { ownCommand, shimFolder, writeShim } from '../../src/launch/shim.ts';
import { findProgram } from '../../src/launch/which.ts';
import { describeLaunch } from '../../src/launch/wrap.ts';
import { quote } from '../../src/lib/shell/quote.ts';
import { launchContext } from '../providers/agents/context.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "headroom it's "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that answers every request with a text. */
async function answering<Result>(text: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer((_request, response) => response.end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('the headroom command on the path of an agent', () => {
  it('runs the given installation with the state folder, and is private', () => {
    const state = path.join(folder, 'state');
    const program = {
      program: process.execPath,
      args: ['-p', '[process.env.HEADROOM_HOME, ...process.argv.slice(1)].join("|")'],
    };
    const shims = writeShim(state, program);
    const command = path.join(shims, 'headroom');
    expect(readdirSync(shims)).toEqual(['headroom']);
    expect(statSync(command).mode & 0o777).toBe(0o700);
    expect(statSync(shims).mode & 0o777).toBe(0o700);
    const printed = execFileSync(command, ['a b', '', "c'd"], { encoding: 'utf8' });
    expect(printed).toBe(`${state}|a b||c'd\n`);
  });

  it('stands in another folder for another installation or state folder', () => {
    const one = { program: 'node', args: ['one'] };
    const folders = [shimFolder('/a', one), shimFolder('/a', { ...one, args: ['two'] }), shimFolder('/b', one)];
    expect(new Set(folders.map((name) => path.basename(name))).size).toBe(3);
    expect(shimFolder('/a', one)).toBe(folders[0]);
  });

  it('is this installation, whether built or from its sources', () => {
    const { args } = ownCommand();
    expect(args.at(-1)).toMatch(/bin\/headroom\.[jt]s$/);
    expect(statSync(args.at(-1) as string).isFile()).toBe(true);
  });

  it('quotes words as a shell reads them back', () => {
    for (const word of ['a', '', 'a b', "a'b", '$x', '*', '"']) {
      expect(execFileSync('sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' })).toBe(word);
    }
  });
});

describe('the search for a program', () => {
  it('passes over folders of the PATH that cannot be looked into', () => {
    const circle = path.join(folder, 'circle');
    symlinkSync(circle, circle);
    const env = { PATH: [circle, path.dirname(process.execPath)].join(path.delimiter) };
    const from = { env, cwd: folder, home: folder, install: 'see its documentation' };
    expect(findProgram(path.basename(process.execPath), from)).toBe(process.execPath);
    expect(() => findProgram('no-such-program', from)).toThrow('on the PATH, found none');
  });
});

describe('the environment of a child', () => {
  it.each([
    [{}, '127.0.0.1,localhost'],
    [{ no_proxy: ' a , b,' }, 'a,b,127.0.0.1,localhost'],
    [{ NO_PROXY: 'localhost' }, 'localhost,127.0.0.1'],
    [{ NO_PROXY: '*' }, '*'],
  ])('keeps loopback away from HTTP proxies given %j', (env, list) => {
    expect(changedVariables({ env, planned: {} })).toEqual({ NO_PROXY: list, no_proxy: list });
  });

  it('has the plan’s variables, loses those that the plan takes out, and keeps all others', () => {
    const env = { PATH: '/bin', KEEP: '1', DROP: '2', CHANGE: '3' };
    const child = childEnvironment({ env, planned: { DROP: undefined, CHANGE: '4' }, shimFolder: '/shims' });
    expect(child).toMatchObject({ PATH: '/shims:/bin', KEEP: '1', CHANGE: '4' });
    expect(child).not.toHaveProperty('DROP');
  });
});

describe('a headroom that runs already', () => {
  it('is found where all upstreams are on its address', async () => {
    await answering('{"service":"headroom"}', async (url) => {
      expect(await findExistingProxy({ anthropic: url, openai: `${url}/x` })).toBe(url);
      expect(await findExistingProxy({ anthropic: url, openai: 'https://corp' })).toBeUndefined();
    });
  });

  it('is not any other server, a remote one, or nobody', async () => {
    expect(await answering('{"service":"other"}', (url) => findExistingProxy({ anthropic: url }))).toBeUndefined();
    expect(await answering('hello', (url) => findExistingProxy({ anthropic: url }))).toBeUndefined();
    expect(await findExistingProxy({ anthropic: 'http://127.0.0.1:9' })).toBeUndefined();
    expect(await findExistingProxy({ anthropic: 'https://corp.example' })).toBeUndefined();
    expect(await findExistingProxy({})).toBeUndefined();
  });

  it('is used as it is', async () => {
    await answering('{"service":"headroom"}', async (url) => {
      const context = launchContext({ env: { ANTHROPIC_BASE_URL: url } });
      const text = await describeLaunch({ launcher: claude, context });
      expect(text).toContain(`proxy     ${url} (runs already)`);
      expect(text).toContain(`variable  ANTHROPIC_BASE_URL=${url}\n`);
    });
  });
});

describe('a dry run', () => {
  it('prints the plan without what sounds secret', async () => {
    const args = ['--settings', '{"env":{"ANTHROPIC_API_KEY":"sk-1"}}', '-p', 'a b'];
    const context = launchContext({ args, env: { ANTHROPIC_BASE_URL: 'https://corp/x' } });
    const text = await describeLaunch({ launcher: claude, context });
    expect(text).not.toContain('sk-1');
    expect(text).toContain('upstream  anthropic https://corp/x\n');
    expect(text).toContain('variable  ANTHROPIC_BASE_URL=http://127.0.0.1:PORT\n');
    expect(text).toMatch(/^note {6}expected the program claude on the PATH, found none; install it: .+$/m);
    expect(text).toMatch(/^command {3}claude --settings .* -p 'a b'$/m);
  });
});

describe('a dry run of a call that is left as it is', () => {
  it('says that there is no proxy, and why', async () => {
    const context = launchContext({ args: ['--bg', 'a b'], env: { ANTHROPIC_BASE_URL: 'https://corp/x' } });
    const text = await describeLaunch({ launcher: claude, context });
    expect(text).toMatch(
      /^proxy {5}none\nnote {6}what claude --bg starts goes on .+\nnote {6}expected the program .+\n/,
    );
    expect(text).toMatch(/\ncommand {3}claude --bg 'a b'\n$/);
    expect(text).not.toMatch(/^(variable|upstream)/m);
  });
});

describe('processes below a process', () => {
  it('include children', () => {
    expect(descendants(process.ppid)).toContain(process.pid);
  });
});

describe('a folder of root', () => {
  it('is none that others can write to, nor one below it', () => {
    const open = path.join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(isRootOnly(open)).toBe(false);
    expect(isRootOnly(path.join(open, 'not', 'there'))).toBe(false);
  });
});
