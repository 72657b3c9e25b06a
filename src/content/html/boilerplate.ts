import { type Extent, isSkipped } from './parts.ts';
import type { ElementNode } from './tree.ts';

const around = new Set(['nav', 'header', 'footer', 'aside']);
const aroundRoles = new Set(['navigation', 'banner', 'contentinfo', 'search', 'menu', 'menubar', 'complementary']);
const blocks = new Set(['div', 'ul', 'ol', 'section', 'table', 'td', 'p', 'dl', 'tr', 'center', 'form']);
const consent = /(?:^|[\s_-])(?:cookies?|gdpr|consent)(?:$|[\s_-])/i;

/** Links and share of link text from which a part outside the content counts as navigation. */
const fewestLinksAround = 3;
const linkShareAround = 0.5;
/** The same for a part of no declared purpose, and the greatest average length of a menu's entries. */
const fewestLinks = 6;
const linkShare = 0.75;
const longestEntry = 24;
/** From this many links within the page, a list of them is a table of contents. */
const fewestAnchors = 5;
/** A banner that asks for consent is at most this long, in characters. */
const longestBanner = 1500;
/** If less of the page's text is left, the links are what the page is about. */
const leastLeft = 0.3;

/**
 * The parts of a page that lead elsewhere: menus, link lists around the content, tables of contents, consent banners.
 * Parts with text of their own stay, whatever their names.
 */
export function findBoilerplate(
  root: ElementNode,
  extents: ReadonlyMap<ElementNode, Extent>,
): ReadonlySet<ElementNode> {
  const found = new Set<ElementNode>();
  let gone = 0;
  let total = 0;
  const visit = (element: ElementNode, inMain: boolean): void => {
    const extent = extents.get(element) as Extent;
    if (extent.text === 0 || isSkipped(element, 'main', extent)) return;
    if (element !== root && isBoilerplate(element, extent, inMain)) {
      found.add(element);
      gone += extent.text;
      return;
    }
    const main = inMain || isMain(element);
    for (const child of element.children) if (child.type === 'element') visit(child, main);
  };
  visit(root, false);
  total = (extents.get(root) as Extent).text;
  return total - gone < total * leastLeft ? new Set() : found;
}

function isMain({ name, attributes }: ElementNode): boolean {
  return name === 'main' || name === 'article' || attributes.get('role') === 'main';
}

function isBoilerplate(element: ElementNode, extent: Extent, inMain: boolean): boolean {
  const { name, attributes } = element;
  const share = extent.linkText / extent.text;
  const isAround = around.has(name) || aroundRoles.has(attributes.get('role') ?? '');
  if (isAround && !(inMain && (name === 'header' || name === 'footer'))) {
    if (extent.links >= fewestLinksAround && share >= linkShareAround) return true;
  }
  const isBlock = isAround || blocks.has(name);
  if (!isBlock) return false;
  const contents = extent.anchors >= fewestAnchors && extent.anchors >= 0.8 * extent.links && share >= linkShare;
  if (contents) return true;
  if (inMain) return false;
  if (extent.links >= fewestLinks && share >= linkShare && extent.linkText <= longestEntry * extent.links) return true;
  const named = `${attributes.get('id') ?? ''} ${attributes.get('class') ?? ''}`;
  return extent.text <= longestBanner && consent.test(named.slice(0, 500));
}
