import type { Codec } from '../model/content.ts';
import { diagnosticsCodec } from './diagnostics/codec.ts';
import { diffHeadersCodec } from './diff/headers.ts';
import { blameCodec } from './git/blame.ts';
import { logCodec } from './git/log.ts';
import { porcelainCodec } from './git/porcelain.ts';
import { statCodec } from './git/stat.ts';
import { minifyCodec, tableCodec } from './json/codec.ts';
import { splitLines } from './lines.ts';
import { decodePatterns } from './log/pattern-codec.ts';
import { repeatsCodec } from './log/repeats.ts';
import { startsCodec } from './log/starts-codec.ts';
import { countNotice, losslessStart, verbatimNotice } from './marker.ts';
import { numberingCodec } from './numbering/numbering.ts';
import { entriesCodec } from './search/entries.ts';
import { hitsCodec } from './search/hits.ts';
import { listingCodec } from './search/listing.ts';
import { longListingCodec } from './search/long-listing.ts';
import { namesCodec } from './search/names.ts';
import { plainHitsCodec } from './search/plain-hits.ts';
import { spacedHitsCodec } from './search/spaced-hits.ts';
import { treeCodec } from './search/tree.ts';
import { alignedCodec } from './tabular/aligned.ts';
import { delimitedCodec } from './tabular/delimited.ts';

type Decode = Codec['decode'];

const named: readonly Pick<Codec, 'name' | 'decode'>[] = [
  spacedHitsCodec,
  hitsCodec,
  plainHitsCodec,
  listingCodec,
  entriesCodec,
  longListingCodec,
  treeCodec,
  namesCodec,
  diffHeadersCodec,
  diagnosticsCodec,
  tableCodec,
  minifyCodec,
  numberingCodec,
  alignedCodec,
  delimitedCodec,
  blameCodec,
  porcelainCodec,
  logCodec,
  statCodec,
  { name: 'git-log', decode: (text) => logCodec.decode(statCodec.decode(text)) },
  { name: 'log-repeats', decode: repeatsCodec.decode },
  { name: 'log-patterns', decode: decodePatterns },
  { name: 'log-starts', decode: startsCodec.decode },
];

/**
 * Reads a lossless form back.
 * @param by names of the layouts that it is made of, with `+` between, as decisions keep them
 * @param isOriginal tells the original from what another layout would read there
 * @returns `undefined` where no layout of this version reads the original out of it
 */
export function readBack(form: string, by: string, isOriginal: (text: string) => boolean): string | undefined {
  const names = by.split('+');
  const decoders = named.filter(({ name }) => names.includes(name)).map(({ decode }) => decode);
  const whole = decoders.map((decode) => attempt(decode, form)).filter((text) => text !== undefined);
  const sections = readSections(form, decoders);
  // The blank line that ends a section may have gone into the end of the text.
  const parts = sections === undefined || sections === form ? [] : [sections, `${sections}\n`];
  // A notice that is left over belongs to another section, unless the original held one.
  return [...whole.filter((text) => !holdsNotice(text)), ...parts, ...whole].find(isOriginal);
}

function holdsNotice(text: string): boolean {
  return [losslessStart, countNotice, verbatimNotice].some((notice) => text.includes(notice));
}

/**
 * A form some of whose sections are in a layout: each begins with a notice, and ends with the next one. JSON is read first:
 * it may stand in the middle of a line.
 */
function readSections(form: string, decoders: readonly Decode[]): string | undefined {
  const { lines, closed } = splitLines(
    decoders.includes(tableCodec.decode) ? (attempt(tableCodec.decode, form) ?? form) : form,
  );
  const out: string[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] as string;
    if (line === verbatimNotice) {
      index++;
      continue;
    }
    if (line === countNotice && lines[index + 1]?.startsWith(losslessStart) === true) index++;
    if (lines[index]?.startsWith(losslessStart) !== true) {
      out.push(line);
      index++;
      continue;
    }
    const end = endOfLayout(lines, index);
    const layout = lines.slice(index, end).join('\n');
    const text = decoders.map((decode) => attempt(decode, layout)).find((read) => read !== undefined);
    if (text === undefined) return undefined;
    out.push(text);
    index = lines[end] === verbatimNotice ? end + 1 : end;
  }
  return out.join('\n') + (closed ? '\n' : '');
}

function endOfLayout(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (end < lines.length && lines[end] !== verbatimNotice && lines[end] !== countNotice) {
    if (lines[end]?.startsWith(losslessStart) === true) break;
    end++;
  }
  return end;
}

function attempt(decode: Decode, form: string): string | undefined {
  try {
    const text = decode(form);
    return text === form ? undefined : text;
  } catch {
    return undefined;
  }
}
