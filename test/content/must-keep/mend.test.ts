import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptForm } from '../../../src/content/lines.ts';
import { createJudge } from '../../../src/content/must-keep/facts.ts';
import { mendForm } from '../../../src/content/must-keep/mend.ts';

const handle = '0123456789abcdef01234567';
const of = { handle, kind: 'log', by: 'log' } as const;

const line = fc.oneof(
  fc.integer({ min: 0, max: 99 }).map((number) => `step ${number} done in ${number} ms`),
  fc.constantFrom('connection', 'upload', 'parser').map((what) => `ERROR ${what} failed: no such file`),
  fc.integer({ min: 1, max: 9 }).map((number) => `src/a${number}.c:${number}:1: error: expected ;`),
  fc.integer({ min: 1, max: 9 }).map((number) => `tests/test_a.py::test_${number} FAILED`),
  fc.integer({ min: 1, max: 9 }).map((number) => `==== ${number} failed, 3 passed in 0.20s ====`),
);

describe('a mended form', () => {
  test('holds every fact, whatever lines the form had left out', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(line, fc.boolean()), { minLength: 2, maxLength: 40 }), (marked) => {
        const text = marked.map(([each]) => each).join('\n');
        const form = keptForm(text, { keep: marked.map(([, keep]) => keep) }, of);
        fc.pre(form !== undefined);
        const judge = createJudge(text);
        const lost = judge(form.text);
        if (lost.length === 0) return;
        const mended = mendForm(text, form, lost, handle);
        expect(mended === undefined ? [] : judge(mended.text)).toEqual([]);
        if (mended === undefined) expect(lost.length).toBeGreaterThanOrEqual(marked.filter(([, keep]) => !keep).length);
      }),
      { numRuns: 300 },
    );
  });

  test('puts back only the lines that were missed', () => {
    const text = ['a 1', 'ERROR disk is full', 'a 2', 'a 3', 'Process completed with exit code 1.'].join('\n');
    const form = keptForm(text, { keep: [true, false, false, false, false] }, of);
    if (form === undefined) throw new Error('expected a form');
    const mended = mendForm(text, form, createJudge(text)(form.text), handle);
    expect(mended?.lines?.keep).toEqual([true, true, false, false, true]);
    expect(mended?.text).toContain('[headroom: omitted 2 of 5 lines: 3-4;');
  });

  test('is none where the form lays lines out anew or lost what no line holds', () => {
    const text = 'ERROR disk is full\n';
    const form = { text: 'x', ...of, fidelity: 'lossy' } as const;
    expect(mendForm(text, form, createJudge(text)('x'), handle)).toBeUndefined();
    const json = '{"error":"disk is full"}';
    const kept = { text: 'x', ...of, fidelity: 'lossy', lines: { keep: [false] } } as const;
    expect(mendForm(json, kept, createJudge(json)('x'), handle)).toBeUndefined();
  });
});
