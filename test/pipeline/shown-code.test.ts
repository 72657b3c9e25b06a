import { beforeAll, describe, expect, it } from 'vitest';
import { createCodeCompressor } from '../../src/content/code/code.ts';
import { loadGrammars } from '../../src/content/code/grammars.ts';
import { detect } from '../../src/content/detect.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import { compressors } from '../../src/content/registry.ts';
import type { Compressor } from '../../src/model/content.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { ShortenParts } from '../../src/pipeline/shorten-parts.ts';
import { withShownCode } from '../../src/pipeline/shown-code.ts';

let code: Compressor;
beforeAll(async () => {
  code = createCodeCompressor(await loadGrammars(['typescript']));
});

const words = { count: (text: string) => text.split(/\s+/).filter(Boolean).length };
const parts = (leaveOut: 'none' | 'some'): ShortenParts => ({
  compressors,
  counter: words,
  limits: { minTokens: 10, lossyMinTokens: 50, logLossyMinTokens: 50, leaveOut, minSavedShare: 0.1, minSavedTokens: 5 },
  detect,
  render: () => undefined,
  gate: createGate,
});
const shorten = (text: string, command: string, given: ShortenParts) => {
  const call = { tool: 'shell', input: JSON.stringify({ command }), command };
  return createShorten(given)({ text, handle: 'a'.repeat(24), call });
};
const source = Array.from({ length: 8 }, (_, index) => [
  `export function step${index}(value: number): number {`,
  ...Array.from(
    { length: 8 },
    (_, line) => `  if (value === ${line}) throw new Error('failed at ${index} of ${line}');`,
  ),
  '  return value;',
  '}',
])
  .flat()
  .join('\n');

describe('source code that a command shows', () => {
  it('loses bodies where that is asked for, whatever its words for failures', () => {
    const balanced = parts('some');
    const outcome = shorten(source, 'cat src/step.ts', { ...balanced, ...withShownCode(balanced, code) });
    expect(outcome).toMatchObject({ form: { by: 'code', kind: 'code', fidelity: 'lossy' } });
  });

  it('stays whole otherwise, and where nothing may be left out', () => {
    expect(shorten(source, 'cat src/step.ts', parts('some'))).toHaveProperty('reason');
    const careful = parts('none');
    expect(shorten(source, 'cat src/step.ts', { ...careful, ...withShownCode(careful, code) })).toHaveProperty(
      'reason',
    );
  });

  it('changes nothing for what is no code', () => {
    const balanced = parts('some');
    const log = Array.from({ length: 60 }, (_, index) => `2026-01-02T10:00:00Z INFO worker ${index} of many is done`);
    const text = [...log, '2026-01-02T10:00:00Z ERROR disk is full'].join('\n');
    const plain = shorten(text, 'cat a.log', balanced);
    expect(shorten(text, 'cat a.log', { ...balanced, ...withShownCode(balanced, code) })).toEqual(plain);
    const { gate } = withShownCode(balanced, code);
    expect(gate(text, {})(log.join('\n'))).not.toEqual([]);
  });
});
