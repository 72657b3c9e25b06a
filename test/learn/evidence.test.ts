import { describe, expect, it } from 'vitest';
import { choose } from '../../src/learn/choose.ts';
import { countsOf } from '../../src/learn/counts.ts';
import { gather } from '../../src/learn/evidence.ts';
import { isSameFile, missingPaths } from '../../src/learn/missing-paths.ts';
import { propose } from '../../src/learn/propose.ts';
import type { FormUses } from '../../src/learn/session-digest.ts';
import { digestOf, usesWith } from './digests.ts';

const key = 'program\trg';
const failing = (more: Partial<FormUses> = {}) => usesWith(key, { failed: 1, ...more });

describe('gather', () => {
  it('sums uses, and keeps the first and the last failed call', () => {
    const digests = [
      digestOf({
        id: 'a',
        uses: [failing({ worked: 2, lastWorked: 5, firstFailed: 10, lastFailed: 20, failedCalls: ['x', 'y'] })],
      }),
      digestOf({
        id: 'b',
        uses: [failing({ empty: 3, firstFailed: 30, lastFailed: 30, failedCalls: ['z'], isRefused: true })],
      }),
    ];
    expect(gather(digests).get(key)).toMatchObject({
      ...{ worked: 2, empty: 3, failed: 2, lastWorked: 5, firstFailed: 10, lastFailed: 30, isRefused: true },
      calls: ['x', 'z'],
    });
  });

  it('counts a session once, its sub-agents and forks with it, and equal names of two agents apart', () => {
    const digests = [
      digestOf({ id: 'a', root: 'r', uses: [failing({ replacements: { 'flag\t--a': 2 } })] }),
      digestOf({ id: 'b', root: 'r', isSubAgent: true, uses: [failing({ replacements: { 'flag\t--a': 1 } })] }),
      digestOf({ id: 'c', root: 'r', agent: 'codex', uses: [failing()] }),
    ];
    const evidence = gather(digests).get(key);
    expect(evidence?.failedSessions.map(({ root, failed }) => [root, failed])).toEqual([
      ['claude\tr', 2],
      ['codex\tr', 1],
    ]);
    expect([...(evidence?.replacements ?? [])]).toEqual([['flag\t--a', 1]]);
  });
});

describe('propose without a look at the disk', () => {
  const three = (more: Partial<FormUses> = {}, count = 3) =>
    Array.from({ length: count }, (_, index) =>
      digestOf({ id: `s${index}`, first: index, uses: [failing({ firstFailed: index, lastFailed: index, ...more })] }),
    );
  it.each([
    ['three sessions', three(), 3, '`rg` is not installed here.'],
    ['two sessions', three({}, 2), 3, 'too few sessions'],
    [
      'two sessions of the same replacement',
      three({ replacements: { 'runner\tuv run': 1 } }, 2),
      2,
      'Run `rg` as `uv run rg`: it is not on the PATH.',
    ],
    ['two sessions without one', three({}, 2), 2, 'no agreed replacement'],
    [
      'a success without a time',
      [...three(), digestOf({ id: 'w', uses: [usesWith(key, { worked: 1 })] })],
      3,
      'worked since',
    ],
    [
      'a success at the time of the last failure',
      [...three(), digestOf({ id: 'w', uses: [usesWith(key, { worked: 1, lastWorked: 2 })] })],
      3,
      'worked since',
    ],
    [
      'an earlier success',
      [...three(), digestOf({ id: 'w', uses: [usesWith(key, { worked: 1, lastWorked: 1 })] })],
      3,
      'works often',
    ],
    [
      'empty successes',
      [...three(), digestOf({ id: 'w', uses: [usesWith(key, { empty: 9 })] })],
      3,
      '`rg` is not installed here.',
    ],
    ['a way round', three({ isRefused: true }), 3, 'a way round a check'],
    [
      'npx, where nobody knows whether it is there',
      three({ replacements: { 'runner\tnpx': 1 } }),
      3,
      '`rg` is not installed here.',
    ],
    [
      'two replacements as often',
      [...three({ replacements: { 'runner\tuv run': 1, 'runner\tpnpm exec': 1 } })],
      3,
      '`rg` is not installed here.',
    ],
  ])('%s', (_, digests, minEvidence, expected) => {
    const { candidates, others } = propose(digests, { minEvidence });
    expect([...candidates.map(({ text }) => text), ...others.map(({ reason }) => reason)]).toEqual([expected]);
  });

  it.each([
    'program\ta b',
    'program\t',
    'flag\tgh\t--x`',
    'path\t../x',
    'nothing\tx',
    'skill\tplease-run',
    'script\tnpm run\tx\ty',
  ])('takes no form of a key that is none: %j', (bad) => {
    const digests = three().map((digest) => ({ ...digest, uses: [usesWith(bad, { failed: 1, lastFailed: 1 })] }));
    expect(propose(digests, { minEvidence: 3 })).toEqual({ candidates: [], others: [] });
  });
});

