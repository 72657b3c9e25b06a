import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { omissionNotice } from '../../src/content/marker.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { cli } from './cli.ts';

const original = 'first\r\n\u001b[31mERROR\u001b[0m é日\n\nerror again\nno line end';

const long = Array.from({ length: 900 }, (_, index) => `line ${index} of a long output\n`).join('');
/** As many characters, and far fewer tokens. */
const wide = `${' '.repeat(long.length)}\n`;
const handleOf = (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 24);

const handle = handleOf(original);

let home: string;
let store: Store;
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-retrieve-'));
  store = openStore({ folder: home, maxBytes: 1e9, maxDays: 30 });
  const facts = { sent: 'short', tool: 'Bash', tokensBefore: 9, tokensAfter: 1, durable: true };
  store.pin(
    [original, long, wide].map((each, index) => ({
      decision: { ...facts, key: `${index}`.repeat(64), handle: handleOf(each) },
      original: each,
    })),
  );
});
afterAll(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

const retrieve = (args: string[], folder = home) => cli(['retrieve', ...args], { env: { HEADROOM_HOME: folder } });

describe('headroom retrieve', () => {
  it('finds an original in a database that was moved aside, and names that file where it has none either', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-aside-'));
    const open = () => openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    const before = open();
    const told = { sent: 'short', handle, tool: 'Bash', tokensBefore: 9, tokensAfter: 1, durable: true };
    before.pin([{ decision: { key: 'a'.repeat(64), ...told }, original }]);
    before.close();
    const file = path.join(folder, 'headroom.db');
    renameSync(file, `${file}.corrupt-1`);
    writeFileSync(`${file}.corrupt-2`, 'no database '.repeat(1000));
    open().close();
    try {
      const [found, missing] = await Promise.all([retrieve([handle], folder), retrieve(['0'.repeat(24)], folder)]);
      expect([found.code, found.stdout.toString('utf8'), found.stderr]).toEqual([0, original, '']);
      expect(missing.code).toBe(1);
      expect(missing.stderr).toContain(`found damaged and is kept as ${file}.corrupt-2; asking again will not help`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('prints originals and parts byte for byte, while another process has the store open', async () => {
    const runs = await Promise.all([
      retrieve([handle]),
      retrieve([`hash=${handle}`, '--lines', '2-2']),
      retrieve([handle, '--grep', '(?i)error']),
      retrieve([handle, '--lines=4-99', '--grep', 'e']),
    ]);
    expect(runs.map(({ stdout }) => stdout.toString('utf8'))).toEqual([
      original,
      '\u001b[31mERROR\u001b[0m é日\n',
      '2:\u001b[31mERROR\u001b[0m é日\n4:error again\n',
      '4:error again\n5:no line end',
    ]);
    for (const { code, stderr } of runs) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('takes a pasted notice, the start of a handle, and punctuation around it', async () => {
    const notice = omissionNotice({ omitted: 3, total: 5, handle, example: [2, 4] });
    const ways = [
      [notice],
      notice.split(' ').filter((word) => !/^(?:--lines|2-4\])$/.test(word)),
      [handle.slice(0, 8)],
    ];
    const runs = await Promise.all([...ways, [`"hash=${handle.toUpperCase()}",`]].map((args) => retrieve(args)));
    for (const { code, stdout, stderr } of runs)
      expect({ code, text: stdout.toString('utf8'), stderr }).toEqual({ code: 0, text: original, stderr: '' });
  });

  it('runs the command of a notice as it is, bracket and all', async () => {
    const notice = omissionNotice({ omitted: 3, total: 5, handle, example: [2, 4] });
    for (const command of [/headroom (retrieve [^\]]+)\]/, /headroom (retrieve .+)/]) {
      const { code, stdout } = await cli((command.exec(notice)?.[1] ?? '').split(' '), {
        env: { HEADROOM_HOME: home },
      });
      expect({ code, text: stdout.toString('utf8') }).toEqual({
        code: 0,
        text: original.split('\n').slice(1, 4).join('\n').concat('\n'),
      });
    }
  });

  it('tells a program that read a long original whole how to read a part, in one line on stderr', async () => {
    const runs = await Promise.all([
      retrieve([handleOf(long)]),
      retrieve([handleOf(wide)]),
      retrieve([handleOf(long), '--lines', '1-']),
      retrieve([handleOf(long), '--grep', '.', '-C', '2']),
    ]);
    expect(runs[0]?.stdout.toString('utf8')).toBe(long);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(runs[0]?.stderr).toMatch(/^headroom: [^\n]*900 lines[^\n]*--lines [^\n]*--grep [^\n]*\n$/);
    expect(runs.slice(1).map(({ stderr }) => stderr)).toEqual(['', '', '']);
  });

  it('answers what it cannot print with one line, nothing on stdout and the right code', async () => {
    const runs = await Promise.all([
      retrieve(['0'.repeat(24)]),
      retrieve(['nonsense']),
      retrieve([handle, '--lines', '99-100']),
      retrieve([handle, '--lines', 'x']),
      retrieve([handle.slice(0, 7)]),
      retrieve([handle, '--grep', 'e', '-C', 'x']),
      retrieve([]),
      retrieve([handle], path.join(home, 'missing')),
    ]);
    for (const { stdout, stderr } of runs) {
      expect(stdout.length).toBe(0);
      expect(stderr).toMatch(/^headroom: [^\n]+\n$/);
    }
    expect(runs.map(({ code }) => code)).toEqual([1, 1, 1, 2, 2, 2, 2, 1]);
    expect(runs[0]?.stderr).toContain('asking again will not help');
    expect(existsSync(path.join(home, 'missing'))).toBe(false);
  });

  it('says in one line that a database is damaged, and leaves it as it is', async () => {
    const damaged = mkdtempSync(path.join(tmpdir(), 'headroom-damaged-'));
    try {
      writeFileSync(path.join(damaged, 'headroom.db'), 'not a database at all, only text that is long enough');
      chmodSync(path.join(damaged, 'headroom.db'), 0o600);
      const { code, stdout, stderr } = await retrieve([handle], damaged);
      expect({ code, length: stdout.length }).toEqual({ code: 1, length: 0 });
      expect(stderr).toMatch(/^headroom: expected a readable database at [^\n]+\n$/);
      expect(readdirSync(damaged)).toEqual(['headroom.db']);
    } finally {
      rmSync(damaged, { recursive: true, force: true });
    }
  });
});

describe('headroom mcp', () => {
  it('speaks the protocol line by line until stdin ends', async () => {
    const messages = [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {} } },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
      {
        jsonrpc: '2.0',
        id: 3,
        method: 'tools/call',
        params: { name: 'headroom_retrieve', arguments: { hash: handle } },
      },
      { jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'headroom_retrieve', arguments: { hash: 'x' } } },
    ];
    const input = `${messages.map((message) => JSON.stringify(message)).join('\n')}\n`;
    const { code, stdout, stderr } = await cli(['mcp'], { env: { HEADROOM_HOME: home }, input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answers = stdout
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(answers[2].result).toEqual({ content: [{ type: 'text', text: original }] });
    expect(answers[3].result.isError).toBe(true);
  });
});
