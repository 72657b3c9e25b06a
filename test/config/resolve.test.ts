import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeFolder } from '../../src/config/home.ts';
import { optionsOf, optionTable } from '../../src/config/options.ts';
import { environmentValues, proxyEnvironment, resolveSettings } from '../../src/config/resolve.ts';
import { HeadroomError } from '../../src/model/errors.ts';

const table = optionTable({
  upstreams: [
    { name: 'acme', defaultUrl: 'https://api.acme.example', setting: 'acmeUrl', help: 'where Acme is', version: 'v1' },
  ],
  excludeTools: ['Read', 'Edit'],
});

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-config-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const writeFile = (text: string) => writeFileSync(path.join(home, 'config.json'), text);
const resolve = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
  resolveSettings({ table, flags, env: { HEADROOM_HOME: home, ...env } });

describe('the option table', () => {
  it('spells each key as a flag and as a variable', () => {
    const store = table.find((option) => option.key === 'storeMaxBytes');
    expect(store).toMatchObject({ flag: '--store-max-bytes', env: 'HEADROOM_STORE_MAX_BYTES' });
    expect(table.find((option) => option.key === 'acmeUrl')).toMatchObject({ flag: '--acme-url', upstream: 'acme' });
  });

  it('has each key once and a line of help for each', () => {
    expect(new Set(table.map((option) => option.key)).size).toBe(table.length);
    for (const option of table) expect(option.help, option.key).toMatch(/^[^\n]{10,}$/);
  });

  it('gives wrap all options but the host, the proxy all but what agents are told, and doctor those that say where things are', () => {
    const keys = (verb: 'proxy' | 'wrap' | 'doctor') => optionsOf(table, verb).map((option) => option.key);
    const all = table.map((option) => option.key);
    expect(keys('proxy')).toEqual(all.filter((key) => key !== 'firstPartyRequests'));
    expect(keys('wrap')).toEqual(all.filter((key) => key !== 'host'));
    expect(keys('doctor')).toEqual(['port', 'host', 'acmeUrl']);
  });
});

describe('which source wins', () => {
  const sources = [
    { source: 'default', value: 8787 },
    { source: 'file', value: 1001 },
    { source: 'environment', value: 1002 },
    { source: 'flag', value: 1003 },
  ] as const;
  const subsets = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => ({ file: bits & 1, environment: bits & 2, flag: bits & 4 }));

  it.each(subsets)('the strongest of file $file, environment $environment, flag $flag', async (given) => {
    if (given.file) writeFile('{"port": 1001}');
    const winner = sources.findLast(({ source }) => source === 'default' || given[source])!;
    const resolved = await resolve(
      given.flag ? { port: '1003' } : {},
      given.environment ? { HEADROOM_PORT: '1002' } : {},
    );
    expect(resolved.sources.port).toEqual({ value: winner.value, source: winner.source });
    expect(resolved.settings.port).toBe(winner.value);
    expect(resolved.notices).toEqual([]);
  });

  it('holds for every option, with nothing set, in a frozen object', async () => {
    const { settings, sources: all, home: folder } = await resolve();
    expect(settings).toEqual({
      port: 8787,
      host: '127.0.0.1',
      websocket: 'relay',
      upstreams: { acme: 'https://api.acme.example' },
      optimize: true,
      excludeTools: ['Read', 'Edit'],
      reads: 'fold',
      code: 'off',
      minTokens: 250,
      lossyMinTokens: 1000,
      logLossyMinTokens: 400,
      savingsProfile: 'balanced',
      leaveOut: 'some',
      minSavedShare: 0.1,
      minSavedTokens: 40,
      storeMaxBytes: 2_000_000_000,
      storeMaxDays: 30,
      cacheBreakpoints: true,
      firstPartyRequests: true,
      sessionTitles: true,
      quiet: false,
    });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.values(all).every(({ source }) => source === 'default')).toBe(true);
    expect(folder).toBe(home);
  });

  it('turns every option with its variable', async () => {
    const env = {
      HEADROOM_OPTIMIZE: '0',
      HEADROOM_QUIET: '1',
      HEADROOM_WEBSOCKET: 'refuse',
      HEADROOM_EXCLUDE_TOOLS: 'Bash,mcp__*',
      HEADROOM_ACME_URL: 'http://127.0.0.1:9/v1/',
      HEADROOM_HOST: '::1',
      HEADROOM_STORE_MAX_BYTES: '5MB',
      HEADROOM_MIN_SAVED_SHARE: '0.5',
    };
    expect((await resolve({}, env)).settings).toMatchObject({
      optimize: false,
      quiet: true,
      websocket: 'refuse',
      excludeTools: ['Bash', 'mcp__*'],
      upstreams: { acme: 'http://127.0.0.1:9' },
      host: '::1',
      storeMaxBytes: 5_000_000,
      minSavedShare: 0.5,
    });
  });

  it('takes an empty variable as unset', async () => {
    expect((await resolve({}, { HEADROOM_PORT: '', HEADROOM_EXCLUDE_TOOLS: '' })).sources.port?.source).toBe('default');
    expect((await resolve({}, { HEADROOM_PROT: '' })).notices).toEqual([]);
  });
});