describe('missingPaths', () => {
  /** What is told of paths: `-` that they failed, `+` that they worked, in this order of time. */
  function missing(...told: readonly string[]): readonly string[] {
    const digests = told.map((each, index) => {
      const path = `path\t${each.slice(1)}`;
      const time = index + 1;
      const uses = each.startsWith('-')
        ? usesWith(path, { failed: 1, firstFailed: time, lastFailed: time })
        : usesWith(path, { worked: 1, lastWorked: time });
      return digestOf({ id: `s${index}`, first: time, uses: [uses] });
    });
    return missingPaths(gather(digests)).map(({ form, replacement, evidence }) => {
      const to = replacement?.kind === 'path' ? ` -> ${replacement.path}` : '';
      return `${form.kind} ${form.path}${to} (${evidence.failed})`;
    });
  }

  it.each([
    [['-a.yml', '+a.yaml'], ['path a.yml -> a.yaml (1)']],
    [
      ['+a.yaml', '-a.yml', '-a.yaml'],
      ['path a.yaml (1)', 'path a.yml (1)'],
    ],
    [['-lib/x/a.ts', '-lib/x/b.ts', '+lib/c.ts'], ['folder lib/x -> lib (2)']],
    [
      ['-lib/x/a.ts', '-lib/x/b.ts', '+lib/x/c.ts', '+lib/c.ts'],
      ['path lib/x/a.ts (1)', 'path lib/x/b.ts (1)'],
    ],
    [['-lib/x/a.ts', '+lib/c.ts'], ['path lib/x/a.ts (1)']],
    [['-lib/x', '+lib/c.ts'], ['folder lib/x -> lib (1)']],
    [['-lib/x', '+other/c.ts'], ['folder lib/x (1)']],
    [['-one/x.ts', '+two/x.ts'], ['path one/x.ts -> two/x.ts (1)']],
    [['-one/x.ts', '+two/x.ts', '+three/x.ts'], ['path one/x.ts (1)']],
  ])('%j is %j', (told, expected) => {
    expect(missing(...told)).toEqual(expected);
  });

  it.each([
    ['a.yml', 'a.yaml', true],
    ['x/a.yml', 'y/a.yml', true],
    ['x/a.yml', 'y/a.yaml', false],
    ['a.yml', 'a.yml', false],
    ['a', 'a.yml', false],
    ['Makefile', 'x/Makefile', false],
  ])('%s may be %s: %s', (wrong, right, expected) => {
    expect(isSameFile(wrong, right)).toBe(expected);
  });
});

describe('choose', () => {
  const msPerDay = 86_400_000;
  const now = 1000 * msPerDay;
  const at = (daysAgo: number) => now - daysAgo * msPerDay;
  const used = (program: string, daysAgo: number, failed: number) =>
    digestOf({
      ...{ id: `${program}${daysAgo}`, first: at(daysAgo), requests: 10, tokens: 5000, dollars: 1 },
      uses: [usesWith(`program\t${program}`, { failed, firstFailed: at(daysAgo), lastFailed: at(daysAgo) })],
    });

  it('orders by failures in the last 30 days, and tells what they cost', () => {
    const digests = [40, 5, 4].flatMap((days) => [used('one', days, days === 40 ? 50 : 1), used('two', days, 2)]);
    const { rules } = choose(propose(digests, { minEvidence: 3 }).candidates, digests, () => 30, now);
    expect(rules.map(({ key: name, recent, cost }) => [name, recent, cost])).toEqual([
      ['program\ttwo', 4, { requests: 6, tokens: 3000, dollars: 0.6000000000000001 }],
      ['program\tone', 2, { requests: 52, tokens: 26000, dollars: 5.2 }],
    ]);
  });

  it.each([
    [4499, 1],
    [4501, 0],
  ])('takes a rule of 30 tokens and 3 failures at %i requests since: %i', (requests, count) => {
    const digests = [5, 4, 3].map((days) => ({ ...used('one', days, 1), requests: 0 }));
    const all = [
      ...digests,
      digestOf({ id: 'before', first: at(9), requests: 90_000 }),
      digestOf({ id: 'x', first: at(1), requests }),
    ];
    const { rules, tooDear } = choose(propose(all, { minEvidence: 3 }).candidates, all, () => 30, now);
    expect([rules.length, tooDear.length]).toEqual([count, 1 - count]);
  });
});

describe('countsOf', () => {
  it('sums what becomes no rule', () => {
    const path = usesWith('path\ta.ts', { worked: 1 });
    const run = usesWith('subcommand\tnpm\ttest', { worked: 1 });
    const digests = ['a', 'b', 'c'].map((id) =>
      digestOf({
        id,
        calls: 2,
        failedCalls: 1,
        masked: 1,
        classes: { finding: 1 },
        repeatedCalls: 3,
        rereads: 4,
        corrections: 5,
        uses: id === 'c' ? [run] : [path, run],
      }),
    );
    expect(countsOf(digests)).toEqual({
      ...{
        calls: 6,
        failedCalls: 3,
        masked: 3,
        classes: { finding: 3 },
        repeatedCalls: 9,
        rereads: 12,
        corrections: 15,
      },
      ...{ filesOpenedOften: 1, commandsThatAlwaysWork: 1 },
    });
  });
});
