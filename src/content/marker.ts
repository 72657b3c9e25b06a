import type { Handle } from '../model/block.ts';

/** An inclusive range of 1-based line or item numbers. */
export type Range = readonly [first: number, last: number];

/** What is counted in a notice: lines of text, elements of JSON arrays, keys of JSON objects, or lines of strings inside JSON. */
export type Unit = 'lines' | 'items' | 'keys' | 'lines of strings';

const handlePattern = /headroom retrieve hash=([0-9a-f]{24})\b/g;

/** `120-460, 502`: ranges in order, a single number if first and last are equal. */
export function formatRanges(ranges: readonly Range[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

/**
 * The command that fetches an original. It runs as it is in a shell.
 * @param example lines of the original to fetch at first; without them, all of it
 */
function retrieveCommand(handle: Handle, example?: Range): string {
  return `headroom retrieve hash=${handle}${example === undefined ? '' : ` --lines ${example[0]}-${example[1]}`}`;
}

/**
 * The notice that names the handle, for a text with one gap or as the last of several. `ranges` are all that is left
 * out; omit them if each gap has a notice of its own (`gapNotice`). `example` are the lines that its command fetches,
 * which shows the reader that a part can be fetched.
 */
export function omissionNotice(gone: {
  omitted: number;
  total: number;
  ranges?: readonly Range[];
  handle: Handle;
  example?: Range;
}): string {
  const where = gone.ranges === undefined ? '' : `: ${formatRanges(gone.ranges)}`;
  const command = retrieveCommand(gone.handle, gone.example);
  return `[headroom: omitted ${gone.omitted} of ${gone.total} lines${where}; ${command}]`;
}

/** The notice that replaces one of several gaps. `summary` describes the gap in a few words. */
export function gapNotice(range: Range, unit: Unit = 'lines', summary?: string): string {
  return `[headroom: omitted ${unit} ${formatRanges([range])}${summary === undefined ? '' : `; ${summary}`}]`;
}

/** The notice that replaces lines that appear earlier in the conversation; `words` say where. */
export function pointerNotice(range: Range, words: string): string {
  return `[headroom: omitted lines ${formatRanges([range])}, ${words}]`;
}

/**
 * The notice that replaces lines inside a JSON string; the range counts the lines of that string's text. `summary`
 * describes them.
 */
export function stringGapNotice(range: Range, summary?: string): string {
  const told = summary === undefined ? '' : `; ${summary}`;
  return `[headroom: omitted lines ${formatRanges([range])} of the string${told}]`;
}

/** The notice that replaces lines inside a JSON string that appear earlier in the conversation; `words` say where. */
export function stringPointerNotice(range: Range, words: string): string {
  return `[headroom: omitted lines ${formatRanges([range])} of the string, ${words}]`;
}

/**
 * The notice that replaces sentences of a line; with the handle, and the lines to fetch, if no other notice of the text
 * names it.
 */
export function sentenceGapNotice(omitted: number, total: number, handle?: Handle, example?: Range): string {
  const where = handle === undefined ? '' : `; ${retrieveCommand(handle, example)}`;
  return `[headroom: omitted ${omitted} of ${total} sentences${where}]`;
}

/**
 * The last notice of a text that lost things of more than one unit, each with a count of its own; `example` are lines
 * that its command fetches.
 */
export function countsNotice(
  counts: readonly { readonly omitted: number; readonly total: number; readonly unit: Unit }[],
  handle: Handle,
  example?: Range,
): string {
  const words = counts.map(({ omitted, total, unit }) => `${omitted} of ${total} ${unit}`);
  return `[headroom: omitted ${words.join(' and ')}; ${retrieveCommand(handle, example)}]`;
}

/** The beginning of the line that announces a lossless layout. */
export const losslessStart = '[headroom: lossless, ';

/** The line that announces a lossless layout, for example `hits grouped by file`. */
export function losslessNotice(what: string): string {
  return `${losslessStart}${what}]`;
}

/** The line after a lossless layout that is only a part of a text: the rest is as it was printed. */
export const verbatimNotice = '[headroom: as printed from here]';

/**
 * The line before a lossless layout that names lines by their numbers and does not begin with the text's first line.
 */
export const countNotice = '[headroom: lines are counted from here]';

/** What rendering takes out of a text. */
export type Taken = keyof typeof takenWords;

const takenWords = {
  colours: 'colours',
  'control sequences': 'control sequences',
  progress: 'overwritten progress',
  'line ends': 'CRLF line ends',
  blanks: 'blanks at line ends',
} as const;

/** What was removed, in the order in which a notice names it. */
export function takenInOrder(taken: ReadonlySet<Taken>): readonly Taken[] {
  return (Object.keys(takenWords) as Taken[]).filter((each) => taken.has(each));
}

/**
 * The notice of a text that was rendered as a terminal shows it; it names what was removed. With the handle if no other
 * notice of the text names it.
 */
export function renderingNotice(
  gone: { readonly taken: readonly Taken[]; readonly changedLines: number; readonly totalLines: number },
  handle?: Handle,
): string {
  const words = gone.taken.map((each) => takenWords[each]);
  const named = words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  const where = handle === undefined ? '' : `; ${retrieveCommand(handle)}`;
  return `[headroom: ${named} taken out of ${gone.changedLines} of ${gone.totalLines} lines${where}]`;
}

/** The last notice of a web page that is shown as Markdown; `kept` of its `total` lines have text that is shown. */
export function pageNotice(kept: number, total: number, handle: Handle): string {
  return `[headroom: page shown as markdown, text of ${kept} of ${total} lines; ${retrieveCommand(handle)}]`;
}

/** The handles that a text's notices name, in order, without repeats. */
export function noticeHandles(text: string): readonly Handle[] {
  if (!text.includes('headroom retrieve hash=')) return [];
  return [...new Set(Array.from(text.matchAll(handlePattern), (match) => match[1] as string))];
}
