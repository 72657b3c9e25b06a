import { describe, expect, it } from 'vitest';
import { keptForm } from '../../src/content/lines.ts';
import { createGate } from '../../src/content/must-keep/facts.ts';
import type { Compressed } from '../../src/model/content.ts';
import { formsThatKeep } from '../../src/pipeline/kept-facts.ts';

const handle = 'a'.repeat(24);
const counter = { count: (text: string) => text.split(/\s+/).length };
const of = { handle, counter, finish: (form: Compressed) => form };
const words = ['disk', 'queue', 'socket', 'cache', 'index', 'lease'];
const lines = Array.from({ length: 120 }, (_, index) =>
  index % 20 === 7 ? `ERROR ${words[Math.floor(index / 20)]} is gone` : `step ${index} done`,
);
const text = lines.join('\n');
const keeping = (wanted: (line: string, index: number) => boolean) =>
  keptForm(text, { keep: lines.map(wanted) }, { handle, counter, kind: 'log', by: 'log' }) as Compressed;
const isError = (line: string) => line.startsWith('ERROR');

describe('forms that keep what must be kept', () => {
  it('gives the gentlest form back the lines that it lost', () => {
    const hard = keeping((_, index) => index === 0);
    const gentle = keeping((line, index) => index < 3 || line.includes('disk'));
    const { kept, lostSomething } = formsThatKeep(text, [hard, gentle], createGate(text), of);
    expect(lostSomething).toBe(true);
    expect(kept).toHaveLength(1);
    const sent = (kept[0] as Compressed).text.split('\n');
    expect(sent.filter(isError)).toEqual(lines.filter(isError));
    expect(sent.filter((line) => line.startsWith('step'))).toEqual(lines.slice(0, 3));
    expect(createGate(text)((kept[0] as Compressed).text)).toEqual([]);
  });

  it('takes a form that passes as it is', () => {
    const passing = keeping((line) => isError(line));
    expect(formsThatKeep(text, [keeping(() => false), passing], createGate(text), of).kept).toEqual([passing]);
  });

  it('offers nothing where lines do not give back what was lost', () => {
    const gate = Object.assign(() => ['a value'], { linesLost: () => undefined });
    expect(formsThatKeep(text, [keeping(() => false)], gate, of).kept).toEqual([]);
    const lossless: Compressed = { text: 'x', kind: 'log', by: 'log', fidelity: 'lossless' };
    expect(formsThatKeep(text, [keeping(() => false), lossless], gate, of).kept).toEqual([lossless]);
  });

  it('finishes what it completed', () => {
    const finish = (form: Compressed): Compressed => ({ ...form, text: `${form.text}\n[headroom: finished]` });
    const { kept } = formsThatKeep(text, [keeping(() => false)], createGate(text), { handle, counter, finish });
    expect(kept[0]?.text.endsWith('[headroom: finished]')).toBe(true);
  });
});
