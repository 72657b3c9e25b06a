import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playSession } from '../../commands/demo/agent.ts';
import { simulatedCache } from '../../commands/demo/cache.ts';
import { outcomesOf } from '../../commands/demo/outcome.ts';
import { oddReservation } from '../../commands/demo/outputs/reservations.ts';
import { ownCommand } from '../../commands/demo/own-command.ts';
import { messagesPath, type SimulatedProvider, startSimulatedProvider } from '../../commands/demo/provider.ts';
import { renderReport } from '../../commands/demo/report.ts';
import { runDemo } from '../../commands/demo/run.ts';
import { debuggingSession } from '../../commands/demo/session.ts';
import type { TokenCounter } from '../../src/model/content.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { all, connect, disconnect } from '../../src/store/connection.ts';
import { unpack } from '../../src/store/payload.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { cli } from './cli.ts';

const words = (text: string) => text.split(/\s+/).length;
const price = { input: 3, output: 15, write: 3.75, writeLong: 6, read: 0.3 };
const session = debuggingSession('test');

describe('the simulated cache', () => {
  const text = (length: number, mark?: JsonObject) => ({
    type: 'text',
    text: 'word '.repeat(length),
    ...(mark && { cache_control: mark }),
  });
  const mark = { type: 'ephemeral' };
  const body = (...content: JsonObject[]) => ({ model: 'm', messages: [{ role: 'user', content }] });

  it('writes up to the last breakpoint and leaves the rest uncached', () => {
    const bill = simulatedCache(words).bill(body(text(2000, mark), text(50)));
    expect(bill.read).toBe(0);
    expect(bill.write).toBeGreaterThan(2000);
    expect(bill.uncached).toBeGreaterThan(0);
    expect(bill.uncached).toBeLessThan(80);
  });

  it('reads what stood at a breakpoint before, wherever the breakpoint is now', () => {
    const cache = simulatedCache(words);
    const first = cache.bill(body(text(2000, mark)));
    const second = cache.bill(body(text(2000), text(300, mark)));
    expect(second.read).toBe(first.write);
    expect(second.write).toBeGreaterThan(300);
    expect(second.uncached).toBe(0);
  });

  it('reads nothing behind a change', () => {
    const cache = simulatedCache(words);
    cache.bill(body(text(2000, mark)));
    expect(cache.bill(body(text(1999), text(1, mark))).read).toBe(0);
  });

  it('neither writes nor reads below 1,024 tokens', () => {
    const cache = simulatedCache(words);
    const small = body(text(900, mark));
    expect(cache.bill(small)).toMatchObject({ write: 0, read: 0 });
    expect(cache.bill(small)).toMatchObject({ write: 0, read: 0 });
  });

  it('looks back over twenty blocks and no further', () => {
    const readAfter = (blocks: number) => {
      const cache = simulatedCache(words);
      cache.bill(body(text(2000, mark)));
      return cache.bill(body(text(2000), ...Array.from({ length: blocks - 1 }, () => text(1)), text(1, mark))).read;
    };
    expect(readAfter(19)).toBeGreaterThan(2000);
    expect(readAfter(20)).toBe(0);
  });

  it('bills an hour apart from five minutes', () => {
    const bill = simulatedCache(words).bill(body(text(2000, { type: 'ephemeral', ttl: '1h' }), text(500, mark)));
    expect(bill.writeLong).toBeGreaterThan(2000);
    expect(bill.write).toBeGreaterThan(500);
    expect(bill.write).toBeLessThan(600);
  });
});

describe('the simulated provider', () => {
  let provider: SimulatedProvider;
  beforeAll(async () => {
    provider = await startSimulatedProvider({ turns: session.turns, count: words });
  });
  afterAll(() => provider.close());
  const post = (body: JsonObject) => fetch(provider.url + messagesPath, { method: 'POST', body: JSON.stringify(body) });

  it('answers a request without streaming with a whole message and its receipt', async () => {
    const answer = await post({ model: 'm', messages: [{ role: 'user', content: 'hello' }] });
    expect(await answer.json()).toMatchObject({
      content: [{ type: 'text' }, { type: 'tool_use', name: 'Bash' }],
      stop_reason: 'tool_use',
      usage: { cache_read_input_tokens: 0, input_tokens: expect.any(Number) },
    });
  });

  it('refuses a call without its result', async () => {
    const call = { type: 'tool_use', id: 'a', name: 'Bash', input: {} };
    const user = { role: 'user', content: 'hello' };
    const answer = await post({ model: 'm', messages: [user, { role: 'assistant', content: [call] }, user] });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('expected results of a, found none');
  });

  it('refuses a fifth breakpoint', async () => {
    const content = Array.from({ length: 5 }, () => ({
      type: 'text',
      text: 'x',
      cache_control: { type: 'ephemeral' },
    }));
    expect((await post({ model: 'm', messages: [{ role: 'user', content }] })).status).toBe(400);
  });
});

