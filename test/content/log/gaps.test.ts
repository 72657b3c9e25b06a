import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { logCompressor } from '../../../src/content/log/log.ts';
import type { TokenCounter } from '../../../src/model/content.ts';
import { createCounter } from '../../../src/tokens/counter.ts';
import { loadRanks } from '../../../src/tokens/ranks.ts';

let counter: TokenCounter;
beforeAll(async () => {
  counter = createCounter(await loadRanks());
});

type Stated = 'ok' | 'failed' | 'error' | 'warning' | 'skipped' | 'none';
type Shape = { readonly stated: Stated; readonly line: (index: number) => string };
const shape = (stated: Stated, line: (index: number) => string): Shape => ({ stated, line });

/** Lines of which everybody would say the same. */
const shapes: readonly Shape[] = [
  shape('ok', (index) => `test error::reads_${index}_invalid ... ok`),
  shape('ok', (index) => `[gw${index % 4}] [ ${index % 90}%] PASSED tests/test_a.py::test_rejects_invalid[${index}]`),
  shape('ok', (index) => `--- PASS: TestFailsWithout${index} (0.00s)`),
  shape('ok', (index) => `  ✓ throws an error where ${index} is missing (2 ms)`),
  shape('ok', (index) => `ok ${index} - error: unexpected token`),
  shape('none', (index) => `=== RUN   TestFailsWithout${index}`),
  shape('none', (index) => `tests/test_a.py::test_rejects_invalid[${index}]`),
  shape('none', (index) => `shell: /usr/bin/bash --noprofile -e -o pipefail ${index}`),
  shape('none', (index) => `  FETCH_TIMEOUT_MINS: ${index}`),
  shape('none', (index) => `web-${index}   : ok=14 changed=3 unreachable=0 failed=0`),
  shape('none', (index) => `compiled errors/part${index}.o and missing_values.o`),
  shape('none', (index) => `2026-11-30T10:00:00Z handled job ${index} in ${index % 70} ms`),
  shape('none', (index) => `  at failing (/srv/errors/part.js:${index}:3)`),
  shape('error', (index) => `2026-11-30T10:00:00Z ERROR lost the lease of shard ${index}`),
  shape('error', (index) => `src/part.ts(${index},5): error TS2304: Cannot find name 'x'.`),
  shape('error', (index) => `    ${index}:5  error  'x' is not defined  no-undef`),
  shape('warning', (index) => `    ${index}:5  warning  Unexpected any. Specify a type  no-explicit-any`),
  shape('warning', (index) => `npm warn deprecated part@${index}: no longer supported`),
  shape('warning', (index) => `[WARNING] ${index} parts are slow`),
  shape('warning', (index) => `/x/part${index}.py:20: DeprecationWarning: old call`),
  shape('skipped', (index) => `tests/test_a.py::test_fails[${index}] SKIPPED (no error here)`),
  shape('failed', (index) => `--- FAIL: TestRejects${index} (0.00s)`),
];

const log = fc
  .array(fc.tuple(fc.integer({ min: 0, max: shapes.length - 1 }), fc.integer({ min: 1, max: 90 })), {
    minLength: 2,
    maxLength: 10,
  })
  .map((runs) => {
    const picked = runs.flatMap(([which, count]) => Array.from({ length: count }, () => shapes[which] as Shape));
    return { lines: picked.map(({ line }, index) => line(index)), stated: picked.map(({ stated }) => stated) };
  });

const words: Readonly<Record<string, Stated>> = {
  ...{ ok: 'ok', failed: 'failed', skipped: 'skipped' },
  ...{ error: 'error', errors: 'error', warning: 'warning', warnings: 'warning' },
};
const handle = '0123456789abcdef01234567';

function forms(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  return [false, true].flatMap((shortest) =>
    logCompressor
      .compress({ text, handle, lossy: true, shortest, tokens: counter.count(text), counter })
      .filter(({ fidelity }) => fidelity === 'lossy')
      .map((form) => form.text),
  );
}

