/** A stretch of markup; `start` is its offset in the whole text. */
export type Stretch = { readonly start: number; readonly text: string };

/** A page, and what a client or another command put around it and into it. */
export type Pages = {
  readonly before: string;
  /** More than one if a client cut the middle out; its line that says so is between them. */
  readonly stretches: readonly Stretch[];
  readonly cuts: readonly string[];
  readonly after: string;
};

const cutLine =
  /^[^\S\n]{0,20}(?:\.{3}|…)?[^\S\n]?\[?\d[\d,]{0,15} (?:more )?(?:lines?|characters|chars|tokens|bytes) (?:truncated|omitted)\b[^\n]{0,80}$/gm;
const tag =
  /<\/?(?:html|head|body|meta|link|script|div|p|span|a|li|ul|ol|table|tr|t[dh]|h[1-6]|section|br)\b[^<>]{0,300}>/gi;
const declared = /^[ \t\r]{0,200}<(?:!doctype html|html)\b/im;
const looked = 20_000;
/** Tags for each line that is not empty, from which on a text is a part of a page. */
const fewestTags = 0.6;

/** Whether a text is a web page or a part of one, not a document with some tags in it. */
export function isPage(text: string): boolean {
  const head = text.slice(0, looked);
  if (declared.test(head)) return true;
  const lines = head.split('\n').filter((line) => line.trim() !== '').length;
  return /^\s*</m.test(head) && (head.match(tag)?.length ?? 0) >= Math.max(5, lines * fewestTags);
}

/** Splits a text. The joined parts are the text; between them is only white space. */
export function splitPages(text: string): Pages {
  const first = /^[ \t\r]{0,200}</m.exec(text)?.index ?? 0;
  const close = Math.max(text.lastIndexOf('</html>'), text.lastIndexOf('</HTML>'));
  const end = close < first ? text.length : close + '</html>'.length;
  const after = text.slice(end).trim() === '' ? '' : text.slice(end).replace(/^\r?\n/, '');
  const page = text.slice(first, end);
  const stretches: Stretch[] = [];
  const cuts: string[] = [];
  let at = 0;
  for (const match of page.matchAll(cutLine)) {
    stretches.push({ start: first + at, text: page.slice(at, match.index) });
    cuts.push(match[0]);
    at = match.index + match[0].length;
    at += brokenScript(page.slice(at));
  }
  stretches.push({ start: first + at, text: page.slice(at) });
  return { before: text.slice(0, first), stretches, cuts, after };
}

/** How much of a stretch is the rest of a truncated script or style sheet. */
function brokenScript(stretch: string): number {
  const next = /<(\/?)(?:script|style)\b[^<>]{0,300}>/i.exec(stretch);
  return next?.[1] === '/' ? next.index + next[0].length : 0;
}
