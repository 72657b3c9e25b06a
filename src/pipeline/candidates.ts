import { renderingNotice } from '../content/marker.ts';
import { isMostlyHits } from '../content/search/hit-lines.ts';
import type { RenderedText } from '../content/terminal/render.ts';
import type { Compressed, CompressInput, ContentKind, KeptLines } from '../model/content.ts';
import { type Piece, sectionForms } from './section-forms.ts';
import type { ShortenInput, ShortenParts } from './shorten-parts.ts';

/** The forms to choose from. */
export type Candidates = {
  /** The text whose forms these are: what a terminal shows of the original. */
  readonly base: string;
  readonly forms: readonly Compressed[];
  readonly kind: ContentKind;
  readonly shownFile: boolean;
  /** Lines (0-based, end exclusive) that are hits of a search. */
  readonly hits: readonly (readonly [start: number, end: number])[];
  /** Adds the notice that every form of the base needs. */
  readonly finish: (form: Compressed) => Compressed;
};

/** Every form on offer: of the rendered text if that differs, of the text itself otherwise. */
export function candidates(parts: ShortenParts, input: ShortenInput, tokens: number): Candidates {
  const { call, failed } = input;
  const rendered = parts.render(input.text, { call, failed, file: input.losslessKinds !== undefined });
  const base = rendered?.text ?? input.text;
  const withNotice = (form: Compressed): Compressed =>
    rendered === undefined
      ? form
      : {
          ...form,
          text: withRendering(form.text, rendered, input.handle),
          fidelity: form.fidelity === 'lossless' ? 'rendered' : form.fidelity,
        };
  const { kind, shownFile } = parts.detect(base, call);
  const formsOf = (piece: Piece) => formsOfPiece(parts, input, piece);
  const sections = sectionForms(parts, input, base, kind, formsOf);
  const whole = sections?.whole === false ? [] : formsOf({ text: base, tokens, kind, shownFile, linesAbove: 0 });
  const forms = [...(sections?.forms ?? []), ...whole].map(withNotice);
  if (rendered !== undefined && input.losslessKinds === undefined) {
    forms.push(withNotice({ text: base, kind: 'terminal', by: 'terminal', fidelity: 'rendered' }));
  }
  return { base, forms, kind, shownFile, hits: sections?.hits ?? [], finish: withNotice };
}

/** What the compressors offer for a text, or for a section of one. */
function formsOfPiece(
  parts: ShortenParts,
  input: ShortenInput,
  { text, tokens, kind, shownFile, linesAbove }: Piece,
): readonly Compressed[] {
  const { compressors, counter, limits } = parts;
  // A compressor of source code exists only if shortened files were asked for.
  const shortened = !shownFile || kind === 'code';
  const wanted = input.losslessKinds === undefined ? shortened : input.losslessKinds.includes(kind);
  if (!wanted) return [];
  const { leaveOut, logLossyMinTokens, lossyMinTokens } = limits;
  const fetchable = input.losslessKinds === undefined && input.retrievable !== false;
  const large = tokens >= (kind === 'log' ? logLossyMinTokens : lossyMinTokens);
  const given: CompressInput = {
    ...input,
    text,
    linesAbove,
    lossy: large && fetchable && leaveOut !== 'none',
    shortest: leaveOut === 'most',
    tokens,
    counter,
    inner: (string) => linesOfString(parts, given, string),
  };
  return compressors.flatMap((compressor) => (compressor.kinds.includes(kind) ? compressor.compress(given) : []));
}

/** Kinds with rules for a text inside another that are better than the rules for any long string. */
const innerKinds: ReadonlySet<ContentKind> = new Set(['log', 'diff', 'search']);

/**
 * Which lines stay of a text inside another, by the rules of its own kind; `undefined` if those leave nothing out. All
 * lines of a search then stay, since the form says where its omitted hits are.
 */
function linesOfString(
  parts: ShortenParts,
  given: CompressInput,
  text: string,
): Pick<KeptLines, 'keep' | 'summary'> | undefined {
  const { kind, shownFile } = parts.detect(text);
  const isPlaced = kind === 'search' && given.shortest !== true && isMostlyHits(text);
  if (shownFile || !innerKinds.has(kind) || (kind === 'search' && !isPlaced)) return undefined;
  const lost = parts.gate(text, { kind, asked: given.asked });
  const input: CompressInput = { ...given, text, call: undefined, failed: undefined, lossy: true, inner: undefined };
  for (const compressor of parts.compressors) {
    if (!compressor.kinds.includes(kind)) continue;
    const form = compressor
      .compress({ ...input, tokens: parts.counter.count(text) })
      .find(
        ({ lines, text: shorter }) => lines !== undefined && lines.replaced === undefined && lost(shorter).length === 0,
      );
    if (form?.lines !== undefined) return isPlaced ? form.lines : { keep: form.lines.keep };
  }
  return isPlaced ? { keep: text.split('\n').map(() => true) } : undefined;
}

/**
 * A form that says what its rendering removed: in its last line, or before the notice that already names the handle and
 * shows how to fetch a part.
 */
function withRendering(text: string, rendered: RenderedText, handle: string): string {
  const named = text.lastIndexOf(`headroom retrieve hash=${handle}`);
  if (named === -1) {
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    return `${text}${end}${renderingNotice(rendered, handle)}${end === '' ? '\n' : ''}`;
  }
  const line = text.lastIndexOf('\n', named) + 1;
  return `${text.slice(0, line)}${renderingNotice(rendered)}\n${text.slice(line)}`;
}
