import type { Compressed, ContentKind, Fidelity, KeptLines } from '../../model/content.ts';
import { readSections } from '../layouts.ts';
import { joinLines, keepLines, splitLines } from '../lines.ts';
import { countNotice, verbatimNotice } from '../marker.ts';
import type { Section } from './split.ts';

/** A section in the form in which it is sent. */
export type SectionForm = { readonly section: Section; readonly form: Compressed };

const hardness: readonly Fidelity[] = ['lossless', 'rendered', 'repeat', 'lossy'];

/** The text of a section, closed by LF unless it ends the text without one. */
export function sectionText(
  { lines, closed }: { readonly lines: readonly string[]; readonly closed: boolean },
  { start, end }: Section,
): string {
  return joinLines({ lines: lines.slice(start, end), closed: closed || end < lines.length });
}

/**
 * The form of a text some of whose sections are sent in another form: lines that are left out are joined in one mask,
 * numbered by the whole text; a section in another layout replaces its lines. Lossless layouts are used only if the
 * text is read back from all of them together. As hard as the hardest of the forms.
 * @returns `undefined` when no section has another form
 */
export function composeSections(text: string, offered: readonly SectionForm[], handle: string): Compressed | undefined {
  const { lines } = splitLines(text);
  const forms = provenForms(text, lines.length, offered);
  if (forms.length === 0) return undefined;
  const keep = lines.map(() => true);
  const replaced = layoutsOf(forms, lines.length);
  const summaries: { section: Section; lines: KeptLines }[] = [];
  for (const { section, form } of forms) {
    if (form.lines === undefined) continue;
    for (const [index, kept] of form.lines.keep.entries()) keep[section.start + index] = kept;
    summaries.push({ section, lines: form.lines });
  }
  const summary: KeptLines['summary'] = ([from, to], isKept) => {
    // A gap may continue from one section into the next.
    const told = summaries.flatMap(({ section: { start, end }, lines: { summary: words } }) => {
      if (from > end || to <= start) return [];
      const within = [Math.max(from - start, 1), Math.min(to, end) - start] as const;
      return (
        moved(
          words?.(within, (index) => isKept(index + start)),
          start,
        ) ?? []
      );
    });
    return told.length === 0 ? undefined : told.join('; ');
  };
  const kept: KeptLines = { keep, summary, replaced };
  const made = [...new Set(forms.map(({ form }) => form.by))];
  return {
    text: keepLines(text, kept, handle),
    kind: kindOf(forms),
    by: made.join('+'),
    fidelity: forms.reduce<Fidelity>(
      (hardest, { form }) => (hardness.indexOf(form.fidelity) > hardness.indexOf(hardest) ? form.fidelity : hardest),
      'lossless',
    ),
    lines: kept,
  };
}

/** Words that name lines of a section, numbered as lines of the whole. */
function moved(words: string | undefined, above: number): string | undefined {
  return words?.replace(
    /^same as lines (\d+)-(\d+)$/,
    (_, first, last) => `same as lines ${Number(first) + above}-${Number(last) + above}`,
  );
}

/**
 * The forms, without lossless layouts if the text is not read back from the whole: each was read back alone, but a
 * reader has to find out from the whole where it begins and ends.
 */
function provenForms(text: string, total: number, forms: readonly SectionForm[]): readonly SectionForm[] {
  const layouts = forms.filter(isLossless);
  if (layouts.length === 0) return forms;
  const keep = new Array<boolean>(total).fill(true);
  const composed = keepLines(text, { keep, replaced: layoutsOf(layouts, total) }, '');
  const isProven = readSections(composed, layouts.map(({ form }) => form.by).join('+')) === text;
  return isProven ? forms : forms.filter((each) => !isLossless(each));
}

function isLossless({ form }: SectionForm): boolean {
  return form.lines === undefined && form.fidelity === 'lossless';
}

/** The runs of lines (1-based, inclusive) that another layout replaces, with its text. */
function layoutsOf(forms: readonly SectionForm[], total: number): NonNullable<KeptLines['replaced']> {
  return forms.flatMap(({ section, form }) => {
    const { start, end } = section;
    if (form.lines !== undefined)
      return (form.lines.replaced ?? []).map((each) => ({
        ...each,
        first: each.first + start,
        last: each.last + start,
      }));
    return [{ first: start + 1, last: end, text: laidOut(form, start, end < total) }];
  });
}

/** A lossless layout says where it ends, so that what follows is not read as a part of it, and from where it counts lines. */
function laidOut(form: Compressed, start: number, saysEnd: boolean): string {
  const text = form.text.endsWith('\n') ? form.text.slice(0, -1) : form.text;
  if (form.fidelity !== 'lossless') return text;
  const numbered = start > 0 && text.includes('\n[headroom: lines ') ? `${countNotice}\n${text}` : text;
  return saysEnd ? `${numbered}\n${verbatimNotice}` : numbered;
}

/** The kind of the section that has most of the lines. */
function kindOf(forms: readonly SectionForm[]): ContentKind {
  const largest = forms.reduce((most, each) =>
    each.section.end - each.section.start > most.section.end - most.section.start ? each : most,
  );
  return largest.form.kind;
}
