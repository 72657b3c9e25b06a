import { describe, expect, test } from 'vitest';
import { findHeads } from '../../../src/content/log/heads.ts';
import { type Level, levels } from '../../../src/content/log/levels.ts';
import { logCompressor } from '../../../src/content/log/log.ts';
import { recordNames } from '../../../src/content/log/record-names.ts';
import { selectLines } from '../../../src/content/log/select.ts';
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

  test('stays with a warning that is shown, where there are no more than two of its like', () => {
    for (const head of heads) {
      const lines = records(50, 20, head, bodies['the same lines'] as () => string[]).flatMap((line, index) =>
        [12 * 5 + 3, 33 * 5 + 3].includes(index) ? [line, '  health: 503 after 30 retries'] : [line],
      );
      const all = new Set(Array.from({ length: 50 }, (_, record) => head(record)));
      for (const form of formsOf(lines)) {
        const shown = form.flatMap((line, index) => (line.includes('30 retries') ? [index] : []));
        expect(shown.length).toBeGreaterThan(0);
        expect(form.slice(0, shown[0]).findLast((line) => all.has(line))).toBe(head(12));
        if (shown.length > 1) expect(form.slice(0, shown[1]).findLast((line) => all.has(line))).toBe(head(33));
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
    ['a thread behind a level', (record: number) => `2026-03-01 09:00:00,123 INFO [exec-${record % 4}] shop.Api -`],
    [
      'a thread behind a process',
      (record: number) => `2026-03-01 09:00:00.123  INFO 1 --- [nio-exec-${record % 4}] shop.Api :`,
    ],
    ['a request behind a time', (record: number) => `09:00:01 [a${record % 4}b2c3] INFO`],
    ['a thread between dashes', (record: number) => `2026-03-01 09:00:00,001 - Pool-0_${record % 4} - INFO -`],
    ['a worker behind its level', (record: number) => `[2026-03-01 09:00:00,1: INFO/ForkPoolWorker-${record % 4}]`],
    ['a process in brackets', (record: number) => `[2026-03-01 09:00:00 +0000] [${30 + (record % 4)}] [INFO]`],
    ['a process and its thread', (record: number) => `2026-03-01 09:00:00 [info] 9${record % 4}#0:`],
    [
      'a thread beside one process',
      (record: number) => `2026-03-01T09:00:00.123Z pid=1 tid=${record % 4}xb class=Charge:`,
    ],
    ['a dyno', (record: number) => `2026-03-01T09:00:00.123456+00:00 app[web.${record % 4}]:`],
    ['a number of its own', (record: number) => `[${record % 4}]`],
    ['an instance of a manager', (record: number) => `${record % 4}|api  |`],
    ['an instance behind a time', (record: number) => `09:00:01 web.${record % 4}   |`],
    ['a pod and a container', (record: number) => `api-7d9f6c5b4-abcd${'efgh'[record % 4]} api`],
    ['a host before a tab', (record: number) => `web-0${record % 4}\t`],
    ['a host before a colon', (record: number) => `web-0${record % 4}:`],
    ['a pod behind a time', (record: number) => `2026-03-01T09:00:00Z pod-${'abcd'[record % 4]} INFO`],
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

  test.each([
    [
      'two verbs in turn',
      (record: number) => `${record % 2 === 0 ? 'GET' : 'POST'} /v1/${cities[record % 12]}/${record}`,
    ],
    ['several verbs', (record: number) => `begin ${['copy', 'move', 'link'][(record * 7) % 3]} of part-${record}.bin`],
    [
      'a name that sounds like a failure',
      (record: number) =>
        record === 31 ? 'Importing errors_failed.csv' : `Importing ${cities[record % 12]}${record}.csv`,
    ],
    [
      'a host that is called so',
      (record: number) => `${record === 31 ? 'fail-over' : 'web'}-${record}.test: connecting`,
    ],
  ])('is the nearest, whatever word opens its cycle: %s', (_, head) => {
    const lines = records(50, 31, head, (record) => [`  14 parts read in ${record} ms`, '  closing']).flatMap((line) =>
      line.includes('quota exceeded') ? ['  one more try', line] : [line],
    );
    const heads = new Set(Array.from({ length: 50 }, (_each, record) => head(record)));
    for (const form of formsOf(lines)) {
      const failure = form.findIndex((line) => line.includes('quota exceeded'));
      expect(form.slice(0, failure).findLast((line) => heads.has(line))).toBe(head(31));
    }
  });

  test('is no line within the record that only begins as the head does, but for one word', () => {
    const lines = records(
      50,
      31,
      (record) => `open unit-${record}`,
      (record) => ['  14 files written', `read shard-${record * 3}`, '  closing'],
    );
    const headOf = findHeads(surveyLines(lines));
    const failure = lines.findIndex((line) => line.includes('quota exceeded'));
    expect(lines[headOf(failure) as number]).toBe('open unit-31');
  });

  test('is that of the request, whatever word opens it, where requests have few lines', () => {
    const lines = Array.from({ length: 600 }, (_, step) => {
      const request = Math.floor(step / 6) * 2 + (step % 2);
      const id = `req_id=${(request * 2654435761).toString(16).slice(0, 8)}`;
      const part = Math.floor((step % 6) / 2);
      if (part === 0) return `INFO ${id} ${['GET', 'POST', 'PUT'][request % 3]} /orders begins`;
      if (part === 1) return `INFO ${id} reads the cart`;
      return request % 50 === 33 ? `ERROR ${id} upstream lost` : `INFO ${id} answered`;
    });
    const headOf = findHeads(surveyLines(lines));
    const lost = lines.flatMap((line, index) => (line.includes('upstream lost') ? [index] : []));
    expect(lost).toHaveLength(4);
    for (const index of lost) expect(headOf(index)).toBe(index - 4);
  });

  test('names its record better than a line that stands above the first head', () => {
    // The text begins in the middle of a record.
    const source = (record: number) =>
      `  fetched from mirror-${cities[Math.floor(record / 1.5) % 12]}${Math.floor(record / 1.5)}`;
    const lines = [
      source(0),
      '  finished',
      ...records(
        50,
        31,
        (record) => `host web-${record}: connecting`,
        (record) => [source(record), '  14 files written'],
      ),
    ];
    const headOf = findHeads(surveyLines(lines));
    const failure = lines.findIndex((line) => line.includes('quota exceeded'));
    expect(lines[headOf(failure) as number]).toBe('host web-31: connecting');
  });

  test('stays above a test that its suite names, and is not needed by one that is named in full', () => {
    const suites = (failed: string) =>
      Array.from({ length: 30 }, (_, suite) => [
        `suite ${cities[suite % 12]}-${suite}`,
        '    ✓ reads a part (2 ms)',
        '    ✓ writes a part (2 ms)',
        suite === 21 ? failed : '    ✓ closes (1 ms)',
        '',
      ]).flat();
    const headOf = (failed: string) => findHeads(surveyLines(suites(failed)))(21 * 5 + 3);
    for (const sign of ['✗', '✘', '✕', '×']) expect(headOf(`    ${sign} closes (1 ms)`)).toBe(21 * 5);
    expect(headOf('--- FAIL: TestCloses (0.00s)')).toBeUndefined();
    expect(headOf('FAILED tests/test_part.py::test_closes')).toBeUndefined();
  });

  test('is that of the cycle where names come one after the other', () => {
    // Each host names itself on all of its lines, one host after the other: that is a cycle like any other.
    const lines = Array.from({ length: 40 }, (_, host) => [
      `[node-${host}] begins with release-${host * 3}`,
      ...Array.from({ length: 4 }, () => `[node-${host}] a part is written`),
      host === 23 ? '[node-23] ERROR: quota exceeded' : `[node-${host}] done`,
    ]).flat();
    expect(recordNames(surveyLines(lines))).toBeUndefined();
    const turns = Array.from({ length: 200 }, (_, step) => `[node-${step % 5}] a part is written`);
    expect(recordNames(surveyLines(turns))?.slice(0, 6)).toEqual([
      'node-0',
      'node-1',
      'node-2',
      'node-3',
      'node-4',
      'node-0',
    ]);
  });

  test.each([
    ['steps', (step: number) => `[${(step % 7) + 1}/7] a part is written`],
    ['shares', (step: number) => `[ ${(step % 7) * 14}%] a part is written`],
    ['times', (step: number) => `[09:0${step % 7}:10] a part is written`],
    ['seconds', (step: number) => `[    ${step % 7}.123456] a part is written`],
    ['levels', (step: number) => `[${['INFO', 'WARN', 'DEBUG'][step % 3]}] a part is written`],
    ['verbs', (step: number) => `${['reads', 'writes', 'waits'][step % 3]} a part`],
    ['indented lines', (step: number) => `    [part${step % 3}] is written`],
  ])('is not looked for by what names no record: %s', (_, line) => {
    expect(recordNames(surveyLines(Array.from({ length: 200 }, (_each, step) => line(step))))).toBeUndefined();
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

  test('stays below a failure that announces it', () => {
    const said = ['ERROR: would change the files listed below:', '  conf/alpha.toml', '    keys', '  conf/beta.toml'];
    for (const form of formsOf([...noise(200), ...said, ...noise(200)])) {
      const at = form.indexOf(said[0] as string);
      expect(form.slice(at, at + 4)).toEqual(said);
    }
    const many = Array.from({ length: 40 }, (_, file) => `  conf/part${file}.toml`);
    const hardest = formsOf([...noise(200), said[0] as string, ...many, ...noise(200)])[0] as readonly string[];
    expect(hardest.filter((line) => line.startsWith('  conf/')).length).toBeLessThanOrEqual(14);
  });

  test('is nothing below the failure that it announces', () => {
    const said = ['Could not read the files listed below:', '  conf/alpha.toml', 'ERROR: 1 file'];
    const after = ['pass 1 over the cache', 'pass 2 over the cache', 'pass 3 over the cache', 'ERROR: lease lost'];
    const texts = [...noise(200), ...said, ...after, ...noise(200)];
    const survey = surveyLines(texts);
    const [hardest] = levels as [Level];
    const level = { ...hardest, before: 0, after: 0, smallestGap: 0, rare: 0, plain: { first: 0, last: 0 } };
    const keep = selectLines(survey, level, { repeats: [], lines: [], headOf: () => undefined });
    const kept = texts.filter((_, index) => keep[index]);
    for (const line of [...said, 'ERROR: lease lost']) expect(kept).toContain(line);
    for (const line of after.slice(0, 3)) expect(kept).not.toContain(line);
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
