import type { Compressed, Compressor } from '../../model/content.ts';
import { keptForm, splitLines } from '../lines.ts';
import { diffHeadersCodec } from './headers.ts';
import { balanced, hard, keptOfDiff } from './omit.ts';
import { readDiff } from './parse.ts';

/** Patches: generated files and the text of deleted ones are left out; the path of a file is written once. */
export const diffCompressor: Compressor = {
  name: 'diff',
  kinds: ['diff'],
  compress({ text, handle, counter, lossy, shortest }) {
    const forms: (Compressed | undefined)[] = [];
    if (lossy) {
      const { lines } = splitLines(text);
      const files = readDiff(lines);
      for (const level of shortest === true ? [hard, balanced] : [balanced])
        forms.push(keptForm(text, keptOfDiff(lines, files, level), { handle, counter, kind: 'diff', by: 'diff' }));
    }
    const encoded = diffHeadersCodec.encode(text);
    if (encoded !== undefined)
      forms.push({ text: encoded, kind: 'diff', by: diffHeadersCodec.name, fidelity: 'lossless' });
    return forms.filter((form) => form !== undefined);
  },
};
