import { describe, expect, it } from 'vitest';
import { keptForm, splitLines } from '../../src/content/lines.ts';

const of = {
  handle: 'b'.repeat(24),
  kind: 'log',
  by: 'log',
  counter: { count: (text: string) => Math.ceil(text.length / 4) },
} as const;
const lines = ['first', 'a', 'second', ...Array.from({ length: 60 }, (_, index) => `step ${index} is done`), 'last'];
const text = lines.join('\n');

describe('a form of kept lines', () => {
  it('has no gap whose lines cost no more than its notice', () => {
    const keep = lines.map((line) => line !== 'a' && !line.startsWith('step'));
    const sent = keptForm(text, { keep }, of)?.text.split('\n') ?? [];
    expect(sent.slice(0, 3)).toEqual(['first', 'a', 'second']);
    expect(sent.filter((line) => line.startsWith('step'))).toEqual([]);
    expect(sent).toHaveLength(5);
    expect(sent[3]).toContain('omitted 60 of 64 lines: 4-63');
    expect(sent[4]).toBe('last');
    const whole = keptForm(text, { keep: lines.map((line) => line !== 'a') }, of);
    expect(whole).toBeUndefined();
  });

  it('names its handle where all that is gone stands in another layout', () => {
    const layout = { first: 4, last: 63, text: 'step * is done: 0-59' };
    const keep = lines.map((line) => line !== 'a');
    const sent = keptForm(text, { keep, replaced: [layout] }, of)?.text ?? '';
    expect(splitLines(sent).lines).toContain(layout.text);
    expect(sent).toContain(of.handle);
  });
});
