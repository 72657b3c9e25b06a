/** After this many characters the next safe place to cut is searched. */
const aim = 64 * 1024;
/**
 * Characters without such a place after which the text is cut anyway: beyond that, the regular expression engine runs
 * out of stack.
 */
const limit = 512 * 1024;

/**
 * After a letter or digit, before a character that is neither of these, nor a mark, nor an apostrophe: no piece of the
 * o200k pattern spans this place or looks across it, so that the parts count the same as the whole.
 */
const safeCut = /[\p{L}\p{N}](?=[^\p{L}\p{N}\p{M}'])/u;

/**
 * Cuts a text into parts that can be counted one by one. Only a run of more than half a million characters without a safe
 * place is cut elsewhere, and its count may then be a token off.
 */
export function* countableParts(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > aim) {
    const end = cutAfter(text, start);
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}

function cutAfter(text: string, start: number): number {
  const window = text.slice(start + aim, start + limit);
  const found = safeCut.exec(window);
  if (found !== null) return start + aim + found.index + found[0].length;
  const end = Math.min(start + limit, text.length);
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff && end < text.length ? end - 1 : end;
}
