import { describe, expect, it } from 'vitest';
import { createGate } from '../../../src/content/must-keep/facts.ts';
import { failuresAmong } from '../../../src/content/must-keep/telling.ts';

describe('failures among texts', () => {
  const among = (texts: readonly string[], failed = false) =>
    texts.filter((_, index) => failuresAmong(texts, failed)[index]);

  it.each([
    [['10%', 'ERROR: unit 41 misaligned', '100%'], ['ERROR: unit 41 misaligned']],
    [['12 passed, 1 failed', 'cleanup'], ['12 passed, 1 failed']],
    [['FAILED: core.o', 'linked'], ['FAILED: core.o']],
    [['fatal: early EOF', 'done'], ['fatal: early EOF']],
    [['1/3 failed: 0', '2/3 failed: 0', 'done'], []],
    [['0 errors', 'errors: 0', 'failed=0, loss=0.1'], []],
    [['Compiling errors.rs', 'test error_path ... ok'], []],
    [[], []],
  ])('%j', (texts, failures) => {
    expect(among(texts)).toEqual(failures);
  });

  it('lets the last of those with the same wording speak for all', () => {
    expect(failuresAmong(['1/3 failed: 2', '2/3 failed: 0'], false)).toEqual([false, false]);
    expect(failuresAmong(['1/3 failed: 0', '2/3 failed: 2'], false)).toEqual([false, true]);
  });

  it('takes weaker wording where the call failed', () => {
    expect(among(['10%', 'unexpected answer', '100%'])).toEqual([]);
    expect(among(['10%', 'unexpected answer', '100%'], true)).toEqual(['unexpected answer']);
  });
});

describe('lines that rendering left as they came', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => `unit ${index} aligned in ${index % 50} ms`);

  it('must stay where a piece between returns reports a failure, however deep in the line', () => {
    const series = (end: string) => [...rows(80), ...end.split('|')].join('\r');
    const failing = series('ERROR: unit 41 misaligned|cleanup|done');
    const lines = Array.from({ length: 60 }, (_, index) =>
      index === 30 ? failing : series('unit 81 aligned|cleanup|done'),
    );
    const gate = createGate(`${lines.join('\n')}\n`);
    const without = lines.filter((line) => line !== failing);
    expect(gate(`${without.join('\n')}\n[headroom: omitted lines 31]\n`).length).toBeGreaterThan(0);
    expect(gate.linesLost(`${without.join('\n')}\n[headroom: omitted lines 31]\n`)).toContain(30);
    expect(gate(`${failing}\n${lines[0]}\n[headroom: omitted lines 2-60]\n`)).toEqual([]);
  });

  it('must stay where their colours are others than those of most lines', () => {
    const lines = rows(60);
    lines[30] = `\x1b[1;35m${lines[30]}\x1b[0m`;
    const gate = createGate(`${lines.join('\n')}\n`);
    expect(gate.linesLost(`${lines[0]}\n[headroom: omitted lines 2-60]\n`)).toContain(30);
    const striped = rows(60).map((line, index) => (index % 2 ? `\x1b[1m${line}\x1b[0m` : line));
    expect(createGate(`${striped.join('\n')}\n`)(`${striped[0]}\n[headroom: omitted lines 2-60]\n`)).toEqual([]);
  });
});