describe('savings profiles', () => {
  it('stand in for what nobody set, and are named as the source', async () => {
    const { settings, sources: from } = await resolve({ savingsProfile: 'agent-90' });
    expect(settings).toMatchObject({ leaveOut: 'most', minTokens: 120, lossyMinTokens: 300, reads: 'fold' });
    expect(from.leaveOut).toEqual({ value: 'most', source: 'profile', profile: 'agent-90' });
    expect(from.reads?.source).toBe('default');
    expect(from.savingsProfile?.source).toBe('flag');
  });

  it('give way to file, variable and flag, wherever they were chosen', async () => {
    writeFile('{"savingsProfile": "agent-90", "minTokens": 777}');
    const { settings, sources: from } = await resolve({ leaveOut: 'some' }, { HEADROOM_LOSSY_MIN_TOKENS: '888' });
    expect(settings).toMatchObject({ leaveOut: 'some', minTokens: 777, lossyMinTokens: 888, minSavedTokens: 30 });
    expect([from.minTokens, from.lossyMinTokens, from.leaveOut].map((each) => each?.source)).toEqual([
      'file',
      'environment',
      'flag',
    ]);
  });

  it('leave nothing out when careful, and change nothing when balanced', async () => {
    const careful = await resolve({}, { HEADROOM_SAVINGS_PROFILE: 'careful' });
    expect(careful.settings).toEqual({ ...(await resolve()).settings, savingsProfile: 'careful', leaveOut: 'none' });
    const balanced = await resolve({ savingsProfile: 'balanced' });
    expect(balanced.settings).toEqual((await resolve()).settings);
    expect(Object.values(balanced.sources).some(({ source }) => source === 'profile')).toBe(false);
  });

  it('of unknown names end with one line, and cost one notice in the file', async () => {
    const error = await resolve({ savingsProfile: 'agent-99' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      message: '--savings-profile: expected careful or balanced or agent-90, found "agent-99"',
      exitCode: 2,
    });
    writeFile('{"savingsProfile": "lavish"}');
    const { settings, notices } = await resolve();
    expect(settings).toMatchObject({ savingsProfile: 'balanced', leaveOut: 'some' });
    expect(notices).toHaveLength(1);
  });
});

describe('bad input', () => {
  it.each([
    [{ port: 'abc' }, {}, '--port: expected a whole number from 0 to 65535, found "abc"'],
    [{ host: '0.0.0.0' }, {}, '--host: expected a loopback address (127.0.0.1, ::1 or localhost), found "0.0.0.0"'],
    [{}, { HEADROOM_WEBSOCKET: 'on' }, 'HEADROOM_WEBSOCKET: expected relay or refuse, found "on"'],
    [
      {},
      { HEADROOM_ACME_URL: 'acme' },
      'HEADROOM_ACME_URL: expected an http or https URL without credentials, query and fragment, found "acme"',
    ],
  ])('on the command line or in the environment ends with one line: %j %j', async (flags, env, line) => {
    const error = await resolve(flags, env).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(HeadroomError);
    expect(error).toMatchObject({ message: line, code: 'config', exitCode: 2 });
  });

  it.each(['{"port": ', '[1]', 'null', '', '"port"'])(
    'in the file %j becomes one notice and defaults',
    async (text) => {
      writeFile(text);
      const { settings, notices } = await resolve();
      expect(settings.port).toBe(8787);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatch(/config\.json: expected a JSON object, found [^\n]+; defaults are used$/);
    },
  );

  it('in one value of the file costs that value alone', async () => {
    writeFile('{"port": "x", "minTokens": 9, "prot": 1}');
    const { settings, notices } = await resolve();
    expect(settings).toMatchObject({ port: 8787, minTokens: 9 });
    expect(notices).toEqual([
      expect.stringContaining('expected known settings, found "prot"'),
      expect.stringContaining('port: expected a whole number from 0 to 65535, found "x"'),
    ]);
  });

  it('a folder in the place of the file becomes one notice', async () => {
    mkdirSync(path.join(home, 'config.json'));
    expect((await resolve()).notices).toHaveLength(1);
  });

  it('writes nothing, with and without a file', async () => {
    const missing = path.join(home, 'missing');
    await resolveSettings({ table, env: { HEADROOM_HOME: missing } });
    expect(readdirSync(home)).toEqual([]);
    writeFile('{"port": 1}');
    chmodSync(path.join(home, 'config.json'), 0o400);
    const before = statSync(path.join(home, 'config.json')).mtimeMs;
    await resolve();
    expect(readdirSync(home)).toEqual(['config.json']);
    expect(statSync(path.join(home, 'config.json')).mtimeMs).toBe(before);
  });
});

