import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFacts } from '../../providers/models.ts';
import { filledIn } from '../../src/ledger/fill-in.ts';
import { summarise } from '../../src/ledger/summarise.ts';
import { leftAloneReasons } from '../../src/model/decision.ts';
import type { RequestRow } from '../../src/model/ledger.ts';
import { announce } from '../../src/proxy/announcement.ts';
import { openStore } from '../../src/store/open.ts';
import { cli, cliHere } from './cli.ts';

const day = (text: string) => new Date(`${text}T12:00:00`).getTime();
const row = (over: Partial<RequestRow>): RequestRow => ({
  time: day('2026-03-01'),
  api: 'some-api',
  upstream: 'some',
  model: 'some-model',
  session: 's1',
  project: '/p1',
  failed: false,
  estimated: false,
  demo: false,
  usage: { uncached: 10, write: 20, writeLong: 0, read: 70, output: 5 },
  tokensRemoved: 6000,
  tokensRetrieved: 0,
  dollars: 0.25,
  addedMs: 4,
  byTool: { Bash: { tokens: 6000, dollars: 0.25 } },
  byKind: { log: { tokens: 6000, dollars: 0.25 } },
  leftAlone: { tooSmall: 3 },
  selfCausedMiss: false,
  replaced: [],
  ...over,
});
const fetched = {
  tokensRemoved: 0,
  tokensRetrieved: 8000,
  dollars: -1.5,
  byTool: { Bash: { tokens: -8000, dollars: -1.5 } },
  byKind: { log: { tokens: -8000, dollars: -1.5 } },
};
const original = `${Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n')}\u001b[2J\n`;
const sent = 'line 1\n[headroom: omitted 39 of 40 lines]\n';
const key = 'k'.repeat(64);
const cache = {
  could: 8000,
  read: 2000,
  losses: { agent: { tokens: 6000, dollars: 0.03 } },
  parted: { section: 'system', byte: 1234, cause: 'volatile', names: ['uuid after "session"'] },
} as const;
const rows = [
  row({}),
  row({ time: day('2026-03-02'), session: 's2', failed: true, tokensRemoved: 0, dollars: 0, byTool: {}, byKind: {} }),
  row({ time: day('2026-03-03'), session: 's2', project: '/p2', replaced: [key], ...fetched, cache }),
];

/** As figures take them: what rows of an older version do not say is filled in. */
const filled = rows.map((each) => filledIn(each, modelFacts));

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
  const store = openStore({ folder: home, maxBytes: 1e9, maxDays: 30 });
  const handle = createHash('sha256').update(original).digest('hex').slice(0, 24);
  const facts = {
    key,
    sent,
    handle,
    tool: 'Bash',
    kind: 'log',
    by: 'log',
    tokensBefore: 120,
    tokensAfter: 20,
  } as const;
  store.pin([{ decision: { ...facts, durable: true }, original }]);
  for (const each of rows) store.appendRequest(each);
  store.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const stats = async (args: string[], folder = home) => {
  const { code, stdout, stderr } = await cliHere(['stats', ...args], { HEADROOM_HOME: folder });
  return { code, stderr, text: stdout.toString('utf8') };
};

