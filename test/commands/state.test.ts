import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsTable } from '../../commands/options.ts';
import { openStore } from '../../src/store/open.ts';
import { cliHere } from './cli.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-state-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run = async (args: string[], env: Record<string, string> = {}) => {
  const { code, stdout, stderr } = await cliHere(args, { HEADROOM_HOME: home, ...env });
  return { code, stderr, text: stdout.toString('utf8') };
};

const fill = (texts: readonly string[], ageDays: number) => {
  const now = () => Date.now() - ageDays * 86_400_000;
  const store = openStore({ folder: home, maxBytes: 1e9, maxDays: 36_500, now });
  for (const text of texts) {
    const hash = createHash('sha256').update(text).digest('hex');
    const facts = {
      sent: '-',
      handle: hash.slice(0, 24),
      tool: 'Bash',
      tokensBefore: 1,
      tokensAfter: 1,
      durable: true,
    };
    store.pin([{ decision: { key: hash, ...facts }, original: text }]);
  }
  store.close();
};

describe('headroom config', () => {
  it('lists every option with its value and the source that won', async () => {
    writeFileSync(path.join(home, 'config.json'), '{"minTokens": 300, "lossyMinTokens": 2000}');
    const list = await run(['config', '--port', '9000'], { HEADROOM_LOSSY_MIN_TOKENS: '3000' });
    const json = await run(['config', 'list', '--json', '--no-optimize']);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.text).toMatch(/^port +flag +9000$/m);
    expect(list.text).toMatch(/^lossyMinTokens +environment +3000$/m);
    expect(list.text).toMatch(/^minTokens +file +300$/m);
    expect(list.text).toMatch(/^optimize +default +true$/m);
    expect(list.text).toMatch(/^host +default +127\.0\.0\.1$/m);
    const { home: folder, settings } = JSON.parse(json.text);
    expect(folder).toBe(home);
    expect(Object.keys(settings)).toEqual(settingsTable().map(({ key }) => key));
    expect(settings.optimize).toEqual({ value: false, source: 'flag' });
    expect(settings.lossyMinTokens).toEqual({ value: 2000, source: 'file' });
  });

  it('names the profile where that is the source', async () => {
    const list = await run(['config'], { HEADROOM_SAVINGS_PROFILE: 'agent-90', HEADROOM_MIN_TOKENS: '500' });
    expect(list.text).toMatch(/^savingsProfile +environment +agent-90$/m);
    expect(list.text).toMatch(/^leaveOut +profile agent-90 +most$/m);
    expect(list.text).toMatch(/^minTokens +environment +500$/m);
  });

  it('gets one value, bare', async () => {
    const key = await run(['config', 'get', 'port'], { HEADROOM_PORT: '1' });
    const flag = await run(['config', 'get', '--', '--store-max-days']);
    const unknown = await run(['config', 'get', 'prot']);
    expect([key.text, flag.text]).toEqual(['1\n', '30\n']);
    const kebab = await run(['config', 'get', 'min-tokens', '--min-tokens', '7']);
    const json = await run(['config', 'get', 'min-tokens', '--json']);
    expect(kebab).toMatchObject({ code: 0, text: '7\n', stderr: '' });
    expect(JSON.parse(json.text)).toEqual({ key: 'minTokens', value: 250, source: 'default' });
    const bogus = await run(['config', 'bogus']);
    expect(bogus).toMatchObject({
      code: 2,
      text: '',
      stderr: expect.stringMatching(/^headroom: config: .*"bogus"\n$/),
    });
    expect(unknown).toMatchObject({
      code: 2,
      text: '',
      stderr: expect.stringMatching(/^headroom: expected [^\n]+\n$/),
    });
  });

  it('lists the options whose names hold a word', async () => {
    for (const word of ['mintokens', 'min-tokens']) {
      const { settings } = JSON.parse((await run(['config', 'list', word, '--json'])).text);
      expect(Object.keys(settings).sort()).toEqual(['logLossyMinTokens', 'lossyMinTokens', 'minTokens']);
    }
    const text = await run(['config', 'list', 'port']);
    expect(text.text).toMatch(/^port +default +8787$/m);
    expect(text.text).not.toMatch(/^minTokens/m);
    expect(await run(['config', 'list', 'bogus'])).toMatchObject({ code: 2, text: '' });
  });

  it('sets, reads back and unsets every option, and leaves the rest of the file as it was', async () => {
    const file = path.join(home, 'config.json');
    expect((await run(['config', 'path'])).text).toBe(`${file}\n`);
    const values: Record<string, string> = {
      choice: '',
      boolean: 'off',
      integer: '7',
      share: '0.5',
      list: 'a,b',
      bytes: '1GB',
    };
    const others: Record<string, string> = { loopback: 'localhost', url: 'http://127.0.0.1:1' };
    writeFileSync(file, '{"mine": {"a": 1}}');
    for (const { key, flag, type } of settingsTable()) {
      const typed = type.name === 'choice' ? type.choices.at(-1) : (values[type.name] ?? others[type.name]);
      expect(await run(['config', 'set', flag.slice(2), typed as string]), key).toMatchObject({ code: 0 });
      const { value, source } = JSON.parse((await run(['config', 'get', key, '--json'])).text);
      expect(source, key).toBe('file');
      expect(JSON.parse(readFileSync(file, 'utf8')), key).toEqual({ mine: { a: 1 }, [key]: value });
      expect(await run(['config', 'unset', key]), key).toMatchObject({ code: 0 });
    }
    expect(await run(['config', 'unset', 'mine'])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe('{}\n');
  });

  it('writes nothing for a wrong value or key, or over a file that it cannot read', async () => {
    const file = path.join(home, 'config.json');
    expect(await run(['config', 'set', 'port', 'many'])).toMatchObject({ code: 2, text: '' });
    expect(await run(['config', 'set', 'prot', '1'])).toMatchObject({ code: 2, text: '' });
    expect(await run(['config', 'unset', 'prot'])).toMatchObject({ code: 2, text: '' });
    expect(readdirSync(home)).toEqual([]);
    writeFileSync(file, '{');
    expect((await run(['config', 'set', 'port', '1'])).code).not.toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('{');
  });

  it('meets a broken file with one line and defaults, and a wrong variable with one line and 2', async () => {
    writeFileSync(path.join(home, 'config.json'), '{');
    const file = await run(['config', 'get', 'port']);
    const variable = await run(['config', 'get', 'port'], { HEADROOM_HOST: '10.0.0.1' });
    expect(file).toMatchObject({ code: 0, text: '8787\n' });
    expect(file.stderr).toMatch(/^headroom: .*config\.json: expected a JSON object, found [^\n]+\n$/);
    expect(variable).toMatchObject({ code: 2, text: '' });
    expect(variable.stderr).toMatch(/^headroom: HEADROOM_HOST: expected a loopback address [^\n]+\n$/);
    expect(readdirSync(home)).toEqual(['config.json']);
  });
});

