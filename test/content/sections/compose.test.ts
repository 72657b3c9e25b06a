import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blameCodec } from '../../../src/content/git/blame.ts';
import { readSections } from '../../../src/content/layouts.ts';
import { keepLines, keptForm, splitLines } from '../../../src/content/lines.ts';
import { hitsCodec } from '../../../src/content/search/hits.ts';
import { composeSections, type SectionForm, sectionText } from '../../../src/content/sections/compose.ts';
import type { Section } from '../../../src/content/sections/split.ts';
import type { Codec, Compressed, KeptLines } from '../../../src/model/content.ts';

const handle = '0123456789abcdef01234567';
/** Short lines are dearer than any notice here. */
const counter = { count: (words: string) => (words.startsWith('[headroom: ') ? 0 : words.length) };
const text = `${Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\n')}\n`;
const of = { handle, counter, kind: 'log', by: 'log' } as const;
const section = (start: number, end: number): Section => ({ start, end, shape: 'loose' });
const hits = `${Array.from({ length: 12 }, (_, index) => `src/lib/deep/file.ts:${index + 1}:line ${index + 1}`).join('\n')}\n`;

/** The form of a section in a layout that is read back. */
function laidOut(whole: string, part: Section, codec: Codec): SectionForm {
  const encoded = codec.encode(sectionText(splitLines(whole), part)) as string;
  return { section: part, form: { text: encoded, kind: 'search', by: codec.name, fidelity: 'lossless' } };
}

/** The form of a section that leaves out the lines for which `keep` is false. */
function kept(part: Section, keep: readonly boolean[]): SectionForm {
  const form = keptForm(
    sectionText(splitLines(text), part),
    { keep, summary: ([first, last]) => (last > first ? `${last - first + 1} dull` : undefined) },
    of,
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
    const form = keptForm(sectionText(splitLines(text), part), lines, of) as Compressed;
    expect(composeSections(text, [{ section: part, form }], handle)?.text).toContain('8-9; same as lines 5-6]');
  });

  it('tells of every section in a gap that goes on into the next', () => {
    const both = [kept(section(2, 6), [true, true, false, false]), kept(section(6, 10), [false, false, false, true])];
    const form = composeSections(text, both, handle);
    expect(form?.text).toContain('[headroom: omitted lines 5-9; 2 dull; 3 dull]');
  });

  it('puts another layout in the place of its section and says where it ends', () => {
    const form = composeSections(hits, [laidOut(hits, section(0, 10), hitsCodec)], handle);
    const [notice, file, ...rest] = form?.text.split('\n') ?? [];
    expect([notice, file]).toEqual(['[headroom: lossless, hits grouped by file]', 'src/lib/deep/file.ts:']);
    expect(rest.slice(-4)).toEqual([
      '[headroom: as printed from here]',
      ...['src/lib/deep/file.ts:11:line 11', 'src/lib/deep/file.ts:12:line 12', ''],
    ]);
    expect(form?.fidelity).toBe('lossless');
    const layout = [notice, file, ...rest.slice(0, -3)].join('\n');
    expect(form?.lines?.replaced).toEqual([{ first: 1, last: 10, text: layout }]);
  });

  it('says between two layouts where the first one ends', () => {
    const both = [laidOut(hits, section(0, 6), hitsCodec), laidOut(hits, section(6, 12), hitsCodec)];
    const sent = composeSections(hits, both, handle)?.text.split('\n') ?? [];
    const notices = sent.filter((line) => line.startsWith('[headroom: '));
    const layout = '[headroom: lossless, hits grouped by file]';
    expect(notices).toEqual([layout, '[headroom: as printed from here]', layout]);
  });

  it('keeps blank lines at both ends of a layout, whatever ends the text', () => {
    const stamp = (line: number) => `1a2b3c4d (Ana Lin 2026-01-02 10:00:00 +0000 ${String(line).padStart(2)})`;
    const blame = Array.from({ length: 12 }, (_, index) => `${stamp(index + 1)} words`).join('\n');
    for (const above of ['', '\n', '\n\n\n']) {
      for (const below of ['', '\n', '\n\n', '\n\n\n\n']) {
        for (const end of ['', 'other\n']) {
          const whole = `first\n${above}${blame}${below === '' && end !== '' ? '\n' : below}${end}`;
          const part = section(1, splitLines(whole).lines.length - (end === '' ? 0 : 1));
          const form = composeSections(whole, [laidOut(whole, part, blameCodec)], handle) as Compressed;
          expect(form.fidelity).toBe('lossless');
          expect(readSections(form.text, form.by)).toBe(whole);
        }
      }
    }
  });

  it('uses no layout where the text is not read back from the whole', () => {
    // The text quotes a notice: who reads the whole takes it for one.
    for (const quoted of ['[headroom: as printed from here]', '[headroom: lossless, hits grouped by file]']) {
      const whole = `${hits}${quoted}\n${text}`;
      const layout = laidOut(whole, section(0, 12), hitsCodec);
      expect(composeSections(whole, [layout], handle)).toBeUndefined();
      const leaves = keptForm(text, { keep: splitLines(text).lines.map((_, index) => index > 4) }, of) as Compressed;
      const form = composeSections(whole, [layout, { section: section(13, 25), form: leaves }], handle);
      expect(form?.text.startsWith(`${hits}${quoted}\n[headroom: omitted 5 of 25 lines: 14-18; `)).toBe(true);
      expect(form?.by).toBe('log');
    }
  });

  it('is as hard as the hardest of its sections', () => {
    const both = [laidOut(hits, section(0, 4), hitsCodec), kept(section(4, 8), [true, false, false, true])];
    const form = composeSections(hits, both, handle);
    expect(form?.fidelity).toBe('lossy');
    expect(form?.by).toBe('search-hits+log');
    expect(form?.text).toContain('[headroom: omitted lines 6-7; 2 dull]');
    expect(form?.text).toContain(`[headroom: omitted 2 of 12 lines; headroom retrieve hash=${handle} --lines 6-7]`);
  });

  it('can be rendered again from its mask, for those who leave more lines out', () => {
    const both = [laidOut(hits, section(0, 4), hitsCodec), kept(section(4, 8), [true, false, false, true])];
    const form = composeSections(hits, both, handle);
    expect(keepLines(hits, form?.lines as KeptLines, handle)).toBe(form?.text);
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