describe('headroom stats', () => {
  it('prints as JSON what summarising the ledger gives, with a version and the period', async () => {
    const [all, narrow] = await Promise.all([
      stats(['--json']),
      stats(['--json', '--since', '2026-03-02', '--until', '2026-03-03', '--project', '/p1']),
    ]);
    expect(JSON.parse(all.text)).toEqual({ version: 1, period: {}, ...summarise(filled) });
    const period = {
      since: new Date('2026-03-02T00:00:00').toISOString(),
      until: new Date('2026-03-04T00:00:00').toISOString(),
    };
    expect(JSON.parse(narrow.text)).toEqual({ version: 1, period, ...summarise([filled[1] as RequestRow]) });
  });

  it('prints a table and nothing else where one is asked for, the same by its old name', async () => {
    const [daily, byDay, session, bySession] = await Promise.all([
      stats(['daily', '--json']),
      stats(['--by', 'day', '--json']),
      stats(['session', '--json']),
      stats(['--by', 'session', '--json']),
    ]);
    expect(daily.text).toBe(byDay.text);
    expect(session.text).toBe(bySession.text);
    const { rows: days, ...head } = JSON.parse(daily.text);
    expect(head).toEqual({ version: 1, by: ['day'], period: {} });
    expect(days.map(({ day: name, requests }: Record<string, unknown>) => [name, requests])).toEqual([
      ['2026-03-01', 1],
      ['2026-03-02', 1],
      ['2026-03-03', 1],
    ]);
    expect(JSON.parse(session.text).rows).toMatchObject([
      { session: 's1', agent: '(before this version)', project: '/p1', requests: 1 },
      { session: 's2', project: expect.stringMatching(/^.p[12]$/), requests: 2 },
    ]);
  });

  it('tells what waits in running proxies whose store fails', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
    const health = { service: 'headroom', store: { status: 'failing', reason: 'locked', unbooked: 3 } };
    const server = createServer((_, response) => response.end(JSON.stringify(health)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    announce(folder, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret' });
    try {
      expect((await stats([], folder)).stderr).toMatch(/3 requests not booked yet: the store cannot be written$/m);
      expect(JSON.parse((await stats(['--json'], folder)).text)).toEqual({
        version: 1,
        period: {},
        ...summarise([]),
        unbooked: 3,
      });
    } finally {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('shows what there is where a proxy that ends hangs up on it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
    const server = createSocketServer((socket) => void socket.on('error', () => {}).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    announce(folder, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    try {
      // In a process of its own: one with nothing left to do ends in the middle.
      const { code, stdout, stderr } = await cli(['stats', '--json'], { env: { HEADROOM_HOME: folder } });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout.toString())).toEqual({ version: 1, period: {}, ...summarise([]) });
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('takes a project as a path from here, and tells a filter that finds nothing from an empty ledger', async () => {
    const [absolute, relative, none] = await Promise.all([
      stats(['--project', '/p1', '--json']),
      stats(['--project', path.relative(process.cwd(), '/p1'), '--json']),
      stats(['--project', '/p9']),
    ]);
    expect(JSON.parse(absolute.text).requests).toBeGreaterThan(0);
    expect(relative.text).toBe(absolute.text);
    expect(none.text).toMatch(/^No requests match;/);
  });

  it('says that bars are of the latest days where the period has earlier ones', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 3000 });
    for (const each of ['2026-01-05', '2026-03-01']) store.appendRequest(row({ time: day(each) }));
    store.close();
    const [long, short] = await Promise.all([
      stats(['--since', '2026-01-01', '--until', '2026-03-02'], folder),
      stats(['--since', '2026-02-01', '--until', '2026-03-02'], folder),
    ]);
    expect(long.text).toMatch(/^From 2026-01-01 until 2026-03-02, latest 14 days {3}█ paid/m);
    expect(short.text).toMatch(/^From 2026-02-01 until 2026-03-02 {3}█ paid/m);
    rmSync(folder, { recursive: true, force: true });
  });

  it('has exactly the documented keys', async () => {
    const figures = JSON.parse((await stats(['--json'])).text);
    const keys = [
      'version',
      'period',
      'requests',
      'paid',
      'wouldHaveCost',
      'savedShare',
      'pricedLater',
      'failed',
      'tokensRemoved',
      'tokensRetrieved',
      'netTokens',
      'netDollars',
      'fetchedDollars',
      'outputs',
      'span',
      'estimatedShare',
      'byTool',
      'byKind',
      'byCommand',
      'byAgent',
      'byPayer',
      'byWay',
      'leftAlone',
      'cache',
      'standIns',
      'tokenFactors',
      'systemPrompts',
      'breakpoints',
      'addedMs',
    ];
    expect(Object.keys(figures)).toEqual(keys);
    expect(Object.keys(figures.leftAlone)).toEqual([...leftAloneReasons]);
    const [byAgent, byTool] = await Promise.all([
      stats(['--by', 'agent', '--json']),
      stats(['--by', 'tool', '--json']),
    ]);
    const requests = ['requests', 'promptTokensBefore', 'promptTokensAfter', 'promptTokensSavedShare'];
    expect(Object.keys(JSON.parse(byAgent.text).rows[0])).toEqual([
      ...['agent', ...requests],
      ...['paid', 'wouldHaveCost', 'savedShare'],
    ]);
    const outputs = ['tokensBefore', 'tokensAfter', 'tokensSavedShare', 'tokensSaved', 'dollarsSaved'];
    expect(Object.keys(JSON.parse(byTool.text).rows[0])).toEqual(['tool', ...outputs]);
  });

  it('says of a list of blocks that is gone that it is gone', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
    const { replaced: _, ...without } = row({});
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    store.appendRequest(without);
    store.close();
    expect((await stats(['last'], folder)).text).toContain('which outputs were shortened is no longer kept');
    expect(JSON.parse((await stats(['last', '--json'], folder)).text)).toMatchObject({ blocks: [], blocksGone: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows a loss as a loss, and all there is where nothing is of these days', async () => {
    const { text, code } = await stats([]);
    expect(code).toBe(0);
    expect(text).toMatch(/^This week: no requests\. So far: paid \$0\.\d{4}\.?/);
    expect(text).toMatch(/^Tue {2}3 Mar +\$0\.\d{4} instead of -\$1\.50 /m);
    expect(text).toMatch(/^3 requests, 1 of them failed;/m);
    expect(text).toMatch(/^Outputs left as they were: 9 too small\.$/m);
    expect(text).not.toContain('\u001b');
  });

  it('shows the last request’s blocks before and after', async () => {
    const [short, full, json] = await Promise.all([
      stats(['last']),
      stats(['last', '--full']),
      stats(['last', '--json']),
    ]);
    expect(short.text).toContain('(15 more lines; --full shows them)');
    expect(full.text).toContain('line 30\n');
    expect(full.text).toContain('line 40^[[2J');
    expect(full.text).toContain(sent);
    const { blocks, dollars } = JSON.parse(json.text);
    expect(dollars).toBe(-1.5);
    expect(blocks).toEqual([
      expect.objectContaining({ tool: 'Bash', before: original, after: sent, tokensBefore: 120 }),
    ]);
  });

  it('reports on the cache, in words and as JSON', async () => {
    const [text, json, nothing] = await Promise.all([
      stats(['--cache']),
      stats(['--cache', '--json']),
      stats(['--cache', '--since', '2026-03-02', '--until', '2026-03-02']),
    ]);
    expect(text.text).toBe(
      [
        'Cache hits: 25 % of the tokens that could be read; cache misses caused by pauses 0, the agent’s own changes 75 %, headroom 0.',
        '',
        'api       could be read  cache hits',
        'some-api   8,000 tokens        25 %',
        '',
        ' $0.0300  system, byte 1,234: uuid after "session" had another value in 1 request; 6,000 tokens had to be sent again',
        '',
      ].join('\n'),
    );
    const { findings, could, read, readShare } = JSON.parse(json.text);
    expect({ could, read, readShare }).toEqual({ could: 8000, read: 2000, readShare: 0.7 });
    expect(findings).toEqual([expect.objectContaining({ kind: 'changed', tokens: 6000, byte: 1234 })]);
    expect(nothing.text).toBe(
      'Cache hits: none were possible, as no request continued an earlier one.\n\nNothing to report.\n',
    );
  });

  it('is friendly and writes nothing where there is no ledger yet', async () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'headroom-empty-'));
    try {
      const [text, last, json] = await Promise.all([
        stats([], empty),
        stats(['last'], empty),
        stats(['--json'], empty),
      ]);
      expect(text).toMatchObject({ code: 0, stderr: '', text: expect.stringMatching(/^No requests yet\./) });
      expect(last).toMatchObject({ code: 0, text: 'No requests yet.\n' });
      expect(JSON.parse(json.text)).toEqual({ version: 1, period: {}, ...summarise([]) });
      expect(readdirSync(empty)).toEqual([]);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  it('refuses a wrong view and a wrong date in one line with 2', async () => {
    const runs = await Promise.all([stats(['weekly']), stats(['--since', 'tomorrow']), stats(['daily', '--cache'])]);
    for (const { code, stderr, text } of runs) {
      expect({ code, text }).toEqual({ code: 2, text: '' });
      expect(stderr).toMatch(/^headroom: [^\n]+\n$/);
    }
    expect(runs[0]?.stderr).toBe("headroom: expected daily, session or last, found 'weekly'\n");
  });
});
