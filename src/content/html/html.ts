import type { Compressed, CompressInput, Compressor } from '../../model/content.ts';
import { pageNotice } from '../marker.ts';
import { createLineCounter, type LineCounter } from './lines.ts';
import { readPage, renderMarkdown } from './markdown.ts';
import { describePage } from './meta.ts';
import { isPage, splitPages } from './pages.ts';
import type { RenderOptions } from './walk.ts';

/** With less text than this, in characters, it is not a page to read but a shell that a script fills. */
const leastText = 250;
const localHost = /\b(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(?:[/\s"'?]|$)/;
const markupAsked =
  /\b(?:html|markup|css|stylesheets?|selectors?|xpath|dom|scrap(?:e[rs]?|ing)|seo|meta tags?|a11y|accessibility|aria)\b/i;

/**
 * Web pages as markdown: headings, lists, tables, links and code of the content. Markup, scripts, styles, hidden parts
 * and menus go. Every run of text comes from the page. Pages of the user's own machine stay unchanged, and so does a
 * page whose markup was asked for.
 */
export const htmlCompressor: Compressor = {
  name: 'html',
  kinds: ['html', 'prose', 'text'],
  compress(input) {
    if (!input.lossy || !isPage(input.text) || looksAtMarkup(input)) return [];
    const pages = splitPages(input.text);
    const parts = pages.stretches.map((stretch) => ({ ...stretch, page: readPage(stretch.text) }));
    const facts = parts.flatMap(({ text, page }) => describePage(text, page.root));
    const counter = createLineCounter(input.text);
    const outside = [pages.before, ...pages.cuts, pages.after].reduce((sum, piece) => sum + counter.linesIn(piece), 0);
    const forms: Compressed[] = [];
    for (const stage of stages(input.shortest === true)) {
      const shown = parts.map(({ start, page }) => {
        const leftOut = leftOutFrom(counter, start, input.linesAbove ?? 0);
        const { text, ranges } = renderMarkdown(page, { ...stage, leftOut });
        return { text, lines: counter.count(ranges.map(([from, to]) => [start + from, start + to])) };
      });
      if (shown.reduce((sum, { text }) => sum + text.length, 0) < leastText) continue;
      const kept = shown.reduce((sum, { lines }) => sum + lines, outside);
      const body = shown
        .flatMap(({ text }, index) => [pages.cuts[index - 1] ?? '', text])
        .filter((each) => each !== '');
      const head = facts.length === 0 ? '' : `${facts.join('\n')}\n\n`;
      const notice = pageNotice(kept, counter.total, input.handle);
      const text = closeLine(`${pages.before}${head}${body.join('\n')}\n${pages.after}`) + notice;
      const form = text + (input.text.endsWith('\n') ? '\n' : '');
      if (form.length < input.text.length && forms.at(-1)?.text !== form)
        forms.push({ text: form, kind: 'html', by: 'html', fidelity: 'lossy' });
    }
    return forms;
  },
};

/** Says in one line how many links were left out and where they are in the whole output. */
function leftOutFrom(counter: LineCounter, start: number, above: number): RenderOptions['leftOut'] {
  return (links, [from, to]) => {
    const [first, last] = counter.linesOf([start + from, start + to]).map((line) => line + above);
    const where = first === last ? `line ${first}` : `lines ${first}-${last}`;
    return `[headroom: navigation of ${links} links left out, ${where}]`;
  };
}

/** The ways to render a page, shortest first. */
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

function closeLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
