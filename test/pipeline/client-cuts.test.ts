import { beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../src/content/detect.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import { renderOutput } from '../../src/pipeline/rendering.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { Shorten } from '../../src/pipeline/shorten-parts.ts';
import { createCounter } from '../../src/tokens/counter.ts';
import { loadRanks } from '../../src/tokens/ranks.ts';

let shorten: Shorten;
beforeAll(async () => {
  const limits = { minTokens: 50, lossyMinTokens: 100, logLossyMinTokens: 100, minSavedShare: 0.1, minSavedTokens: 5 };
  shorten = createShorten({
    compressors,
    counter: createCounter(await loadRanks()),
    limits: { ...limits, leaveOut: 'some' },
    detect,
    render: renderOutput,
    gate: createGate,
  });
});

const passing = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `test parser::reads_${from + index} ... ok`);

describe('what a client cut out itself', () => {
  it.each([
    '… +212 lines (ctrl+o to expand)',
    '... +212 lines',
    '[... 212 lines truncated ...]',
    '... [212 lines truncated] ...',
    '[... omitted 212 of 500 lines ...]',
    'test parser::reads_…1834 tokens truncated…ds_512 ... ok',
    '...[1834 chars truncated]...',
  ])('stays in its place, and no count goes over it: %s', (cut) => {
    const lines = [...passing(0, 150), cut, ...passing(700, 150), 'test result: ok. 512 passed; 0 failed'];
    const outcome = shorten({ text: lines.join('\n'), handle: 'a'.repeat(24) });
    const sent = 'form' in outcome ? outcome.form.text.split('\n') : [];
    expect(sent).toContain(cut);
    const at = sent.indexOf(cut);
    for (const [index, line] of sent.entries()) {
      const [, first = '', last = first, ok = ''] = /omitted lines (\d+)-(\d+); (\d+) ok/.exec(line) ?? [];
      if (first === '') continue;
      expect(Number(ok)).toBe(Number(last) - Number(first) + 1);
      expect(Number(first) > 151 ? index > at : index < at && Number(last) < 151).toBe(true);
    }
    expect(sent.filter((line) => line.includes('[headroom: omitted lines')).length).toBe(2);
  });
});
