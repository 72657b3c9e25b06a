import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectNames, sessionName } from '../../../commands/stats/names.ts';
import { renderStatsTable, tableOf } from '../../../commands/stats/table.ts';
import type { CacheBooking } from '../../../src/model/cache.ts';
import type { Dimension } from '../../../src/model/ledger.ts';
import type { Payer } from '../../../src/model/provider.ts';
import { openStore } from '../../../src/store/open.ts';
import { root } from '../../sources.ts';
import { cliHere } from '../cli.ts';
import { reportOf, requestRow } from './rows.ts';

const hasJq = spawnSync('jq', ['--version']).status === 0;
const osc52 = '\u001b]52;c;aGVsbG8=\u0007';
const strangers = [
  '<script>alert(1)</script>',
  '</pre>',
  osc52,
  '\u001b[2J',
  '\u202egnp.exe',
  '=HYPERLINK("x")',
  '\u009b2J',
  'a\u200b\u2066\u2028\u{e0041}b',
];
/** What no form may hold besides line ends. */
const unseen = /(?![\r\n])[\p{Cc}\p{Cf}\u2028\u2029]/u;
const longTitle = 't'.repeat(10_000);
/** Cache misses whose findings name things of the request. */
const cacheOf = (name: string): CacheBooking => ({
  could: 8000,
  read: 2000,
  losses: { agent: { tokens: 6000, dollars: 0.03 } },
  parted: { section: 'tools', byte: 12, cause: 'tools', names: [name] },
  under: { minimum: 1024, tokens: 1000, dollars: 9 },
});
const gain = { tokens: 4000, dollars: 1.31, before: 5000 };

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-stats-tables-'));
  const store = openStore({ folder: home, maxBytes: 1e9, maxDays: 3000 });
  store.appendRequest(requestRow('2026-03-01', { cache: { could: 0, read: 0, lifetime: { shorter: 0.5 } } }));
  store.appendRequest(requestRow('2026-03-02', { agent: 'codex', session: 's2', project: '/home/dev/api', paid: 1 }));
  for (const [index, text] of strangers.entries()) {
    const named = { byTool: { [text]: gain }, byKind: { log: gain }, byCommand: { [text]: gain } };
    const session = `strange-${index}`;
    store.appendRequest(
      requestRow('2026-03-03', {
        ...{ model: text, agent: text, project: `/p/${text}`, session, ...named },
        ...{ api: text, cache: cacheOf(text), replaced: [session] },
      }),
    );
    const handle = createHash('sha256').update(text).digest('hex').slice(0, 24);
    const outcome = { durable: true, tokensBefore: 9, tokensAfter: 3, handle };
    store.pin([{ decision: { key: session, sent: text, tool: text, kind: 'log', ...outcome }, original: text }]);
    store.keepTitle({ session, time: Date.now(), title: index === 0 ? longTitle : text });
  }
  store.keepTitle({ session: 's1', time: Date.now(), title: 'Find out why the build failed' });
  store.close();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const stats = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await cliHere(['stats', ...args], { HEADROOM_HOME: home });
  return { code, stderr, text: stdout.toString('utf8') };
};