describe('the demonstration', () => {
  let counter: TokenCounter;
  beforeAll(async () => {
    counter = createCounter(await loadRanks());
  });
  const count = (text: string) => counter.count(text);

  it('plays the same session twice, with equal bills where nothing stands between', async () => {
    const result = await runDemo({ session, price, count, connect: (url) => url });
    expect(result.requests).toBe(session.turns.length);
    expect(result.proxied).toEqual(result.direct);
    expect(result.outputs).toHaveLength(9);
    const { usage, prompts } = result.direct;
    expect(prompts).toHaveLength(result.requests);
    expect(prompts.reduce((sum, prompt) => sum + prompt, 0)).toBe(usage.uncached + usage.write + usage.read);
    expect([...prompts].sort((one, other) => one - other)).toEqual(prompts);
    expect(result.outputs.every(({ how, before, after }) => how === undefined && before === after)).toBe(true);
  });

  it('resends its history so that only what is new is written to the cache', async () => {
    const provider = await startSimulatedProvider({ turns: session.turns, count });
    await playSession(session, provider.url);
    await provider.close();
    const [first, ...later] = provider.requests.map(({ usage }) => usage);
    expect(first).toMatchObject({ read: 0, uncached: 0 });
    let before = first!;
    for (const usage of later) {
      expect(usage.read).toBe(before.read + before.write);
      expect(usage.uncached).toBe(0);
      before = usage;
    }
  });

  it('shows tool output of the size that real sessions have, with what has to be found in it', () => {
    const [, tests, hits, answer, , , build] = [...session.outputs.values()] as string[];
    expect(tests!.split('\n').length).toBeGreaterThan(600);
    expect(tests!.match(/✕/g)).toHaveLength(2);
    expect(hits!.split('\n').length).toBeGreaterThan(120);
    expect(
      new Set(
        hits!
          .trim()
          .split('\n')
          .map((line) => line.split(':')[0]),
      ).size,
    ).toBe(20);
    const items = JSON.parse(answer!) as { id: number; expiresAt: number }[];
    expect(items.filter(({ expiresAt }) => expiresAt < 1e12).map(({ id }) => id)).toEqual([oddReservation]);
    expect(build).toContain('\r\u001b[2K');
  });

  it('tells what was done to an output in the words of its notice', () => {
    const handle = '0123456789abcdef01234567';
    const sent = [
      `kept\n[headroom: omitted 5 of 6 lines: 2-6; headroom retrieve hash=${handle}]`,
      '[headroom: lossless, hits grouped by file]\nkept',
    ];
    const ids = [...session.outputs.keys()];
    const content = ids.map((id, index) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: sent[index] ?? session.outputs.get(id),
    }));
    const outcomes = outcomesOf(session, { messages: [{ role: 'user', content }] }, words);
    expect(outcomes.map(({ how }) => how).filter(Boolean)).toEqual([
      'left out 5 of 6 lines',
      'lossless, hits grouped by file',
    ]);
    expect(outcomes[0]).toMatchObject({ handle, after: words(sent[0]!) });
    expect(outcomes[1]?.handle).toBeUndefined();
  });

  it('reports both bills, the handles, and the command that works from here', () => {
    const usage = { uncached: 10, write: 2000, writeLong: 0, read: 30_000, output: 500 };
    const outputs = [
      { call: 'npm test', before: 8000, after: 900, how: 'left out 1 of 2 lines', handle: 'f00d', original: 'x' },
      { call: 'git status', before: 80, after: 80, original: 'y' },
    ];
    const report = renderReport(
      {
        requests: 10,
        direct: { usage, dollars: 0.5, prompts: [] },
        proxied: { usage: { ...usage, write: 1000 }, dollars: 0.25, prompts: [] },
        outputs,
      },
      { model: 'm', restored: 1, retrieve: 'headroom retrieve f00d --lines 1-20' },
    );
    expect(report).toMatch(/written to the cache\s+2,000\s+1,000\s+50\.0 %/);
    expect(report).toMatch(/\$0\.5000\s+\$0\.2500\s+50\.0 %/);
    expect(report).toMatch(/npm test\s+8,000\s+900\s+left out 1 of 2 lines\s+f00d/);
    expect(report).not.toContain('git status');
    expect(report.endsWith('  headroom retrieve f00d --lines 1-20')).toBe(true);
  });
});

