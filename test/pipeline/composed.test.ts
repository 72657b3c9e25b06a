import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { codecCase } from '../../bench/lib/codec-cases.mjs';
import { detect } from '../../src/content/detect.ts';
import { readSections } from '../../src/content/layouts.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import type { Compressed, CompressionLimits } from '../../src/model/content.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { Shorten } from '../../src/pipeline/shorten-parts.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';
import { jsonText, listingText, logText, proseText } from '../content/sections/samples.ts';
import { reassembled } from '../harness/reassembled.ts';
import '../harness/property-seed.ts';

const handle = 'a'.repeat(24);
const leavings = ['none', 'some', 'most'] as const satisfies readonly CompressionLimits['leaveOut'][];
let shortens: readonly Shorten[];

beforeAll(async () => {
  const counter = createCounter(await loadRanks());
  const limits = { minTokens: 50, lossyMinTokens: 100, logLossyMinTokens: 100, minSavedShare: 0.02, minSavedTokens: 5 };
  shortens = leavings.map((leaveOut) =>
    createShorten({
      compressors,
      counter,
      limits: { ...limits, leaveOut },
      detect,
      render: renderOutput,
      gate: createGate,
    }),
  );
});

/** What one program printed. */
const output = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 1_000_000 }).map((number) => codecCase(17, number)) },
  { weight: 1, arbitrary: fc.constantFrom(logText, jsonText, listingText, proseText) },
);
const blankLines = fc.integer({ min: 0, max: 3 }).map((count) => '\n'.repeat(count));
const part = fc
  .tuple(blankLines, output, blankLines, fc.constantFrom('', '$ the next command\n'))
  .map(([above, text, below, next]) => `${above}${text}${text.endsWith('\n') ? '' : '\n'}${below}${next}`);
const whole = fc
  .tuple(fc.array(part, { minLength: 2, maxLength: 4 }), fc.boolean(), fc.constantFrom('\n', '\n', '\n', '\r\n'))
  .map(([parts, closed, lineEnd]) => {
    const text = parts.join('').replace(/\r?\n/g, lineEnd);
    return closed ? text : text.slice(0, -lineEnd.length);
  });
const command = fc.constantFrom(undefined, 'make', 'rg -n foo src; git diff; ls -lR', 'git blame x; git log');

/** Texts through every way of shortening, until enough of those that fall into sections were seen. */
function eachForm(check: (base: string, form: Compressed) => boolean): void {
  let checked = 0;
  const property = fc.property(whole, command, (text, said) => {
    const call =
      said === undefined ? undefined : { tool: 'shell', input: JSON.stringify({ command: said }), command: said };
    const base = renderOutput(text, { call })?.text ?? text;
    for (const shorten of shortens) {
      const outcome = shorten({ text, handle, call });
      if ('form' in outcome && check(base, outcome.form)) checked++;
    }
  });
  fc.assert(property, { numRuns: 60 });
  expect(checked).toBeGreaterThan(5);
}

const holdsLayout = (form: Compressed) =>
  form.lines?.replaced?.some(({ text }) => text.includes('[headroom: lossless, '));

test('a text of several sections of which nothing goes is read back from the whole, byte for byte', () => {
  eachForm((base, form) => {
    if (form.fidelity === 'lossy' || !holdsLayout(form)) return false;
    const text =
      form.fidelity === 'rendered'
        ? form.text.replace(/\n?\[headroom: [^\n]*\n?$/, base.endsWith('\n') ? '\n' : '')
        : form.text;
    expect(readSections(text, form.by)).toBe(base);
    return true;
  });
});

test('shown lines, layouts and the lines that notices name are the text, in its order', () => {
  const isOfLines = ({ text }: { text: string }) =>
    text.includes('[headroom: lossless, ') && !text.includes('[headroom: omitted');
  eachForm((base, form) => {
    if (form.lines === undefined || form.lines.replaced?.every(isOfLines) === false) return false;
    // What quotes notices of ours cannot be told from them.
    if (base.includes('[headroom:')) return false;
    expect(reassembled(base, form)).toBe(base);
    return true;
  });
});