describe('the environment', () => {
  it('tells each variable that looks like one of ours and is none, once', async () => {
    const env = { HEADROOM_PROT: '1', HEADROOM_MINTOKENS: '5', HEADROOM_PORT: '1', HEADROOM_OWN: '', HEADROOMS: '1' };
    const { notices } = await resolveSettings({
      table,
      env: { HEADROOM_HOME: home, ...env },
      ownVariables: ['HEADROOM_OWN'],
    });
    expect(notices.map((notice) => notice.split(':')[0])).toEqual(['HEADROOM_PROT', 'HEADROOM_MINTOKENS']);
  });

  it.each([
    ['linux', { HOME: '/h' }, '/h/.local/share/headroom'],
    ['linux', { HOME: '/h', XDG_DATA_HOME: '/d' }, '/d/headroom'],
    ['linux', { HOME: '/h', XDG_DATA_HOME: 'relative' }, '/h/.local/share/headroom'],
    ['darwin', { HOME: '/h' }, '/h/Library/Application Support/headroom'],
    ['win32', { LOCALAPPDATA: '/l' }, '/l/headroom'],
    ['win32', { HEADROOM_HOME: '/own' }, '/own'],
    ['linux', { HOME: '/h', HEADROOM_HOME: '~/own' }, '/h/own'],
    ['linux', { HOME: '/h', HEADROOM_HOME: ' ' }, '/h/.local/share/headroom'],
  ] as const)('on %s with %j puts the state folder at %s', (platform, env, folder) => {
    expect(homeFolder(env, platform)).toBe(folder);
  });

  it.each([
    ['linux', { HOME: '' }],
    ['linux', { HOME: 'relative' }],
    ['linux', {}],
    ['darwin', { HOME: '' }],
  ] as const)('on %s with %j never puts the state folder below the folder that it is started from', (platform, env) => {
    const before = process.env.HOME;
    process.env.HOME = '';
    try {
      const folder = homeFolder(env, platform);
      expect(path.isAbsolute(folder)).toBe(true);
      expect(folder.startsWith(userInfo().homedir)).toBe(true);
    } finally {
      if (before === undefined) delete process.env.HOME;
      else process.env.HOME = before;
    }
  });

  it.each([
    [{}, undefined, undefined, undefined],
    [{ HTTP_PROXY: 'a', HTTPS_PROXY: 'b', NO_PROXY: 'x' }, 'a', 'b', 'x'],
    [{ http_proxy: 'a', https_proxy: 'b', no_proxy: 'x' }, 'a', 'b', 'x'],
    [{ HTTPS_PROXY: 'a', https_proxy: 'b', ALL_PROXY: 'c', no_proxy: 'x' }, 'c', 'b', 'x'],
    [{ HTTPS_PROXY: 'a', https_proxy: '' }, undefined, 'a', undefined],
    [{ ALL_PROXY: 'a' }, 'a', 'a', undefined],
    [{ ALL_PROXY: 'a', all_proxy: 'b' }, 'b', 'b', undefined],
    [{ HTTP_PROXY: 'a' }, 'a', 'a', undefined],
    [{ HTTP_PROXY: 'a', all_proxy: 'b' }, 'a', 'b', undefined],
  ])('reads proxy variables: %j', (env, httpProxy, httpsProxy, noProxy) => {
    expect(proxyEnvironment(env)).toEqual({ httpProxy, httpsProxy, noProxy });
  });

  it('hands out variables by name and takes an empty one as unset', () => {
    expect(environmentValues(['A', 'B', 'C'], { A: '1', B: '', D: '2' })).toEqual({ A: '1' });
  });
});
