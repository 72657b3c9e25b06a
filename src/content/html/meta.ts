import { append } from '../../lib/lists.ts';
import { decodeEntities } from './entities.ts';
import type { ElementNode } from './tree.ts';

/** What a page says about itself, as `name: value` lines. */
type Found = { readonly lines: Map<string, string>; readonly values: Set<string> };

/** Fields of linked data that say what a page is; the others repeat the page for machines. */
const told = new Set(
  'headline name description datePublished dateModified author publisher price priceCurrency availability ratingValue reviewCount version softwareVersion'.split(
    ' ',
  ),
);
const metaNames: ReadonlyMap<string, string> = new Map([
  ['description', 'description'],
  ['og:description', 'description'],
  ['author', 'author'],
  ['og:url', 'address'],
  ['article:published_time', 'date'],
  ['date', 'date'],
  ['citation_publication_date', 'date'],
]);
const longestValue = 600;
const mostLinkedData = 200_000;
const mostNodes = 400;

/** Title, description, author and dates of a page: from its head, its meta elements and linked data (JSON-LD). */
export function describePage(source: string, root: ElementNode): readonly string[] {
  const found: Found = { lines: new Map(), values: new Set() };
  const scripts: string[] = [];
  const visit = (element: ElementNode): void => {
    const { name, attributes } = element;
    if (name === 'svg' || name === 'template') return;
    if (name === 'title') add(found, 'title', decodeEntities(innerText(source, element)));
    if (name === 'base') add(found, 'base', decodeEntities(attributes.get('href') ?? ''));
    if (name === 'link' && attributes.get('rel') === 'canonical')
      add(found, 'address', decodeEntities(attributes.get('href') ?? ''));
    if (name === 'meta') {
      const key = metaNames.get((attributes.get('name') ?? attributes.get('property') ?? '').toLowerCase());
      if (key !== undefined) add(found, key, decodeEntities(attributes.get('content') ?? ''));
    }
    if (name === 'script' && attributes.get('type') === 'application/ld+json') scripts.push(innerText(source, element));
    for (const child of element.children) if (child.type === 'element') visit(child);
  };
  visit(root);
  for (const script of scripts) addLinkedData(found, script);
  const title = found.lines.get('title');
  found.lines.delete('title');
  const lines = [...(title === undefined ? [] : [['title', title]]), ...found.lines];
  return lines.map(([key, value]) => `${key}: ${value}`);
}

function innerText(source: string, element: ElementNode): string {
  return element.children.map((child) => (child.type === 'text' ? source.slice(child.start, child.end) : '')).join('');
}

function add(found: Found, key: string, written: string): void {
  const value = written.trim().split(/\s+/).join(' ');
  if (value === '' || value.length > longestValue || found.values.has(value) || found.lines.has(key)) return;
  found.lines.set(key, value);
  found.values.add(value);
}

function addLinkedData(found: Found, script: string): void {
  if (script.length > mostLinkedData) return;
  let data: unknown;
  try {
    data = JSON.parse(script);
  } catch {
    return;
  }
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: data }];
  for (let seen = 0; open.length > 0 && seen < mostNodes; seen++) {
    const { path, value } = open.shift() as (typeof open)[number];
    if (Array.isArray(value)) {
      if (path === '')
        append(
          open,
          value.slice(0, 8).map((each) => ({ path, value: each as unknown })),
        );
      continue;
    }
    if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value))
        if (key === '@graph' || told.has(key) || key === 'offers' || key === 'aggregateRating')
          open.push({ path: key === '@graph' ? '' : path === '' ? key : `${path}.${key}`, value: each });
      continue;
    }
    const field = path.slice(path.lastIndexOf('.') + 1);
    if (told.has(field) && (typeof value === 'string' || typeof value === 'number'))
      add(found, path.replace(/\.name$/, ''), String(value));
  }
}