describe('headroom store', () => {
  it('shows what is kept, drops what is old, then everything', async () => {
    fill(['old one', 'old two'], 40);
    fill(['new'], 1);
    const kept = async (...args: string[]) => {
      const { code, text } = await run(['store', '--json', ...args]);
      const { originals, decisions, dropped } = JSON.parse(text);
      return { code, originals, decisions, dropped };
    };
    expect(await kept()).toEqual({ code: 0, originals: 3, decisions: 3 });
    expect(await kept('--older-than', '30d')).toEqual({ code: 0, originals: 1, decisions: 3, dropped: 2 });
    expect((await run(['store', '--clear'])).text).toMatch(/^dropped +1 original$/m);
    expect(await kept('--clear')).toEqual({ code: 0, originals: 0, decisions: 3, dropped: 0 });
    expect((await run(['store'])).text).toMatch(/^originals +0,/m);
  });

  it('says, as stats and retrieve do, what becomes of a damaged database', async () => {
    writeFileSync(path.join(home, 'headroom.db'), 'no database '.repeat(1000));
    for (const args of [['store'], ['stats'], ['retrieve', '0'.repeat(24)]]) {
      const { code, text, stderr } = await run(args);
      expect({ code, text }).toEqual({ code: 1, text: '' });
      expect(stderr).toMatch(
        /^headroom: expected [^\n]+; the next headroom wrap or [^\n]+ moves it aside and goes on\n$/,
      );
    }
    const doctor = await run(['doctor'], { PATH: home, HEADROOM_PORT: '1' });
    expect(doctor.text).toMatch(/^failed {2}store: expected .*; the next headroom wrap or .* goes on$/m);
  });

  it('makes nothing where nothing is, and refuses wrong usage', async () => {
    const show = await run(['store']);
    const clear = await run(['store', '--clear']);
    const both = await run(['store', '--clear', '--older-than', '1d']);
    const days = await run(['store', '--older-than', 'soon']);
    expect([show.code, clear.code, both.code, days.code]).toEqual([0, 0, 2, 2]);
    expect(existsSync(path.join(home, 'headroom.db'))).toBe(false);
  });
});

