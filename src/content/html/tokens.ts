import { matchFrom } from '../../lib/match.ts';
/** A piece of a page: a tag, or text between tags. `start` and `end` are offsets into the source. */
export type Token =
  | { readonly type: 'text'; readonly start: number; readonly end: number }
  | {
      readonly type: 'open';
      readonly name: string;
      readonly attributes: string;
      readonly selfClosing: boolean;
      readonly start: number;
      readonly end: number;
    }
  | { readonly type: 'close'; readonly name: string; readonly start: number; readonly end: number };

/** Elements whose content is text, whatever it looks like. */
const rawText = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noframes']);
const tagName = /<(\/?)([A-Za-z][^\s/>]{0,60})/y;

/**
 * Reads a page tag by tag, as forgiving as browsers: anything that is not a tag is text, and so is a comment or tag
 * that never ends. Linear in the length of the page.
 */
export function* readTokens(source: string): Generator<Token> {
  let at = 0;
  let textFrom = 0;
  // Once a search for an end fails, later ones fail too.
  const missing = new Set<string>();
  const find = (needle: string, from: number): number => {
    if (missing.has(needle)) return -1;
    const found = source.indexOf(needle, from);
    if (found < 0) missing.add(needle);
    return found;
  };
  while (at < source.length) {
    const open = source.indexOf('<', at);
    if (open < 0) break;
    const skipped = endOfDeclaration(source, open, find);
    if (skipped !== undefined) {
      if (open > textFrom) yield { type: 'text', start: textFrom, end: open };
      at = textFrom = skipped;
      continue;
    }
    const tag = matchFrom(tagName, source, open);
    const nameEnd = open + (tag?.[0].length ?? 0);
    const end = tag === null ? -1 : endOfTag(source, nameEnd, find);
    if (tag === null || end < 0) {
      at = open + 1;
      continue;
    }
    if (open > textFrom) yield { type: 'text', start: textFrom, end: open };
    const name = (tag[2] as string).toLowerCase();
    at = textFrom = end;
    if (tag[1] === '/') {
      yield { type: 'close', name, start: open, end };
      continue;
    }
    const attributes = source.slice(nameEnd, end - 1);
    const raw = rawText.has(name);
    yield { type: 'open', name, attributes, selfClosing: !raw && isSelfClosing(attributes), start: open, end };
    if (!raw) continue;
    const close = endOfRawText(source, name, end, missing);
    if (close > end) yield { type: 'text', start: end, end: close };
    at = textFrom = close;
  }
  if (textFrom < source.length) yield { type: 'text', start: textFrom, end: source.length };
}

/** Whether an element contains only text. */
export function holdsRawText(name: string): boolean {
  return rawText.has(name);
}

/** A slash at the end closes a tag, unless it belongs to a value without quotes (`href=/a/`). */
function isSelfClosing(attributes: string): boolean {
  return attributes.endsWith('/') && !/=[^\s"']+$/.test(attributes.slice(-200));
}

/** The offset after a comment, a doctype or a processing instruction; `undefined` if none begins. */
function endOfDeclaration(
  source: string,
  open: number,
  find: (needle: string, from: number) => number,
): number | undefined {
  const next = source[open + 1];
  if (next !== '!' && next !== '?') return undefined;
  const [needle, from] = source.startsWith('<!--', open)
    ? ['-->', open + 2]
    : source.startsWith('<![CDATA[', open)
      ? [']]>', open + 9]
      : ['>', open + 2];
  const end = find(needle, from);
  return end < 0 ? undefined : end + needle.length;
}

/** The offset after the `>` of a tag; quoted values may contain others. −1 if the tag never ends. */
function endOfTag(source: string, from: number, find: (needle: string, from: number) => number): number {
  const first = find('>', from);
  let at = first < 0 ? source.length : from;
  while (at < source.length) {
    const char = source[at];
    if (char === '>') return at + 1;
    if ((char === '"' || char === "'") && source[at - 1] === '=') {
      const close = find(char, at + 1);
      if (close < 0) break;
      at = close + 1;
    } else if (char === '<' && source[at - 1] === '\n') {
      // A tag that was cut off: the next one begins on a line of its own.
      return -1;
    } else {
      at++;
    }
  }
  return first < 0 ? -1 : first + 1;
}

/** Where the closing tag of an element of raw text begins; the end of the page if there is none. */
function endOfRawText(source: string, name: string, from: number, missing: Set<string>): number {
  const key = `</${name}`;
  if (missing.has(key)) return source.length;
  const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  const found = matchFrom(close, source, from);
  if (found !== null) return found.index;
  missing.add(key);
  return source.length;
}

const attribute = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** The attributes of a tag by their lower-case names, values as written. The first of several counts. */
export function readAttributes(written: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single, bare] of written.matchAll(attribute)) {
    const key = (name as string).toLowerCase();
    if (!found.has(key)) found.set(key, double ?? single ?? bare ?? '');
  }
  return found;
}