describe('the report', () => {
  const usage = { uncached: 10, write: 200_000, writeLong: 0, read: 3_000_000, output: 5000 };
  const handle = '0123456789abcdef01234567';
  const output = { before: 80_000, after: 1900, original: 'x' };
  const outputs = [
    {
      ...output,
      call: 'npx jest --verbose --runInBand packages/reservations',
      how: 'left out 671 of 713 lines',
      handle,
    },
    { ...output, call: 'rg -n expiresAt packages', how: 'lossless, hits grouped by file' },
    { ...output, call: 'npm run build', how: 'colours and progress removed', handle },
  ];
  const bill = { usage, dollars: 12.5, prompts: [] };
  const result = { requests: 10, direct: bill, proxied: bill, outputs };
  const facts = { model: 'claude-opus-4-8', restored: 2, retrieve: `npx headroom retrieve ${handle}` };
  const linesAt = (columns: number) => renderReport(result, facts, columns).split('\n');

  it.each([60, 79, 80, 100, 105, 106, 107, 120, 200])(
    'keeps every line within %d columns, and all of it',
    (columns) => {
      const lines = linesAt(columns);
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
      const text = lines.join('\n');
      for (const { how, call } of outputs) {
        expect(text).toContain(how);
        expect(text).toContain(call.slice(0, 8));
      }
      expect(text.split(handle)).toHaveLength(4);
    },
  );

  it('breaks no line where the terminal does not know its width', () => {
    expect(renderReport(result, facts, 0)).toBe(renderReport(result, facts));
    expect(linesAt(0)).toContainEqual(expect.stringMatching(/^One debugging session .+ save less\.$/));
  });

  it('gives the handle a line of its own where the row is too long for it', () => {
    expect(linesAt(120)).toContainEqual(expect.stringMatching(new RegExp(`^npx jest.*lines +${handle}$`)));
    expect(linesAt(80)).toContain(`  ${handle}`);
    expect(linesAt(80)).toContainEqual(
      expect.stringMatching(/^npx jest.*… +80,000 +1,900 +left out 671 of 713 lines$/),
    );
    expect(linesAt(40)).toContain('  left out 671 of 713 lines');
  });

  it('blames the settings only where the store did not fail', () => {
    const nothing = { ...result, outputs: [{ ...output, call: 'npm test' }] };
    const told = { model: 'm', restored: 0, retrieve: undefined };
    expect(renderReport(nothing, told)).toMatch(/Nothing was shortened with the settings in force\.$/);
    const failed = renderReport(nothing, { ...told, storeTrouble: 'store: expected a disk, found none' });
    expect(failed).toMatch(/Nothing was shortened:\n\nstore: expected a disk, found none$/);
    const half = renderReport(result, { ...facts, storeTrouble: 'store: expected a disk, found none' });
    expect(half).toMatch(/\n\nstore: expected a disk, found none\n\nWhat was shortened/);
  });
});

describe('the command that is shown', () => {
  let folder: string;
  let script: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'headroom-demo-'));
    script = path.join(folder, 'headroom.js');
    writeFileSync(script, '');
    symlinkSync(script, path.join(folder, 'headroom'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the plain name where the search path leads to this very program', () => {
    const started = { script: path.join(folder, 'headroom'), cwd: '/', byNpm: false };
    expect(ownCommand({ ...started, searchPath: `/nowhere${path.delimiter}${folder}` })).toBe('headroom');
    expect(ownCommand({ ...started, searchPath: '/nowhere' })).toBe(`node ${path.join(folder, 'headroom').slice(1)}`);
  });

  it('goes through npx where npm started the program', () => {
    expect(ownCommand({ script, cwd: folder, searchPath: folder, byNpm: true })).toBe('npx headroom');
  });

  it('names the script from where it was started otherwise', () => {
    expect(ownCommand({ script, cwd: folder, searchPath: undefined, byNpm: false })).toBe('node headroom.js');
  });
});

