import { HeadroomError } from '../../model/errors.ts';
import { fencedLines } from './code-blocks.ts';
import { headingLines } from './heading.ts';
import { joinLines, type Line, type LineEnd, readable, splitLines } from './lines.ts';

/** The line that our block begins with. */
export const startMarker = '<!-- headroom:learn:start -->';
/** The line that our block ends with. */
export const endMarker = '<!-- headroom:learn:end -->';

/** Our block in a file: its two marker lines as they are there, and the lines between. */
export type Block = { readonly start: Line; readonly lines: readonly Line[]; readonly end: Line };

/** A file around our block. Texts have one character for each byte. */
export type ParsedFile = {
  /** What comes before the block; the whole file if there is none. */
  readonly before: string;
  readonly block?: Block;
  readonly after: string;
  /** How our lines end here: like the block's first, else like the file's last line that has an end. */
  readonly lineEnd: Exclude<LineEnd, ''>;
};

const byteOrderMark = '\xEF\xBB\xBF';
const markerLine = /^ {0,3}<!-- headroom:learn:(start|end) -->[ \t]*$/;
const codeSpans = /`[^`]*`/g;

type Marker = { readonly kind: string; readonly line: number };

/**
 * Finds our block in a Markdown file. Markers in code (fenced, indented by four, or between backticks) are quotes.
 * @param name how messages call the file
 * @throws {HeadroomError} `file`, naming the line, if the markers are not a pair or the file is not UTF-8 text
 */
export function parseFile(bytes: Buffer, name: string): ParsedFile {
  assertEncoding(bytes, name);
  const lines = splitLines(bytes.toString('latin1'));
  const [start, end] = findPair(lines, name) ?? [];
  if (start === undefined || end === undefined) {
    const last = lines.findLast((line) => line.end !== '');
    return { before: joinLines(lines), after: '', lineEnd: (last?.end || '\n') as ParsedFile['lineEnd'] };
  }
  const first = lines[start] as Line;
  const marked = first.text.startsWith(byteOrderMark);
  return {
    before: joinLines(lines.slice(0, start)) + (marked ? byteOrderMark : ''),
    block: {
      start: marked ? { ...first, text: first.text.slice(byteOrderMark.length) } : first,
      lines: lines.slice(start + 1, end),
      end: lines[end] as Line,
    },
    after: joinLines(lines.slice(end + 1)),
    lineEnd: first.end as ParsedFile['lineEnd'],
  };
}

/** Whether a text is empty except for a byte order mark. */
export function isBlank(text: string): boolean {
  return text === '' || text === byteOrderMark;
}

function assertEncoding(bytes: Buffer, name: string): void {
  const mark = bytes.subarray(0, 2).toString('latin1');
  const zero = bytes.indexOf(0);
  if (mark !== '\xFF\xFE' && mark !== '\xFE\xFF' && zero < 0) return;
  const found = zero >= 0 && mark !== '\xFF\xFE' && mark !== '\xFE\xFF' ? `a NUL at byte ${zero}` : 'UTF-16';
  throw new HeadroomError('file', `expected UTF-8 text in ${name}, found ${found}; the file is unchanged`, {
    hint: 'save it as UTF-8, or name another file with --target',
  });
}

/** The lines of the two markers, 0-based; `undefined` if there are none. */
function findPair(lines: readonly Line[], name: string): readonly [number, number] | undefined {
  const fenced = fencedLines(lines);
  const markers = lines.flatMap((line, index): readonly Marker[] => {
    const text = index === 0 ? line.text.replace(byteOrderMark, '') : line.text;
    if (!text.includes('<!-- headroom:learn:')) return [];
    const kind = markerLine.exec(text)?.[1];
    if (kind === undefined) assertQuoted(text, fenced[index] === true, { name, line: index });
    return kind === undefined ? [] : [{ kind, line: index }];
  });
  const real = markers.filter(({ line }) => !fenced[line]);
  if (real.length === 0) assertNotOurs(lines, markers, name);
  return real.length === 0 ? undefined : pairOf(real, name);
}

function pairOf(markers: readonly Marker[], name: string): readonly [number, number] {
  const [first, second, third] = markers as readonly [Marker, Marker?, Marker?];
  if (first.kind === 'end') throw broken(name, first, `${startMarker} before it, found none`);
  if (second === undefined) throw broken(name, first, `${endMarker} after it, found none`);
  if (second.kind === 'start') throw broken(name, second, `${endMarker} before another start, found none`);
  if (third !== undefined) throw broken(name, third, 'one pair of markers in the file, found another marker');
  return [first.line, second.line];
}

function broken(name: string, { kind, line }: Marker, expected: string): HeadroomError {
  const text = `${name}, line ${line + 1}: headroom's ${kind} marker: expected ${expected}; the file is unchanged`;
  return new HeadroomError('file', text, { hint: 'mend the pair, or take out both markers and what is between them' });
}

/** @throws {HeadroomError} if a marker shares its line with other text and is not quoted as code */
function assertQuoted(text: string, isFenced: boolean, { name, line }: { name: string; line: number }): void {
  if (isFenced || /^(?: {4}| {0,3}\t)/.test(text)) return;
  const bare = text.replace(codeSpans, '');
  if (!bare.includes(startMarker) && !bare.includes(endMarker)) return;
  const found = `found ${JSON.stringify(readable(text).trim().slice(0, 80))}`;
  throw new HeadroomError(
    'file',
    `${name}, line ${line + 1}: expected headroom's marker alone on its line, ${found}; the file is unchanged`,
    { hint: 'put the marker on a line of its own, or between backticks where it is only mentioned' },
  );
}

/** @throws {HeadroomError} if fences were put around our block: a second one would repeat it */
function assertNotOurs(lines: readonly Line[], markers: readonly Marker[], name: string): void {
  const ours = markers.find(
    ({ kind, line }) => kind === 'start' && headingLines.includes(lines[line + 1]?.text.trim() ?? ''),
  );
  if (ours === undefined) return;
  throw broken(name, ours, 'it outside of code, found it inside a fenced code block');
}
