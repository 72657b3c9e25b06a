import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { pageNotice } from '../marker.ts';
import { createLineCounter } from './lines.ts';
import { renderMarkdown } from './markdown.ts';
import { describePage } from './meta.ts';
import { readTree } from './tree.ts';
import type { RenderOptions } from './walk.ts';

/** Less text than this, in characters, is no page to read but a shell that a script fills. */
const leastText = 250;
const localHost = /\b(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(?:[/\s"'?]|$)/;
const markupAsked =
  /\b(?:html|markup|css|stylesheets?|selectors?|xpath|dom|scrap(?:e[rs]?|ing)|seo|meta tags?|a11y|accessibility|aria)\b/i;

/**
 * Web pages as markdown: headings, lists, tables, links and code of the content. Markup, scripts, styles, hidden parts and
 * menus go. Every run of text is text of the page. Pages of the user's own machine are left alone, and so is a page
 * whose markup was asked for: there it is the markup that is looked at.
 */
export const htmlCompressor: Compressor = {
  name: 'html',
  kinds: ['html'],
  compress(input) {
    if (!input.lossy || looksAtMarkup(input)) return [];
    const { before, page, after } = splitPage(input.text);
    const root = readTree(page);
    const facts = describePage(page, root);
    const counter = createLineCounter(input.text, before.length);
    const above = input.linesAbove ?? 0;
    const leftOut: RenderOptions['leftOut'] = (links, range) => {
      const [first, last] = counter.linesOf(range).map((line) => line + above);
      const where = first === last ? `line ${first}` : `lines ${first}-${last}`;
      return `[headroom: navigation of ${links} links left out, ${where}]`;
    };
    const forms: Compressed[] = [];
    for (const options of stages(input.shortest === true)) {
      const { text, ranges } = renderMarkdown(page, root, { ...options, leftOut });
      if (text.length < leastText) continue;
      const outside = counter.linesIn(before) + counter.linesIn(after);
      const notice = pageNotice(counter.count(ranges) + outside, counter.total, input.handle);
      const parts = [before, facts.length === 0 ? '' : `${facts.join('\n')}\n\n`, text, '\n', after];
      const form = closeLine(parts.join('')) + notice + (input.text.endsWith('\n') ? '\n' : '');
      if (form.length < input.text.length && forms.at(-1)?.text !== form)
        forms.push({ text: form, kind: 'html', by: 'html', fidelity: 'lossy' });
    }
    return forms;
  },
};

/** The ways to render a page, the shortest first. */
function stages(shortest: boolean): readonly Pick<RenderOptions, 'scope' | 'targets'>[] {
  const gentle = [
    { scope: 'main', targets: true },
    { scope: 'visible', targets: true },
    { scope: 'all', targets: true },
  ] as const;
  return shortest ? [{ scope: 'main', targets: false }, ...gentle] : gentle;
}

function looksAtMarkup({ call, asked, shortest }: CompressInput): boolean {
  if (shortest === true) return false;
  return localHost.test(call?.command ?? '') || markupAsked.test(asked ?? '');
}

/** The page itself, and lines that a client or another command put above and below it. */
function splitPage(text: string): { readonly before: string; readonly page: string; readonly after: string } {
  const first = /^[ \t\r]{0,200}</m.exec(text)?.index ?? 0;
  const close = text.toLowerCase().lastIndexOf('</html>');
  const end = close < first ? text.length : close + '</html>'.length;
  const after = text.slice(end).trim() === '' ? '' : text.slice(end).replace(/^\r?\n/, '');
  return { before: text.slice(0, first), page: text.slice(first, end), after };
}

function closeLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
