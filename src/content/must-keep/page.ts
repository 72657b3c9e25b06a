/** Whether a text is a whole page of HTML. */
export function isPage(text: string): boolean {
  return /^\s*<(?:!doctype html|html)\b/i.test(text.slice(0, 500));
}

const heading = /<(title|h1)\b[^<>]*>([^<]*)/gi;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };
/** Headings of a page that are read. */
const mostHeadings = 10;

/**
 * Title and top headings of a page as a reader sees them: an error page says there what went wrong. The rest of a page is
 * no report of what happened, whatever words it holds.
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
