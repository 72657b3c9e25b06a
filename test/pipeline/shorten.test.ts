import { describe, expect, it } from 'vitest';
import type { Compressed, Compressor } from '../../src/model/content.ts';
import { createShorten } from '../../src/pipeline/shorten.ts';
import type { ShortenParts } from '../../src/pipeline/shorten-parts.ts';

const words = { count: (text: string) => text.split(/\s+/).filter(Boolean).length };
const limits = {
  minTokens: 10,
  lossyMinTokens: 50,
  logLossyMinTokens: 50,
  leaveOut: 'some' as const,
  minSavedShare: 0.1,
  minSavedTokens: 5,
};
const handle = 'a'.repeat(24);
const text = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

function compressor(make: (lossy: boolean) => readonly Compressed[]): Compressor {
  return { name: 'test', kinds: ['log'], compress: ({ lossy }) => make(lossy) };
}
const form = (count: number, fidelity: Compressed['fidelity']): Compressed => ({
  text: text(count),
  kind: 'log',
  by: 'test',
  fidelity,
});
const gate = (lost: (shorter: string) => readonly string[]): ShortenParts['gate'] => {
  return () => Object.assign(lost, { linesLost: () => undefined });
};
const parts = (compressors: readonly Compressor[], over: Partial<ShortenParts> = {}): ShortenParts => ({
  compressors,
  counter: words,
  limits,
  detect: () => ({ kind: 'log', shownFile: false }),
  render: () => undefined,
  gate: gate(() => []),
  ...over,
});

describe('shorten', () => {
  it('touches nothing below the floor', () => {
    const shorten = createShorten(parts([compressor(() => [form(1, 'lossless')])]));
    expect(shorten({ text: text(9), handle })).toMatchObject({ reason: 'tooSmall' });
  });

  it('asks for whole words of loss only from the second floor on, and never from what cannot fetch', () => {
    const asked: boolean[] = [];
    const shorten = createShorten(
      parts([
        compressor((lossy) => {
          asked.push(lossy);
          return [];
        }),
      ]),
    );
    shorten({ text: text(49), handle });
    shorten({ text: text(50), handle });
    shorten({ text: text(50), handle, retrievable: false });
    expect(asked).toEqual([false, true, false]);
  });

  it('wants a win of a tenth and of five tokens', () => {
    const to = (count: number) => createShorten(parts([compressor(() => [form(count, 'lossless')])]));
    expect(to(91)({ text: text(100), handle })).toMatchObject({ reason: 'noWin' });
    expect(to(90)({ text: text(100), handle })).toMatchObject({ tokensAfter: 90 });
    expect(to(16)({ text: text(20), handle })).toMatchObject({ reason: 'noWin' });
  });

  it('falls back to the next gentler form when one lost what must be kept', () => {
    const shorten = createShorten(
      parts([compressor(() => [form(10, 'lossy'), form(30, 'lossy')])], {
        gate: gate((shorter) => (words.count(shorter) < 20 ? ['an error'] : [])),
      }),
    );
    expect(shorten({ text: text(100), handle })).toMatchObject({ tokensAfter: 30 });
  });

  it('says so when every form lost something', () => {
    const shorten = createShorten(parts([compressor(() => [form(10, 'lossy')])], { gate: gate(() => ['an error']) }));
    expect(shorten({ text: text(100), handle })).toMatchObject({ reason: 'mustKeep' });
  });

  it('prefers a lossless form that is nearly as short', () => {
    const shorten = (lossless: number) =>
      createShorten(parts([compressor(() => [form(40, 'lossy'), form(lossless, 'lossless')])]))({
        text: text(100),
        handle,
      });
    expect(shorten(50)).toMatchObject({ tokensAfter: 50 });
    expect(shorten(51)).toMatchObject({ tokensAfter: 40 });
  });

  it('names the original once, in the command that shows how to fetch a part, and says before it what rendering took', () => {
    const named = `[headroom: omitted 8 of 9 lines; headroom retrieve hash=${handle} --lines 2-9]`;
    const rendered = { text: text(90), changedLines: 3, totalLines: 9, taken: ['colours'] } as const;
    const shorten = (left: string) => {
      const offer = compressor(() => [{ ...form(1, 'lossy'), text: left }]);
      const outcome = createShorten(parts([offer], { render: () => rendered }))({ text: text(100), handle });
      return 'form' in outcome ? outcome.form.text : undefined;
    };
    const told = '[headroom: colours taken out of 3 of 9 lines]';
    expect(shorten(`first\n${named}\n`)).toBe(`first\n${told}\n${named}\n`);
    expect(shorten(`first\n${named}\nlast`)).toBe(`first\n${told}\n${named}\nlast`);
    expect(shorten(named)).toBe(`${told}\n${named}`);
    const alone = `[headroom: colours taken out of 3 of 9 lines; headroom retrieve hash=${handle}]`;
    expect([shorten('first\n'), shorten('first')]).toEqual([`first\n${alone}\n`, `first\n${alone}`]);
  });

  it('only renders a file that was shown', () => {
    const shorten = createShorten(
      parts([compressor(() => [form(1, 'lossy')])], {
        detect: () => ({ kind: 'code', shownFile: true }),
        render: () => ({ text: text(40), changedLines: 3, totalLines: 9, taken: ['colours', 'progress'] }),
      }),
    );
    const outcome = shorten({ text: text(100), handle });
    expect(outcome).toMatchObject({ form: { by: 'terminal', fidelity: 'rendered' } });
    expect('form' in outcome && outcome.form.text).toContain(
      `[headroom: colours and overwritten progress taken out of 3 of 9 lines; headroom retrieve hash=${handle}]`,
    );
  });
});
