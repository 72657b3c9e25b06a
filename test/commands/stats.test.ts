import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSummary } from '../../commands/ui/summary.ts';
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
  it('prints as JSON what summarising the ledger gives, in every view', async () => {
    const [all, daily, session, narrow] = await Promise.all([
      stats(['--json']),
      stats(['daily', '--json']),
      stats(['session', '--json']),
      stats(['--json', '--since', '2026-03-02', '--until', '2026-03-03', '--project', '/p1']),
    ]);
    expect(JSON.parse(all.text)).toEqual(summarise(filled));
    expect(JSON.parse(daily.text)).toEqual(summarise(filled, ['day']));
    expect(JSON.parse(session.text)).toEqual(summarise(filled, ['session']));
    expect(JSON.parse(narrow.text)).toEqual(summarise([filled[1] as RequestRow]));
  });

  it('tells what waits in running proxies whose store fails', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
    const health = { service: 'headroom', store: { status: 'failing', reason: 'locked', unbooked: 3 } };
    const server = createServer((_, response) => response.end(JSON.stringify(health)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    announce(folder, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret' });
    try {
      expect((await stats([], folder)).stderr).toMatch(/3 requests not booked yet: the store cannot be written$/m);
      expect(JSON.parse((await stats(['--json'], folder)).text)).toEqual({ ...summarise([]), unbooked: 3 });
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
      expect(JSON.parse(stdout.toString())).toEqual(summarise([]));
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
    expect(none.text).toMatch(/^No requests in that time or project;/);
  });

  it('names every stand-in price, without driving the terminal', () => {
    const text = renderSummary(summarise([row({ model: 'next-\u001b[2Jmodel', pricedAs: 'a-model' }), row({})]));
    expect(text).toContain('next-^[[2Jmodel has no listed price and is priced as a-model');
    expect(text.match(/no listed price/g)).toHaveLength(1);
  });

  it('names tools as requests call them, without driving the terminal', () => {
    const byTool = { 'do\u001b[2J\u202eit': { tokens: 1, dollars: 1 } };
    const text = renderSummary(summarise([row({ byTool })]));
    expect(text).toMatch(/^do\^\[\[2J/m);
    expect(text).not.toMatch(/[\u001b\u202e]\[?2J|\u202e/);
  });

  it('has exactly the documented keys', async () => {
    const figures = JSON.parse((await stats(['daily', '--json'])).text);
    const keys = [
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
    expect(Object.keys(figures)).toEqual([...keys, 'rows']);
    expect(Object.keys(figures.rows[0])).toEqual(['names', 'figures']);
    expect(Object.keys(figures.rows[0].figures)).toEqual(keys);
    expect(Object.keys(figures.leftAlone)).toEqual([...leftAloneReasons]);
  });

  it('begins with what was paid and what share was saved', () => {
    const bill = { agent: 'one', payer: 'key', byCommand: {} } as const;
    const lines = (...rows: RequestRow[]) => renderSummary(summarise(rows)).split('\n').slice(0, 3);
    expect(lines(row({ ...bill, paid: 2.37, dollars: 1.31 }))[0]).toBe('Paid $2.37 instead of $3.68, 35.6 % less');
    expect(lines(row({ ...bill, paid: 2, dollars: -1 }))[0]).toBe('Paid $2.00 instead of $1.00, 100.0 % more');
    const login = row({ ...bill, payer: 'login', paid: 1, dollars: 1 });
    expect(lines(login)[1]).toBe('  $1.00 of it is what requests of a login would cost at list price');
    expect(lines({ ...login, payer: 'key', pricedLater: true })[1]).toBe(
      '  1 request of older versions priced later, at the prices of that day',
    );
  });

  it('says of a list of blocks that is gone that it is gone', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-stats-'));
    const { replaced: _, ...without } = row({});
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    store.appendRequest(without);
    store.close();
    expect((await stats(['last'], folder)).text).toContain('the list of its blocks is gone');
    expect(JSON.parse((await stats(['last', '--json'], folder)).text)).toMatchObject({ blocks: [], blocksGone: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows a loss as a loss', async () => {
    const { text, code } = await stats([]);
    expect(code).toBe(0);
    expect(text).toMatch(/^Paid \$0\.\d{4}\n/);
    expect(text).toMatch(/^Net -\$1\.25 and -2,000 tokens not sent$/m);
    expect(text).toMatch(/^Bash +-2,000 +-\$1\.25$/m);
    expect(text).toContain('3 requests, 1 of them failed');
    expect(text).toMatch(/^too small +9$/m);
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
        '25 % of what could come from the cache did; 0 was lost to pauses, 75 % to the agent’s own changes, 0 to headroom',
        '',
        'api       could be read  was read',
        'some-api   8,000 tokens      25 %',
        '',
        ' $0.0300  system, byte 1,234: uuid after "session" had another value in 1 request; 6,000 tokens had to be sent anew',
        '',
      ].join('\n'),
    );
    const { findings, could, read, readShare } = JSON.parse(json.text);
    expect({ could, read, readShare }).toEqual({ could: 8000, read: 2000, readShare: 0.7 });
    expect(findings).toEqual([expect.objectContaining({ kind: 'changed', tokens: 6000, byte: 1234 })]);
    expect(nothing.text).toBe(
      'nothing could come from the cache: no request went on from an earlier one\n\nNothing to report.\n',
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
      expect(JSON.parse(json.text)).toEqual(summarise([]));
      expect(readdirSync(empty)).toEqual([]);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  it('refuses a wrong view and a wrong date in one line with 2', async () => {
    const runs = await Promise.all([stats(['weekly']), stats(['--since', 'yesterday']), stats(['daily', '--cache'])]);
    for (const { code, stderr, text } of runs) {
      expect({ code, text }).toEqual({ code: 2, text: '' });
      expect(stderr).toMatch(/^headroom: [^\n]+\n$/);
    }
    expect(runs[0]?.stderr).toBe("headroom: expected daily, session or last, found 'weekly'\n");
  });
});

describe('the summary', () => {
  it('lists periods with figures that add up to the headline', () => {
    const text = renderSummary(summarise(rows, ['day']));
    expect(text).toMatch(/^2026-03-01 +1 +6,000 +\$0\.2500$/m);
    expect(text).toMatch(/^2026-03-03 +1 +-8,000 +-\$1\.50$/m);
  });

  it('heads the periods with what they are', async () => {
    expect((await stats(['session'])).text).toMatch(/^session +requests +tokens +dollars\ns1 +1 /m);
    expect((await stats(['daily'])).text).toMatch(/^day +requests +tokens +dollars\n2026-03-01 +1 /m);
  });

  it('says how many of the requests are estimates', () => {
    expect(renderSummary(summarise([row({ estimated: true }), row({})]))).toContain('50.0 % of them estimated');
  });
});
