import { describe, expect, test } from 'vitest';
import { findHeads } from '../../../src/content/log/heads.ts';
import { logCompressor } from '../../../src/content/log/log.ts';
import { surveyLines } from '../../../src/content/log/survey.ts';

const counter = { count: (text: string) => Math.ceil(text.length / 4) };
const cities = [
  'berlin',
  'lagos',
  'quito',
  'hanoi',
  'perth',
  'oslo',
  'turin',
  'malmo',
  'accra',
  'kyoto',
  'lyon',
  'dover',
];

/** Every form that leaves something out. */
const formsOf = (lines: readonly string[]) => {
  const text = lines.join('\n');
  return [false, true].flatMap((shortest) =>
    logCompressor
      .compress({ text, handle: 'a'.repeat(24), lossy: true, shortest, tokens: counter.count(text), counter })
      .filter(({ fidelity }) => fidelity === 'lossy')
      .map((form) => form.text.split('\n')),
  );
};

/** Records of a run, one of which fails. */
const records = (count: number, broken: number, head: (record: number) => string, body: (record: number) => string[]) =>
  Array.from({ length: count }, (_, record) => [
    head(record),
    ...body(record),
    ...(record === broken ? ['  ERROR: quota exceeded, nothing was written'] : ['  finished']),
  ]).flat();

const bodies: Readonly<Record<string, (record: number) => string[]>> = {
  'the same lines': () => ['  uploading bundle', '  14 files written', '  closing'],
  'lines with measures': (record) => [
    `  uploaded ${1000 + record * 37} bytes`,
    `  took ${record * 7 + 3} ms`,
    `  checksum 0x${(record * 7919 + 65536).toString(16)}`,
  ],
  'many lines': (record) =>
    Array.from({ length: 30 }, (_, line) => `  step ${line} of run: done in ${(record * line) % 90} ms`),
};

