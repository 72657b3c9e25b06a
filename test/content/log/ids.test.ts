import { describe, expect, test } from 'vitest';
import { findIdLines } from '../../../src/content/log/ids.ts';
import { logCompressor } from '../../../src/content/log/log.ts';
import { surveyLines } from '../../../src/content/log/survey.ts';

const counter = { count: (text: string) => Math.ceil(text.length / 4) };
const hex = (seed: number, length: number) =>
  Array.from({ length }, (_, index) =>
    ((Math.imul(seed * 31 + index * 7 + 1, 2654435761) >>> 9) % 16).toString(16),
  ).join('');
const noise = (count: number) =>
  Array.from({ length: count }, (_, index) => `info ${['cache', 'mirror', 'render'][index % 3]} ok`);
const keptOf = (lines: readonly string[]) => {
  const { kept } = findIdLines(surveyLines(lines), counter, counter.count(lines.join('\n')));
  return kept.map((index) => lines[index]);
};

describe('lines with rare ids', () => {
  test.each([
    ['UUIDs', (seed: number) => `session ${[8, 4, 4, 4, 12].map((size, at) => hex(seed + at, size)).join('-')} opened`],
    ['hashes', (seed: number) => `checked out ${hex(seed, 39)}7`],
    ['short hashes', (seed: number) => `built a${hex(seed, 6)}7 for release`],
    ['addresses', (seed: number) => `fetched https://cdn.example.test/${hex(seed, 6)}?q=1`],
    ['places', (seed: number) => `rule applied at src/part.ts:${seed + 10}:4`],
    ['orders', (seed: number) => `order ORD-${10_000 + seed * 37} settled`],
    ['tickets', (seed: number) => `closes #${1000 + seed}`],
    ['long numbers', (seed: number) => `account ${900_000_000 + seed * 7919} locked`],
    ['numbers of orders', (seed: number) => `refunded order ${48_000 + seed}`],
    ['orders without a sign', (seed: number) => `refunded ORD${10_000 + seed}`],
    ['pull requests', (seed: number) => `merged PR ${700 + seed}`],
    ['fields', (seed: number) => `archived customer_id=${seed * 11}`],
    ['keys', (seed: number) => `settled txn_1N${hex(seed, 10).toUpperCase()}7`],
    ['places in brackets', (seed: number) => `slow call in src/Db.cs(${seed + 100},3)`],
    ['places in words', (seed: number) => `slow call in src/Db.cs:line ${seed + 100}`],
    ['hosts by number', (seed: number) => `banned 203.0.113.${seed}`],
  ])('stay: %s', (_, line) => {
    const needles = [3, 11, 27].map(line);
    const lines = [
      ...noise(300),
      needles[0],
      ...noise(300),
      needles[1],
      ...noise(300),
      needles[2],
      ...noise(9),
    ] as string[];
    expect(keptOf(lines).sort()).toEqual([...needles].sort());
    const text = lines.join('\n');
    for (const shortest of [false, true]) {
      for (const form of logCompressor.compress({
        text,
        handle: 'a'.repeat(24),
        lossy: true,
        shortest,
        tokens: 9000,
        counter,
      })) {
        for (const needle of needles) expect(form.text).toContain(needle);
      }
    }
  });

  test.each([
    [
      'times and dates',
      (seed: number) => `2026-11-30T10:${10 + seed}:00.123Z backup of 2026-11-${10 + seed} at 10:${10 + seed}:59 done`,
    ],
    ['seconds since 1970', (seed: number) => `1764500${100 + seed}.123 backup done`],
    ['measures', (seed: number) => `took ${seed} ms for ${seed * 7} of 12 parts, ${seed}.5 MB`],
    ['versions', (seed: number) => `uses node v20.${seed}.1`],
  ])('are not made by %s', (_, line) => {
    expect(keptOf([...noise(200), ...[3, 11, 27].map(line), ...noise(200)])).toEqual([]);
  });

  test('are none where many are alike, or nearly every line has an id', () => {
    const order = (index: number) => `order ORD-${10_000 + index} settled`;
    const of = (count: number) => Array.from({ length: count }, (_, index) => order(index * 37));
    expect(keptOf([...noise(400), ...of(8)])).toHaveLength(8);
    expect(keptOf([...noise(400), ...of(9)])).toEqual([]);
    const requests = Array.from({ length: 200 }, (_, index) => `GET /item id=${hex(index, 12)}7 in ${index} ms`);
    expect(keptOf([...requests, ...noise(100), order(1)])).toEqual([]);
    const visits = Array.from({ length: 200 }, (_, index) => `203.0.113.${index % 40} reads the page`);
    expect(keptOf([...visits, ...noise(100), '203.0.113.7 leaves early'])).toEqual([]);
    expect(keptOf([...noise(300), '203.0.113.7 leaves early'])).toHaveLength(1);
  });

  test('stay where each line begins with the id of a pod, or with a number', () => {
    const order = (seed: number) => `checked out ${hex(seed, 39)}7`;
    for (const before of [
      (index: number) => `[pod/api-7d9f6c5b4-${['x2x4z', 'k9jq1', 'p7d3s'][index % 3]}/app] `,
      (index: number) => `203.0.113.${index % 40} - `,
      (index: number) => `user ${index % 40}: `,
    ]) {
      const lines = [...noise(300), order(1), ...noise(200), order(2), ...noise(200)].map(
        (line, index) => before(index) + line,
      );
      const found = lines.filter((line) => line.includes('checked out'));
      expect(keptOf(lines)).toEqual(found);
    }
  });

  test('take up no more than a twentieth of the text, and those that go are told of', () => {
    const kinds = Array.from({ length: 60 }, (_, kind) => {
      const name = String.fromCharCode(97 + (kind % 26)).repeat(3 + Math.floor(kind / 26));
      return Array.from(
        { length: 2 + (kind % 5) },
        (_each, index) => `unit ${name} checked out ${hex(kind * 97 + index, 39)}7`,
      );
    });
    const lines = [...noise(300), ...kinds.flatMap((kind) => [...kind, ...noise(12)]), ...noise(300)];
    const text = lines.join('\n');
    const kept = keptOf(lines) as string[];
    expect(kept.length).toBeGreaterThan(4);
    expect(counter.count(kept.join('\n'))).toBeLessThanOrEqual(counter.count(text) * 0.05);
    const [form] = logCompressor.compress({
      text,
      handle: 'a'.repeat(24),
      lossy: true,
      shortest: true,
      tokens: counter.count(text),
      counter,
    });
    const sent = new Set(form?.text.split('\n'));
    for (const notice of form?.text.split('\n').filter((line) => line.startsWith('[headroom: omitted lines')) ?? []) {
      const [, first, last] = (/lines (\d+)(?:-(\d+))?/.exec(notice) ?? []).map(Number);
      const gone = lines.slice((first as number) - 1, last || first).filter((line) => line.startsWith('unit'));
      for (const line of gone.slice(0, 1)) {
        expect(sent.has(line)).toBe(false);
        expect(notice).toMatch(/\d+ like "unit \w+ checked out #"/);
      }
    }
  });
});