type Gap = { readonly first: number; readonly last: number; readonly said: string; readonly notice: string };

function gapsOf(form: string): readonly Gap[] {
  return form.split('\n').flatMap((notice): readonly Gap[] => {
    const match = /^\[headroom: omitted lines (\d+)(?:-(\d+))?(?:; (.*))?\]$/.exec(notice);
    if (match === null) return [];
    const first = Number(match[1]);
    return [{ first, last: Number(match[2] ?? first), said: match[3] ?? '', notice }];
  });
}

/** Whether a line holds quoted words letter for letter, with anything but blanks for `#`. */
function holds(line: string, quote: string): boolean {
  const pattern = quote.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/#/g, '[^ ]+?');
  return new RegExp(pattern).test(line);
}

describe('what notices say of their gaps', () => {
  test('is what the lines state, is quoted letter for letter, and costs less than the lines', () => {
    fc.assert(
      fc.property(log, ({ lines, stated }) => {
        for (const form of forms(lines)) {
          for (const { first, last, said, notice } of gapsOf(form)) {
            const gone = lines.slice(first - 1, last);
            expect(counter.count(`${gone.join('\n')}\n`)).toBeGreaterThan(counter.count(`${notice}\n`));
            const quotes = [...said.matchAll(/(\d+) like "(.*?)"(?=, |$)/g)];
            for (const [, count, quote] of quotes) {
              expect(gone.filter((line) => holds(line, quote as string)).length).toBeGreaterThanOrEqual(Number(count));
            }
            const counts = said.replace(/\d+ like ".*?"(?=, |$)/g, '').matchAll(/(\d+) (\w+)/g);
            const told = new Map(Array.from(counts, ([, count, word]) => [words[word as string], Number(count)]));
            if (said.startsWith('same as')) continue;
            for (const each of new Set(Object.values(words))) {
              const truth = stated.slice(first - 1, last).filter((one) => one === each).length;
              expect([each, told.get(each) ?? 0, said]).toEqual([each, truth, said]);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('names lines as the same only where those are shown whole', () => {
    const part = fc.array(fc.constantFrom('loads a', 'reads b', 'ERROR: c is lost', 'writes d', 'waits for e 12 ms'), {
      minLength: 4,
      maxLength: 12,
    });
    const noise = Array.from({ length: 120 }, (_, index) => `step ${index} done in ${index % 50} ms`);
    fc.assert(
      fc.property(part, part, fc.integer({ min: 2, max: 9 }), (one, other, times) => {
        const lines = [
          ...noise,
          ...Array.from({ length: times }, (_, turn) => [...(turn % 3 ? one : other), `turn ${turn}`]),
          ...noise,
        ].flat();
        for (const form of forms(lines)) {
          const gaps = gapsOf(form);
          for (const { first, last, said } of gaps) {
            const same = /^same as lines (\d+)-(\d+)$/.exec(said);
            if (same === null) continue;
            const [from, to] = [Number(same[1]), Number(same[2])];
            expect(lines.slice(from - 1, to)).toEqual(lines.slice(first - 1, last));
            expect(gaps.filter((gap) => gap.first <= to && gap.last >= from)).toEqual([]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('one failing test among many does not break the run into many gaps', () => {
    const names = ['rejects_invalid', 'raises_on_missing', 'unexpected_comma', 'fails_without', 'reads', 'timeout'];
    const tests = Array.from(
      { length: 600 },
      (_, index) => `tests/test_${index % 9}.py::test_${names[index % 6]}[${index}]`,
    );
    const lines = tests.flatMap((name, index) => [
      name,
      `[gw${index % 4}] [ ${index % 90}%] ${index === 333 ? 'FAILED' : 'PASSED'} ${name}`,
    ]);
    const [hardest = ''] = forms([...lines, '==== 1 failed, 599 passed in 6.31s ====']);
    expect(hardest).toContain(lines[667]);
    expect(gapsOf(hardest).length).toBeLessThan(8);
    expect(hardest).not.toMatch(/failures?\b/);
  });
});
