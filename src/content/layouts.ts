import type { Codec } from '../model/content.ts';
import { diagnosticsCodec } from './diagnostics/codec.ts';
import { diffHeadersCodec } from './diff/headers.ts';
import { blameCodec } from './git/blame.ts';
import { logCodec } from './git/log.ts';
import { porcelainCodec } from './git/porcelain.ts';
import { statCodec } from './git/stat.ts';
import { minifyCodec, tableCodec } from './json/codec.ts';
import { joinLines, splitLines } from './lines.ts';
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
 * @param by names of its layouts, joined by `+`, as in decisions
 * @param isOriginal recognises the original; another layout may read something else
 * @returns `undefined` if no layout of this version restores the original
 */
export function readBack(form: string, by: string, isOriginal: (text: string) => boolean): string | undefined {
  const whole = decodersOf(by)
    .map((decode) => attempt(decode, form))
    .filter((text) => text !== undefined);
  // Earlier versions wrote no line between two layouts, and dropped a blank line at the end of the last one.
  const parts = [readSections(form, by), readSections(form, by, endsEarlierLayout)]
    .filter((text) => text !== undefined && text !== form)
    .flatMap((text) => [text as string, `${text}\n`]);
  // A remaining notice belongs to another section, unless the original had one.
  return [...whole.filter((text) => !holdsNotice(text)), ...parts, ...whole].find(isOriginal);
}

function decodersOf(by: string): readonly Decode[] {
  const names = by.split('+');
  return named.filter(({ name }) => names.includes(name)).map(({ decode }) => decode);
}

function holdsNotice(text: string): boolean {
  return [losslessStart, countNotice, verbatimNotice].some((notice) => text.includes(notice));
}

function endsLayout(line: string): boolean {
  return line === verbatimNotice || line === countNotice;
}

function endsEarlierLayout(line: string): boolean {
  return endsLayout(line) || line.startsWith(losslessStart);
}

/**
 * Reads back a form with some sections in a layout; a section extends from its notice to a line that marks its end.
 * JSON is read first: it may be in the middle of a line.
 * @param by names of the layouts, joined by `+`
 * @returns `undefined` if none of them can read one of the sections
 */
export function readSections(form: string, by: string, isEnd = endsLayout): string | undefined {
  const decoders = decodersOf(by);
  const { lines, closed } = splitLines(
    decoders.includes(tableCodec.decode) ? (attempt(tableCodec.decode, form) ?? form) : form,
  );
  const out: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] as string;
    if (line.startsWith(losslessStart)) {
      let end = index + 1;
      while (end < lines.length && !isEnd(lines[end] as string)) end++;
      const text = readLayout(`${lines.slice(index, end).join('\n')}\n`, decoders);
      if (text === undefined) return undefined;
      out.push(text.slice(0, -1));
      index = end;
    } else {
      if (!endsLayout(line)) out.push(line);
      index++;
    }
  }
  return joinLines({ lines: out, closed });
}

/** The text that a layout stands for, with its last line end; of several readings, one that leaves no notice unread. */
function readLayout(layout: string, decoders: readonly Decode[]): string | undefined {
  const read = decoders.flatMap((decode) => attempt(decode, layout) ?? []).filter((text) => text.endsWith('\n'));
  return read.find((text) => !holdsNotice(text)) ?? read[0];
}

function attempt(decode: Decode, form: string): string | undefined {
  try {
    const text = decode(form);
    return text === form ? undefined : text;
  } catch {
    return undefined;
  }
}