describe('the head of a record', () => {
  const heads: readonly ((record: number) => string)[] = [
    (record) => `host web-${record}: connecting`,
    (record) => `2026-03-01T09:00:${String(record % 60).padStart(2, '0')}Z INFO host web-${record}: connecting`,
    (record) => `Building ${cities[record % 12]}-${record} ...`,
    (record) => `batch ${record} started`,
    (record) => `==> target ${cities[record % 12]}${record}`,
    (record) => `Checking src/module${record}/index.ts`,
    (record) => `parse/case_${record}          time:   [${record}.12 us ${record}.20 us]`,
    (record) => `--- ${record} ---`,
  ];
  test.each(Object.keys(bodies))('stays with a failure below it, whatever is left out, above %s', (name) => {
    for (const head of heads) {
      for (const broken of [0, 31, 48, 49]) {
        const lines = records(50, broken, head, bodies[name] as (record: number) => string[]);
        const own = head(broken);
        const isHead = (line: string) =>
          lines.includes(line) && line.startsWith(own.slice(0, 2)) && !line.startsWith('  ');
        const forms = formsOf(lines);
        expect(forms.length).toBeGreaterThan(0);
        for (const form of forms) {
          const failure = form.findIndex((line) => line.includes('quota exceeded'));
          expect(form.slice(0, failure).findLast(isHead)).toBe(own);
        }
      }
    }
  });

  test('costs no more than a line for each odd record', () => {
    const lines = records(
      50,
      31,
      (record) => `host web-${record}: connecting`,
      bodies['the same lines'] as () => string[],
    );
    for (const form of formsOf(lines)) {
      const heads = form.filter((line) => line.startsWith('host ')).length;
      expect(heads).toBeLessThanOrEqual(form.filter((line) => line === '  14 files written').length + 3);
    }
  });

  test.each([
    ['a worker in brackets', (record: number) => `[worker-${record % 4}]`],
    ['a thread', (record: number) => `INFO thread=${record % 4}`],
    ['a pod', (record: number) => `pod-${record % 4} |`],
    ['a process', (record: number) => `app[${400 + (record % 4)}]:`],
  ])('is the nearest of the same name where lines name %s', (_, name) => {
    const open = Array.from({ length: 4 }, () => 0);
    const lines: string[] = [];
    for (let step = 0; step < 800; step++) {
      const worker = (step * 7 + (step >> 3)) % 4;
      const at = open[worker] as number;
      const job = Math.floor(at / 5);
      if (at % 5 === 0) lines.push(`${name(worker)} job ${cities[worker]}-${job} begins`);
      else lines.push(`${name(worker)} ${['reads', 'parses', 'writes', 'syncs'][(at % 5) - 1]} its part`);
      if (worker === 2 && at === 123) lines.push(`${name(worker)} ERROR: lease lost`);
      open[worker] = at + 1;
    }
    for (const form of formsOf(lines)) {
      const failure = form.findIndex((line) => line.includes('lease lost'));
      const own = form.slice(0, failure).findLast((line) => line.startsWith(name(2)) && line.includes(' begins'));
      expect(own).toBe(`${name(2)} job quito-24 begins`);
    }
  });

  test('is the first line of a request where each line names its request', () => {
    const lines = Array.from({ length: 900 }, (_, step) => {
      const request = Math.floor(step / 9) * 3 + (step % 3);
      const id = `req_id=${(request * 2654435761).toString(16).slice(0, 8)}`;
      const part = Math.floor((step % 9) / 3);
      if (part === 0) return `INFO ${id} GET /orders/${request} begins`;
      return part === 1
        ? `INFO ${id} reads the cart`
        : request === 200
          ? `ERROR ${id} upstream lost`
          : `INFO ${id} answered`;
    });
    for (const form of formsOf(lines)) {
      const failure = form.find((line) => line.includes('upstream lost')) as string;
      expect(form).toContain(lines.find((line) => line.includes(failure.split(' ')[1] as string)));
    }
  });

  test('is unknown where there is no cycle', () => {
    const heads = (lines: readonly string[]) => {
      const headOf = findHeads(surveyLines(lines));
      return lines.map((_, index) => headOf(index)).filter((head) => head !== undefined);
    };
    expect(heads(['host a-1: up', 'one', 'two', 'host a-2: up', 'one', 'ERROR: x'])).toEqual([]);
    let state = 7;
    const random = (most: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * most);
    };
    const parts = ['reads a part', 'writes a part', 'waits'];
    const loose = Array.from({ length: 400 }, (_, step) =>
      random(14) === 0 ? `host web-${step}: connecting` : (parts[random(3)] as string),
    );
    expect(heads(loose)).toEqual([]);
  });

  test('is not needed by a line that names its record itself', () => {
    const lines = Array.from({ length: 120 }, (_, order) => [
      `checkout started order=ORD-${1000 + order}`,
      `${order % 6 === 0 ? 'ERROR payment declined' : 'payment accepted'} for order ORD-${1000 + order}`,
    ]).flat();
    const headOf = findHeads(surveyLines(lines));
    expect(lines.some((_, index) => headOf(index) !== undefined)).toBe(false);
  });
});

describe('what a line ending in a colon announces', () => {
  const noise = (count: number) =>
    Array.from({ length: count }, (_, index) => `step ${index} done in ${index % 50} ms`);

  test('stays up to the first failure below it', () => {
    const said = ['Could not read the files listed below:', '  conf/alpha.toml', '  conf/beta.toml', 'ERROR: 2 files'];
    for (const form of formsOf([...noise(200), ...said, ...noise(200)])) {
      const at = form.indexOf(said[0] as string);
      expect(form.slice(at, at + 4)).toEqual(said);
    }
  });

  test('is nothing where such lines are printed all the time', () => {
    const lines = Array.from({ length: 90 }, (_, index) => [
      `answer of shard ${index}:`,
      `  ERROR: lost ${index}`,
    ]).flat();
    const hardest = formsOf([...lines, ...noise(50)])[0] as readonly string[];
    const count = (start: string) => hardest.filter((line) => line.startsWith(start)).length;
    expect(count('  ERROR: lost')).toBeLessThan(60);
    expect(count('answer of')).toBeLessThanOrEqual(count('  ERROR: lost') + 4);
  });
});