/** The form in which an output was sent, by the handle that it names. */
function sentForm(home: string, handle: string): string {
  const connection = connect({ path: path.join(home, 'headroom.db'), readOnly: true, timeout: 1000 });
  const rows = all(connection, 'SELECT sent FROM decisions WHERE sent IS NOT NULL');
  disconnect(connection);
  return rows.map(({ sent }) => unpack(sent).toString('utf8')).find((text) => text.includes(handle)) ?? '';
}

describe('headroom demo', () => {
  const entry = path.join(import.meta.dirname, '..', '..', 'bin', 'headroom.ts');
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'headroom-demo-home-'));
  });
  afterAll(() => rmSync(home, { recursive: true }));
  const headroom = (...args: string[]) =>
    execFileSync(process.execPath, ['--import', 'tsx', entry, ...args], {
      encoding: 'utf8',
      env: { ...process.env, HEADROOM_HOME: home, npm_command: 'exec' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it('saves on the same session, leaves the originals in the store, and counts nowhere', () => {
    const { direct, proxied, outputs, restored, retrieve } = JSON.parse(headroom('demo', '--json'));
    const prompt = (usage: Record<string, number>) => usage.uncached! + usage.write! + usage.read!;
    expect(prompt(proxied.usage)).toBeLessThan(prompt(direct.usage) / 2);
    expect(proxied.dollars).toBeLessThan(direct.dollars);
    expect(proxied.usage.output).toBe(direct.usage.output);
    expect(restored).toBe(outputs.filter((output: { handle?: string }) => output.handle !== undefined).length);

    const command = /^npx headroom retrieve ([0-9a-f]{24}) --lines 1-20$/.exec(retrieve);
    const named = (text: string) =>
      createHash('sha256')
        .update(text)
        .digest('hex')
        .startsWith(command?.[1] ?? '-');
    const first = [...session.outputs.values()].find(named)?.split('\n').slice(0, 20).join('\n');
    expect(headroom('retrieve', command?.[1] ?? '', '--lines', '1-20')).toBe(`${first}\n`);
    expect(headroom('stats')).toContain('No requests yet');

    const page = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    const share = (before: number, after: number) => `${((1 - after / before) * 100).toFixed(1)} % less`;
    expect(page('docs/measured.md')).toContain(
      `prompt tokens ${share(prompt(direct.usage), prompt(proxied.usage))}, dollars ${share(direct.dollars, proxied.dollars)}`,
    );
    const readme = page('README.md');
    const [most, least] = [direct, proxied].map(({ prompts }) => prompts.at(-1).toLocaleString('en-US'));
    expect(readme).toContain(`: ${most} tokens at the end without headroom, ${least} with it](docs/demo.svg)`);
    const example = /is ([\d,]+) lines, ([\d,]+) tokens\. What the model gets is ([\d,]+):\n\n```\n(.*?)\n```/s.exec(
      readme,
    );
    const [lines, before, after] = (example ?? []).slice(1, 4).map((figure) => Number(figure.replaceAll(',', '')));
    const run = outputs.find(({ call }: { call: string }) => call.startsWith('npm test'));
    expect(run, 'the example of README.md').toMatchObject({ before, after });
    const sent = sentForm(home, run.handle).trimEnd().split('\n');
    expect(sent.at(-1)).toContain(` of ${lines} lines; headroom retrieve hash=`);
    const shown = (example?.[4] ?? '-').split('\n').filter((line) => line !== '…');
    expect(shown.filter((line) => !sent.includes(line))).toEqual([]);
  });

  it('fails with the words of the store where that can keep nothing', async () => {
    const newer = mkdtempSync(path.join(tmpdir(), 'headroom-demo-newer-'));
    try {
      const connection = connect({ path: path.join(newer, 'headroom.db'), timeout: 100 });
      connection.database.exec('PRAGMA user_version = 99');
      disconnect(connection);
      const { code, stdout, stderr } = await cli(['demo'], { env: { HEADROOM_HOME: newer } });
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout.toString()).toMatch(/Nothing was shortened:\n\nstore: expected a database of schema [^\n]+\n$/);
    } finally {
      rmSync(newer, { recursive: true, force: true });
    }
  });
});
