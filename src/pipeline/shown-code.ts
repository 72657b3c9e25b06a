import type { Compressor } from '../model/content.ts';
import type { ShortenParts } from './shorten.ts';

type Parts = Pick<ShortenParts, 'compressors' | 'detect' | 'gate'>;

/**
 * Lets source code that a command shows through to a compressor of its own; it stays verbatim otherwise, because an edit
 * may quote it. Words for failures in source code report none, so that the check of what must be kept is told the kind.
 */
export function withShownCode({ compressors, detect, gate }: Parts, compressor: Compressor): Parts {
  return {
    compressors: [...compressors, compressor],
    detect(text, call) {
      const found = detect(text, call);
      return found.kind === 'code' ? { ...found, shownFile: false } : found;
    },
    gate(text, context) {
      const { kind } = detect(text, context.call);
      return gate(text, kind === 'code' ? { ...context, kind } : context);
    },
  };
}
