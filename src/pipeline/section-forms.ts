import { splitLines } from '../content/lines.ts';
import { composeSections, type SectionForm, sectionText } from '../content/sections/compose.ts';
import { type Evidence, readEvidence } from '../content/sections/evidence.ts';
import { sectionKind } from '../content/sections/kind.ts';
import { type Section, splitSections } from '../content/sections/split.ts';
import type { Compressed, ContentKind } from '../model/content.ts';
import { choose, losslessPreference, type Measured } from './choose.ts';
import { formsThatKeep } from './kept-facts.ts';
import type { ShortenInput, ShortenParts } from './shorten-parts.ts';

/** A text that is compressed as one thing. */
export type Piece = {
  readonly text: string;
  readonly tokens: number;
  readonly kind: ContentKind;
  readonly shownFile: boolean;
  /** Lines of the whole before it. */
  readonly linesAbove: number;
};

/** The forms of a text that falls into sections. */
export type SectionForms = {
  readonly forms: readonly Compressed[];
  /**
   * Whether the whole may also be compressed as one text: not if it shows a file, or if much of it is of another kind.
   */
  readonly whole: boolean;
  /** Lines (0-based, end exclusive) that are hits of a search: they never become pointers. */
  readonly hits: readonly (readonly [start: number, end: number])[];
};

/** The share of a text that may be of other kinds if it is compressed as one. */
const mostOther = 0.05;
/** Sections with fewer lines, unless they have this many characters, or with fewer tokens stay as they are. */
const fewestLines = 10;
const fewestCharacters = 600;
const fewestTokens = 150;

/**
 * The forms of a text that several programs or a client printed: each section in its best form, and in its best
 * lossless one.
 * @param formsOf every form of a section taken by itself
 * @returns `undefined` if the text is all of one kind
 */
export function sectionForms(
  parts: ShortenParts,
  input: ShortenInput,
  base: string,
  kind: ContentKind,
  formsOf: (piece: Piece) => readonly Compressed[],
): SectionForms | undefined {
  const evidence = readEvidence(input.call);
  const sections = splitSections(base, input.call, {
    kind,
    searched: searches(input, evidence),
    single: evidence.single,
  });
  if (sections.length < 2) return undefined;
  const split = splitLines(base);
  const bodies = sections.filter(({ shape }) => shape !== 'wrapping');
  const found: { section: Section; measured: readonly Measured[] }[] = [];
  const hits: (readonly [start: number, end: number])[] = [];
  let other = 0;
  for (const section of bodies) {
    const text = sectionText(split, section);
    if (section.end - section.start < fewestLines && text.length < fewestCharacters) continue;
    const tokens = parts.counter.count(text);
    if (tokens < fewestTokens) continue;
    const detected = sectionKind(text, section, input.call, evidence);
    if (detected.kind !== kind || detected.shownFile) other += text.length;
    const forms = formsOf({ text, tokens, ...detected, linesAbove: section.start });
    const measured = passing(parts, input, { text, tokens, kind: detected.kind }, forms);
    if (detected.kind === 'search') hits.push([section.start, section.end]);
    if (bodies.length === 1)
      return { forms: measured.flatMap(({ form }) => compose(base, [{ section, form }], input)), whole: false, hits };
    found.push({ section, measured });
  }
  const preference = parts.limits.leaveOut === 'most' ? 1 : losslessPreference;
  const best = pick(found, (measured) => choose(measured, preference));
  const gentle = pick(found, (measured) =>
    choose(
      measured.filter(({ form }) => form.fidelity !== 'lossy'),
      1,
    ),
  );
  const forms = compose(base, best, input);
  const whole = other < base.length * mostOther;
  const lossy = best.some(({ form }) => form.fidelity === 'lossy');
  return { forms: lossy ? [...forms, ...compose(base, gentle, input)] : forms, whole, hits };
}

/** A tool whose output only has its hits grouped is a search. */
function searches({ losslessKinds }: ShortenInput, evidence: Evidence): boolean {
  return evidence.searches || (losslessKinds?.includes('search') ?? false);
}

function compose(base: string, forms: readonly SectionForm[], { handle }: ShortenInput): readonly Compressed[] {
  const form = composeSections(base, forms, handle);
  return form === undefined ? [] : [{ ...form, checked: true }];
}

function pick(
  found: readonly { readonly section: Section; readonly measured: readonly Measured[] }[],
  choice: (measured: readonly Measured[]) => Measured | undefined,
): readonly SectionForm[] {
  return found.flatMap(({ section, measured }) => {
    const chosen = choice(measured);
    return chosen === undefined ? [] : [{ section, form: chosen.form }];
  });
}

/** The forms of a section that are shorter and keep the facts that must be kept. */
function passing(
  parts: ShortenParts,
  { failed, call, asked, handle }: ShortenInput,
  { text, tokens, kind }: Pick<Piece, 'text' | 'tokens' | 'kind'>,
  forms: readonly Compressed[],
): readonly Measured[] {
  const { kept } = formsThatKeep(text, forms, parts.gate(text, { failed, call, asked, kind }), {
    handle,
    counter: parts.counter,
    finish: (form) => form,
  });
  return kept
    .map((form) => ({ form, tokensAfter: parts.counter.count(form.text) }))
    .filter(({ tokensAfter }) => tokensAfter < tokens);
}
