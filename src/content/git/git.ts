import type { Codec, Compressed, Compressor, ContentKind } from '../../model/content.ts';
import { blameCodec } from './blame.ts';
import { logCodec } from './log.ts';
import { porcelainCodec } from './porcelain.ts';
import { statCodec } from './stat.ts';

const codecs: readonly Codec[] = [blameCodec, porcelainCodec, logCodec, statCodec];
const kinds: readonly ContentKind[] = ['text', 'prose', 'tabular', 'log', 'diff'];

/** Output of version control on the past: commits, authors and folders are written once. Lossless. */
export const gitCompressor: Compressor = {
  name: 'git',
  kinds,
  compress({ text }) {
    const forms: Compressed[] = [];
    for (const codec of codecs) {
      const encoded = codec.encode(text);
      if (encoded === undefined) continue;
      forms.push({ text: encoded, kind: 'text', by: codec.name, fidelity: 'lossless' });
    }
    const log = logCodec.encode(text);
    const both = log === undefined ? undefined : statCodec.encode(log);
    if (both !== undefined && logCodec.decode(statCodec.decode(both)) === text)
      forms.push({ text: both, kind: 'text', by: 'git-log', fidelity: 'lossless' });
    return forms;
  },
};
