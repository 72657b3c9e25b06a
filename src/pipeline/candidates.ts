import { controlNotice } from '../content/marker.ts';
import type { Compressed, CompressInput, ContentKind } from '../model/content.ts';
import type { ShortenInput, ShortenParts } from './shorten.ts';

/** What there is to choose from. */
export type Candidates = {
  /** The text whose forms these are: what a terminal shows of the original. */
  readonly base: string;
  readonly forms: readonly Compressed[];
  readonly kind: ContentKind;
  readonly shownFile: boolean;
  /** Adds what every form of the base has to say. */
  readonly finish: (form: Compressed) => Compressed;
};

/** Every form on offer: of what the terminal shows where control sequences were taken out, of the text itself otherwise. */
export function candidates(parts: ShortenParts, input: ShortenInput, tokens: number): Candidates {
  const rendered = parts.render(input.text);
  const base = rendered?.text ?? input.text;
  const notice =
    rendered === undefined ? undefined : controlNotice(rendered.changedLines, rendered.totalLines, input.handle);
  const withNotice = (form: Compressed): Compressed =>
    notice === undefined
      ? form
      : {
          ...form,
          text: addLine(form.text, notice),
          fidelity: form.fidelity === 'lossless' ? 'rendered' : form.fidelity,
        };
  const forms: Compressed[] = [];
  const { kind, shownFile } = parts.detect(base, input.call);
  const wanted = input.losslessKinds === undefined ? !shownFile : input.losslessKinds.includes(kind);
  if (wanted) {
    const lossless = input.losslessKinds !== undefined || input.retrievable === false;
    const { leaveOut, logLossyMinTokens, lossyMinTokens } = parts.limits;
    const large = tokens >= (kind === 'log' ? logLossyMinTokens : lossyMinTokens);
    const lossy = large && !lossless && leaveOut !== 'none';
    const shortest = leaveOut === 'most';
    const given: CompressInput = { ...input, text: base, lossy, shortest, tokens, counter: parts.counter };
    for (const compressor of parts.compressors) {
      if (compressor.kinds.includes(kind)) forms.push(...compressor.compress(given).map(withNotice));
    }
  }
  if (rendered !== undefined && input.losslessKinds === undefined) {
    forms.push(withNotice({ text: base, kind: 'terminal', by: 'terminal', fidelity: 'rendered' }));
  }
  return { base, forms, kind, shownFile, finish: withNotice };
}

function addLine(text: string, line: string): string {
  return text === '' || text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}`;
}
