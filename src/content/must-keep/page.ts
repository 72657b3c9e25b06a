/** How many characters of a text are examined. */
const looked = 20_000;
/** With this many closing tags that only pages have, a text is a page or a piece of one. */
const fewestElements = 25;

/** Whether a text is a page of HTML or a piece of one. */
export function isPage(text: string): boolean {
  const start = text.slice(0, looked);
  if (/^\s*<(?:!doctype html|html)\b/i.test(start)) return true;
  return (start.match(/<\/(?:div|span|p|a|li|td|tr|ul|h[1-6]|section|pre|code)>/gi)?.length ?? 0) >= fewestElements;
}

const heading = /<(title|h1)\b[^<>]*>([^<]*)/gi;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };
/** Headings of a page that are read. */
const mostHeadings = 10;

/**
 * Title and top headings of a page as a reader sees them: an error page says there what went wrong. The rest of a page
 * does not report what happened, whatever its words.
 */
export function pageHeadings(page: string): readonly string[] {
  const found: string[] = [];
  for (const [, , text] of page.matchAll(heading)) {
    const plain = (text as string).replace(/&(\w+|#39);/g, (entity, name: string) => entities[name] ?? entity).trim();
    if (plain !== '') found.push(plain);
    if (found.length >= mostHeadings) break;
  }
  return found;
}
