import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { overviewLines } from '../../commands/overview.ts';
import { announce } from '../../src/proxy/announcement.ts';
import { openStore } from '../../src/store/open.ts';
import { requestRow } from '../store/samples.ts';
import { cliHere } from './cli.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-overview-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What `headroom` alone prints. */
async function alone(
  isTTY: boolean,
  columns = 0,
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };
  Object.assign(process.stdout, { isTTY, columns });
  try {
    const { code, stdout, stderr } = await cliHere([], { HEADROOM_HOME: home });
    expect(stderr).toBe('');
    return { code, lines: stdout.toString('utf8').trimEnd().split('\n') };
  } finally {
    Object.assign(process.stdout, before);
  }
}

const book = (...rows: readonly Parameters<typeof requestRow>[0][]) => {
  const store = openStore({ folder: home, maxBytes: 1e9, maxDays: 30 });
  for (const row of rows) store.appendRequest(requestRow({ dollars: 0, paid: 0, ...row }));
  store.close();
};
const day = 86_400_000;

describe('headroom alone', () => {
  it('tells on a terminal in three lines what it is, how things are, and what to type next', async () => {
    const { code, lines } = await alone(true);
    expect(code).toBe(0);
    expect(lines).toEqual([
      'headroom shortens what the tools of coding agents print, and keeps every original.',
      'No proxy runs now. No requests yet.',
      'Next: headroom demo to see it work, headroom wrap claude to use it, or headroom --help.',
    ]);
  });

  it('names the proxy that runs and sums the last seven days', async () => {
    announce(home, { url: 'http://127.0.0.1:8787' });
    const now = Date.now();
    book(
      { time: now - 6 * day, dollars: 0.75, paid: 1, breakpoints: { marks: 1, dollars: 0.25 } },
      { time: now - day, dollars: 0, paid: 2 },
      { time: now - 8 * day, dollars: 100, paid: 1 },
      { time: now, dollars: 100, paid: 1, demo: true },
    );
    const { lines } = await alone(true);
    expect(lines.slice(1)).toEqual([
      'A proxy runs at http://127.0.0.1:8787. Last 7 days: 25.0 % saved, paid $3.00 instead of $4.00.',
      'Next: headroom wrap claude to use it, headroom stats for more figures, or headroom --help.',
    ]);
  });

  it('tells what is in the way of the figures, and what helps', async () => {
    writeFileSync(path.join(home, 'headroom.db'), 'this is no database\n'.repeat(500));
    const { code, lines } = await alone(true);
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^No proxy runs now\. The figures cannot be read: expected a readable database .+\.$/);
    expect(lines[2]).toBe('Next: headroom doctor shows what is wrong.');
  });

  it('breaks its lines between words where the terminal is narrow', async () => {
    const { lines } = await alone(true, 50);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(lines.slice(0, 2)).toEqual([
      'headroom shortens what the tools of coding agents',
      'print, and keeps every original.',
    ]);
  });

  it('prints its help where nobody watches', async () => {
    mkdirSync(path.join(home, 'empty'));
    const { lines } = await alone(false);
    expect(lines[0]).toBe('Example: headroom wrap claude');
    expect(lines).toContainEqual(expect.stringMatching(/^Usage: headroom /));
  });
});

describe('the state in the overview', () => {
  const week = { requests: 3, byLogin: 0, paid: 2, wouldHaveCost: 4 };
  const state = (over: Partial<typeof week>, urls: readonly string[] = []) =>
    overviewLines({ urls, week: { ...week, ...over } })[1];

  it('calls dollars of a login what they are, and a loss a loss', () => {
    expect(state({})).toBe('No proxy runs now. Last 7 days: 50.0 % saved, paid $2.00 instead of $4.00.');
    expect(state({ byLogin: 3 })).toMatch(/ saved, \$2\.00 instead of \$4\.00 at list price\.$/);
    expect(state({ wouldHaveCost: 1.6 })).toContain('Last 7 days: 25.0 % more spent, paid $2.00 instead of $1.60.');
    expect(state({ wouldHaveCost: 2 })).toContain('Last 7 days: nothing saved in 3 requests.');
    expect(state({ requests: 0 })).toContain('No requests in the last 7 days.');
  });

  it('names every proxy that runs', () => {
    expect(state({}, ['http://127.0.0.1:1', 'http://127.0.0.1:2'])).toMatch(
      /^2 proxies run, at http:\/\/127\.0\.0\.1:1, http:\/\/127\.0\.0\.1:2\. /,
    );
  });
});
