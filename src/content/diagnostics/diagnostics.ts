import type { Compressor } from '../../model/content.ts';
import { diagnosticsCodec } from './codec.ts';

/** Groups the findings of compilers, linters and type checkers by file and message; nothing is left out. */
export const diagnosticsCompressor: Compressor = {
  name: 'diagnostics',
  kinds: ['log'],
  compress({ text }) {
    const grouped = diagnosticsCodec.encode(text);
    if (grouped === undefined || grouped.length >= text.length || diagnosticsCodec.decode(grouped) !== text) return [];
    return [{ text: grouped, kind: 'log', by: 'diagnostics', fidelity: 'lossless' }];
  },
};
