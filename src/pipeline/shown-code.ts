import type { Compressor } from '../model/content.ts';
import type { ShortenParts } from './shorten-parts.ts';

type Parts = Pick<ShortenParts, 'compressors' | 'detect' | 'gate'>;

/**
 * Adds a compressor of source code, which is otherwise shown verbatim, because an edit may quote it. Words for failures
 * in source code do not report any, so the must-keep check is given the kind.
 */
export function withShownCode({ compressors, detect, gate }: Parts, compressor: Compressor): Parts {
  return {
    compressors: [...compressors, compressor],
    detect,
    gate(text, context) {
      const { kind } = detect(text, context.call);
      return gate(text, kind === 'code' ? { ...context, kind } : context);
    },
  };
}
