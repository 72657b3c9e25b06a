import type { ElementNode } from './tree.ts';

/** How much of a page is rendered: its main content, all that a browser would show, or hidden text too. */
export type Scope = 'main' | 'visible' | 'all';

/** Text of an element and of all in it. Lengths are characters of the source without white space at the ends. */
export type Extent = {
  text: number;
  /** The part of `text` that is inside links. */
  linkText: number;
  links: number;
  /** Links to places in the page itself. */
  anchors: number;
  /** The end of the last text, as an offset into the source. */
  end: number;
};

const never = new Set(
  'script style template noscript svg iframe object embed applet canvas audio video map head title meta link noframes'.split(
    ' ',
  ),
);
const controls = new Set(['select', 'datalist', 'button', 'progress', 'meter']);
const hiddenStyle = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;
/** A button with more characters is a text that can be clicked. */
const longestButton = 40;
const headerLink = /^(?:header-?link|anchor(?:js-link)?|permalink|hash-link|heading-link)$/i;

/** Whether nothing of an element is text for a reader in this scope, whatever is around it. */
export function isSkipped(element: ElementNode, scope: Scope, extent: Extent | undefined): boolean {
  const { name, attributes } = element;
  if (never.has(name)) return true;
  if (scope === 'all') return false;
  if (controls.has(name)) return name !== 'button' || (extent?.text ?? 0) <= longestButton;
  if (attributes.size === 0) return name === 'dialog';
  if (name === 'dialog' && !attributes.has('open')) return true;
  if (name === 'a' && (extent?.text ?? 0) <= 8 && (attributes.get('class') ?? '').split(/\s+/).some(isHeaderLink))
    return true;
  if (attributes.has('hidden') || hiddenStyle.test((attributes.get('style') ?? '').slice(0, 500))) return true;
  return attributes.get('aria-hidden') === 'true' && !isFormula(element);
}

/** Whether an image shows a formula: its alternative text is TeX. */
export function isFormula({ name, attributes }: ElementNode): boolean {
  return name === 'img' && (attributes.get('alt') ?? '').includes('\\');
}

function isHeaderLink(name: string): boolean {
  return headerLink.test(name);
}

/** Measures an element and all in it. */
export function measureParts(source: string, root: ElementNode): ReadonlyMap<ElementNode, Extent> {
  const extents = new Map<ElementNode, Extent>();
  const measure = (element: ElementNode, inLink: boolean): Extent => {
    const extent: Extent = { text: 0, linkText: 0, links: 0, anchors: 0, end: element.start };
    extents.set(element, extent);
    if (never.has(element.name)) return extent;
    const href = element.name === 'a' ? element.attributes.get('href') : undefined;
    for (const child of element.children) {
      if (child.type === 'text') {
        const length = source.slice(child.start, child.end).trim().length;
        if (length === 0) continue;
        extent.text += length;
        if (inLink || href !== undefined) extent.linkText += length;
        extent.end = child.end;
      } else {
        const inner = measure(child, inLink || href !== undefined);
        extent.text += inner.text;
        extent.linkText += inner.linkText;
        extent.links += inner.links;
        extent.anchors += inner.anchors;
        extent.end = Math.max(extent.end, inner.end);
      }
    }
    if (href !== undefined) {
      extent.links++;
      if (href.startsWith('#')) extent.anchors++;
    }
    return extent;
  };
  measure(root, false);
  return extents;
}