describe('tables of stats', () => {
  it('are by one dimension or two crossed, and the figures of their rows add up alike', async () => {
    const paid = async (...args: readonly string[]) => {
      const { rows } = JSON.parse((await stats(...args, '--json')).text);
      return rows.reduce((sum: number, row: { paid: number }) => sum + row.paid, 0);
    };
    const whole = JSON.parse((await stats('--json')).text).paid;
    for (const by of ['agent', 'model', 'project', 'session', 'day', 'week', 'month', 'payer', '5h', 'agent,day']) {
      expect(await paid('--by', by)).toBeCloseTo(whole, 6);
    }
    const twice = await stats('--by', 'project', '--by', 'day');
    expect(twice.text).toMatch(/^project +day +requests/m);
    expect(twice.text).toMatch(/^api +2026-03-02 +1 /m);
  });

  it('name a session by agent, project, time and first words; the words are in no data unless asked for', async () => {
    const text = (await stats('--by', 'session')).text;
    expect(text).toMatch(/^claude · web-ui · 2026-03-01 12:00 · Find out why the build failed +1 /m);
    const [json, csv] = await Promise.all([stats('--by', 'session', '--json'), stats('--by', 'session', '--csv')]);
    for (const { text: data } of [json, csv]) expect(data).not.toContain('Find out');
    const [titled, titledCsv] = await Promise.all([
      stats('--by', 'session', '--json', '--titles'),
      stats('--by', 'session', '--csv', '--titles'),
    ]);
    expect(JSON.parse(titled.text).rows[0]).toMatchObject({
      session: 's1',
      agent: 'claude',
      project: '/home/dev/web-ui',
      title: 'Find out why the build failed',
    });
    expect(titledCsv.text.split('\r\n')[0]).toMatch(/^session,agent,project,started,title,requests,/);
  });

  it('write what came from requests as text, in every form', async () => {
    const views = ['agent', 'model', 'project', 'session', 'tool', 'command', 'kind', 'agent,model'];
    const forms = [[], ['--csv'], ['--csv', '--titles'], ['--json', '--titles']];
    const runs = [
      ...views.flatMap((by) => forms.map((form) => ['--by', by, ...form])),
      ['--since', '2026-03-01'],
      ['--json'],
      ['--cache'],
      ['--cache', '--json'],
      ...strangers.flatMap((_, index) => [
        ['--cache', '--session', `strange-${index}`],
        ['last', '--session', `strange-${index}`],
      ]),
      ['last', '--json'],
    ];
    for (const args of runs) {
      const { code, text, stderr } = await stats(...args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      expect(text).not.toMatch(unseen);
      if (args.includes('--csv')) expect(text).not.toMatch(/(^|,)"?[=@]/m);
      if (!args.includes('--titles') && !args.includes('--json'))
        for (const line of text.split('\n')) expect(line.length).toBeLessThan(400);
    }
    const { rows } = JSON.parse((await stats('--by', 'model', '--json')).text);
    expect(rows.map(({ model }: { model: string }) => model)).toEqual(expect.arrayContaining(strangers));
    expect((await stats('--by', 'model')).text).toContain('<script>alert(1)</script>');
  });

  it('are by day as comma-separated values where none is asked for', async () => {
    const { text } = await stats('--csv', '--until', '2026-03-02');
    const [head, first, second, end] = text.split('\r\n');
    expect(head).toBe(
      'day,requests,promptTokensBefore,promptTokensAfter,promptTokensSavedShare,paid,wouldHaveCost,savedShare',
    );
    expect(first).toMatch(/^2026-03-01,1,8000,6000,0\.25,2\.37,3\.68,0\.355/);
    expect(second).toMatch(/^2026-03-02,1,/);
    expect(end).toBe('');
  });

  it.each([
    [['--by', 'colour'], 'expected command, kind, tool, agent'],
    [['--by', 'command,kind'], 'expected at most one of command, kind and tool'],
    [['--by', 'agent,agent'], 'expected one or two different names'],
    [['--by', 'agent,day,model'], 'expected one or two different names'],
    [['--by', 'agent', '--cache'], 'expected --by or --cache, found both'],
    [['daily', '--by', 'agent'], "expected --by without a view, found 'daily'"],
    [['--json', '--csv'], 'expected --csv or --json, found both'],
    [['last', '--csv'], "expected --csv with a table, found 'last'"],
    [['--full'], "expected --full with the view 'last', found no view"],
  ])('refuse %j in one line', async (args, message) => {
    const { code, stderr, text } = await stats(...args);
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('dollars of a login', () => {
  const tableBy = (by: Dimension, ...payers: readonly Payer[]) =>
    renderStatsTable(
      tableOf(reportOf(payers.map((payer) => requestRow('2026-03-01', { payer })))([by]), [by]),
      { facts: new Map(), titles: new Map() },
      Date.now(),
      200,
    );

  it('are not called paid or saved where nobody paid any', () => {
    expect(tableBy('agent', 'login').split('\n')[0]).toMatch(/ at list price +instead of$/);
    expect(tableBy('command', 'login').split('\n')[0]).toMatch(/ saved +at list price$/);
    expect(tableBy('agent', 'key').split('\n')[0]).toMatch(/ paid +instead of$/);
  });

  it('are told apart where keys asked too', () => {
    expect(tableBy('agent', 'login', 'key')).toMatch(/ paid +instead of\n.*\n\n\$2\.37 is at list price, /);
    expect(tableBy('payer', 'login', 'key')).not.toContain('list price');
    expect(tableBy('agent', 'key')).not.toContain('list price');
  });
});

describe('the examples of the pages', () => {
  const example = /^headroom stats ([^|\n]*--json) \| jq '(.*)'$/gm;
  const examples = ['docs/stats.md', 'docs/ledger.md'].flatMap((page) =>
    Array.from(readFileSync(path.join(root, page), 'utf8').matchAll(example), ([, args = '', filter = '']) => ({
      args,
      filter,
    })),
  );

  it('ask for keys that there are', async () => {
    expect(examples.length).toBeGreaterThan(3);
    for (const { args, filter } of examples) {
      const json = JSON.parse((await stats(...args.replace('7d', '3000d').split(' '))).text);
      const keys = new Set([...Object.keys(json), ...Object.keys(json.rows?.[0] ?? {})]);
      const asked = Array.from(filter.matchAll(/(?:\.|[{,] *)([A-Za-z]\w*)/g), ([, key]) => key);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((key) => !keys.has(key as string))).toEqual([]);
    }
  });

  it.skipIf(!hasJq)('are understood by jq', async () => {
    for (const { args, filter } of examples) {
      const json = (await stats(...args.replace('7d', '3000d').split(' '))).text;
      const run = spawnSync('jq', [filter], { input: json, encoding: 'utf8' });
      expect({ filter, stderr: run.stderr, status: run.status }).toEqual({ filter, stderr: '', status: 0 });
      expect(run.stdout.trim()).not.toMatch(/^(?:null)?$/);
    }
  });
});

it('weighs the lifetime of cache writes by project, in words and as JSON', async () => {
  const [text, json, other] = await Promise.all([
    stats('--cache'),
    stats('--cache', '--json'),
    stats('--cache', '--project', '/home/dev/api'),
  ]);
  expect(text.text).toMatch(
    /\n {2}web-ui: five minutes instead of an hour would have cost \$0\.5000 less \(21 % of what was paid\), /,
  );
  expect(JSON.parse(json.text).lifetimes).toMatchObject([{ group: '/home/dev/web-ui', chosen: 'hour', dollars: -0.5 }]);
  expect(other.text).not.toContain('Lifetime');
});

describe('names', () => {
  it('of projects are those of their folders, with the folder above where two are alike', () => {
    const name = projectNames(['/a/web', '/b/web', '/c/api', 'unknown', '/']);
    expect(['/a/web', '/b/web', '/c/api', 'unknown', '/'].map(name)).toEqual(['a/web', 'b/web', 'api', 'unknown', '/']);
  });

  it('of sessions leave out what is not known, and the day where that is today', () => {
    const started = new Date(2026, 2, 1, 11, 16).getTime();
    const session = { agent: 'claude', project: 'web-ui', started };
    expect(sessionName(session, 'Fix it', started)).toBe('claude · web-ui · 11:16 · Fix it');
    expect(sessionName({ ...session, agent: '' }, undefined, started + 86_400_000)).toBe('web-ui · 2026-03-01 11:16');
  });
});
