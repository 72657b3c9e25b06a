import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepLines, keptForm, splitLines } from '../../../src/content/lines.ts';
import { composeSections, type SectionForm, sectionText } from '../../../src/content/sections/compose.ts';
import type { Section } from '../../../src/content/sections/split.ts';
import type { Compressed, KeptLines } from '../../../src/model/content.ts';

const handle = '0123456789abcdef01234567';
/** Short lines are dearer than any notice here. */
const counter = { count: (words: string) => (words.startsWith('[headroom: ') ? 0 : words.length) };
const text = `${Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\n')}\n`;
const section = (start: number, end: number): Section => ({ start, end, shape: 'loose' });
const lossless: Compressed = { text: 'legend\nab\n', kind: 'search', by: 'hits', fidelity: 'lossless' };

/** The form of a section that leaves out the lines for which `keep` is false. */
function kept(part: Section, keep: readonly boolean[]): SectionForm {
  const form = keptForm(
    sectionText(splitLines(text), part),
    { keep, summary: ([first, last]) => (last > first ? `${last - first + 1} dull` : undefined) },
    { handle, counter, kind: 'log', by: 'log' },
  );
  return { section: part, form: form as Compressed };
}

describe('joining sections', () => {
  it('has nothing to offer where no section has another form', () => {
    expect(composeSections(text, [], handle)).toBeUndefined();
  });

  it('counts the lines of gaps in the whole text, and gives totals and handle once', () => {
    const form = composeSections(
      text,
      [kept(section(2, 6), [true, false, false, true]), kept(section(8, 12), [true, true, false, true])],
      handle,
    );
    expect(form?.text.split('\n')).toEqual([
      ...['line 1', 'line 2', 'line 3', '[headroom: omitted lines 4-5; 2 dull]', 'line 6', 'line 7', 'line 8'],
      ...['line 9', 'line 10', '[headroom: omitted lines 11]', 'line 12'],
      `[headroom: omitted 3 of 12 lines; headroom retrieve hash=${handle} --lines 4-5]`,
      '',
    ]);
    expect(form?.fidelity).toBe('lossy');
  });

  it('names lines of a section as lines of the whole', () => {
    const part = section(4, 10);
    const lines = { keep: [true, true, true, false, false, true], summary: () => 'same as lines 1-2' };
    const of = { handle, counter, kind: 'log', by: 'log' } as const;
    const form = keptForm(sectionText(splitLines(text), part), lines, of) as Compressed;
    expect(composeSections(text, [{ section: part, form }], handle)?.text).toContain('8-9; same as lines 5-6]');
  });

  it('tells of every section in a gap that goes on into the next', () => {
    const both = [kept(section(2, 6), [true, true, false, false]), kept(section(6, 10), [false, false, false, true])];
    const form = composeSections(text, both, handle);
    expect(form?.text).toContain('[headroom: omitted lines 5-9; 2 dull; 3 dull]');
  });

  it('puts another layout in the place of its section and says where it ends', () => {
    const form = composeSections(text, [{ section: section(0, 10), form: lossless }], handle);
    expect(form?.text).toBe('legend\nab\n[headroom: as printed from here]\nline 11\nline 12\n');
    expect(form?.fidelity).toBe('lossless');
    expect(form?.lines?.replaced).toEqual([
      { first: 1, last: 10, text: 'legend\nab\n[headroom: as printed from here]' },
    ]);
  });

  it('is as hard as the hardest of its sections', () => {
    const both = [{ section: section(0, 4), form: lossless }, kept(section(4, 8), [true, false, false, true])];
    const form = composeSections(text, both, handle);
    expect(form?.fidelity).toBe('lossy');
    expect(form?.by).toBe('hits+log');
    expect(form?.text).toContain('[headroom: omitted lines 6-7; 2 dull]');
    expect(form?.text).toContain(`[headroom: omitted 2 of 12 lines; headroom retrieve hash=${handle} --lines 6-7]`);
  });

  it('can be rendered again from its mask, for those who leave more lines out', () => {
    const form = composeSections(
      text,
      [{ section: section(0, 4), form: lossless }, kept(section(4, 8), [true, false, false, true])],
      handle,
    );
    expect(keepLines(text, form?.lines as KeptLines, handle)).toBe(form?.text);
  });

  it('keeps every line outside of sections as it is, closed or not', () => {
    const masks = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(masks, masks, fc.boolean(), (one, two, closed) => {
        const whole = closed ? text : text.slice(0, -1);
        const forms = [kept(section(1, 5), one), kept(section(6, 10), two)].filter(({ form }) => form !== undefined);
        const form = composeSections(whole, forms, handle);
        const source = splitLines(whole).lines;
        const sent = splitLines(form?.text ?? whole).lines.filter((line) => !line.startsWith('[headroom: '));
        const wanted = source.filter((_, index) => {
          if (index >= 1 && index < 5) return one[index - 1];
          return index >= 6 && index < 10 ? two[index - 6] : true;
        });
        expect(sent).toEqual(wanted);
      }),
    );
  });
});