describe('a state folder that is a file', () => {
  const verbs = [
    ['stats'],
    ['stats', 'last'],
    ['store'],
    ['store', '--clear'],
    ['retrieve', 'a'.repeat(24)],
    ['config', 'set', 'minTokens', '200'],
  ];
  it.each(verbs.flatMap((verb) => [[verb, ''] as const, [verb, 'deeper'] as const]))(
    'is called that by %j, below %j',
    async (verb, below) => {
      const file = path.join(home, 'a-file');
      writeFileSync(file, 'mine');
      const { code, text, stderr } = await run([...verb], { HEADROOM_HOME: path.join(file, below) });
      expect([code, text]).toEqual([1, '']);
      expect(stderr).toMatch(/^headroom: expected [^\n]+\n$/);
      expect(stderr).toContain(`, found: ${file} is a file; set HEADROOM_HOME to a folder that can be written\n`);
      expect(readFileSync(file, 'utf8')).toBe('mine');
    },
  );

  it('fails two checks of doctor', async () => {
    const file = path.join(home, 'a-file');
    writeFileSync(file, 'mine');
    const env = { PATH: home, HOME: home, HEADROOM_PORT: '1', HEADROOM_HOME: path.join(file, 'deeper') };
    const { code, text } = await run(['doctor'], env);
    const failed = text.split('\n').filter((line) => line.startsWith('failed'));
    expect([code, failed.length]).toEqual([1, 2]);
    for (const line of failed) {
      expect(line).toMatch(/^failed {2}(store|permissions): expected /);
      expect(line).toContain(`found: ${file} is a file; set HEADROOM_HOME to a folder that can be written`);
    }
  });
});

describe('headroom doctor', () => {
  it('prints one line a check and fails when one fails', async () => {
    const requests: string[] = [];
    const upstream = createServer((request, response) => {
      requests.push(`${request.url} ${request.headers['x-api-key'] ?? request.headers.authorization}`);
      response.writeHead(request.headers['x-api-key'] === undefined ? 401 : 200).end('{"data":[{}]}');
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const bin = path.join(home, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'codex'), '#!/bin/sh\necho codex 1.2.3\n');
    chmodSync(path.join(bin, 'codex'), 0o755);
    const env = {
      PATH: bin,
      HEADROOM_ANTHROPIC_URL: url,
      HEADROOM_OPENAI_URL: `${url}/v1/`,
      HEADROOM_PORT: '1',
      HOME: home,
      ANTHROPIC_API_KEY: 'one',
      OPENAI_API_KEY: 'two',
    };
    try {
      const { code, text, stderr } = await run(['doctor'], env);
      expect(stderr).toBe('');
      expect(text).toMatch(/^skipped proxy: none runs at http:\/\/127\.0\.0\.1:1$/m);
      expect(text).toMatch(/^skipped store: nothing is stored yet in /m);
      expect(text).toMatch(/^ok {6}permissions: /m);
      expect(text).toMatch(/^ok {6}agent codex: codex 1\.2\.3$/m);
      expect(text).toMatch(/^skipped agent claude: not installed; /m);
      expect(text).toMatch(/^ok {6}upstream anthropic: .* lists 1 model with ANTHROPIC_API_KEY$/m);
      expect(text).toMatch(/^failed {2}upstream openai: expected 200 from .* found 401$/m);
      expect(text).toMatch(/^skipped upstream gemini: .*no key in GEMINI_API_KEY or GOOGLE_API_KEY$/m);
      expect(text).toMatch(/^skipped upstream chatgpt: /m);
      expect(requests.sort()).toEqual(['/v1/models Bearer two', '/v1/models one']);
      expect(code).toBe(1);
    } finally {
      upstream.closeAllConnections();
      upstream.close();
    }
  });

  it('ends well where nothing failed, and speaks JSON', async () => {
    const { code, text } = await run(['doctor', '--json'], { PATH: home, HOME: home, HEADROOM_PORT: '1' });
    const checks = JSON.parse(text) as { status: string; name: string }[];
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    const names = checks.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['permissions', 'agent gemini', 'upstream gemini']));
    expect(new Set(names).size).toBe(names.length);
    expect(code).toBe(0);
  });
});
