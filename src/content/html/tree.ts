import { holdsRawText, readAttributes, readTokens } from './tokens.ts';

/** Text of a page; `start` and `end` are offsets into the source. */
export type TextNode = { readonly type: 'text'; readonly start: number; readonly end: number };

/** An element of a page with its children. */
export type ElementNode = {
  readonly type: 'element';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: PageNode[];
  readonly start: number;
};

/** A node of a page. */
export type PageNode = TextNode | ElementNode;

/** Elements nested deeper than this become siblings: no real text is nested that deep, and tree walks may recurse. */
const deepest = 150;
/** Attributes of one tag that are read, in characters. */
const longestTag = 4000;

const empty = new Set(
  'area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen'.split(' '),
);
const noAttributes: ReadonlyMap<string, string> = new Map();

/** What an opening tag ends: elements that are still open, up to but not including the nearest of `within`. */
const impliedEnds: Readonly<
  Record<string, { readonly ends: ReadonlySet<string>; readonly within: ReadonlySet<string> }>
> = {
  li: { ends: new Set(['li', 'p']), within: new Set(['ul', 'ol', 'menu', 'dir']) },
  dt: { ends: new Set(['dt', 'dd', 'p']), within: new Set(['dl']) },
  dd: { ends: new Set(['dt', 'dd', 'p']), within: new Set(['dl']) },
  tr: { ends: new Set(['tr', 'td', 'th', 'p']), within: new Set(['table', 'tbody', 'thead', 'tfoot']) },
  td: { ends: new Set(['td', 'th', 'p']), within: new Set(['tr', 'table']) },
  th: { ends: new Set(['td', 'th', 'p']), within: new Set(['tr', 'table']) },
  tbody: { ends: new Set(['tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'p']), within: new Set(['table']) },
  thead: { ends: new Set(['tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'p']), within: new Set(['table']) },
  tfoot: { ends: new Set(['tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'p']), within: new Set(['table']) },
  a: { ends: new Set(['a']), within: new Set(['td', 'th', 'li', 'div', 'section', 'article', 'table']) },
  option: { ends: new Set(['option']), within: new Set(['select', 'datalist']) },
};
const endsParagraph = new Set(
  'address article aside blockquote center details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul'.split(
    ' ',
  ),
);
/** Inside these, an element that ends a paragraph does not look further out. */
const holdsParagraphs = new Set('td th li dd div section article blockquote button body object table form'.split(' '));

/**
 * Parses a page into a tree and adds the end tags that authors leave out. Never fails; linear in the length of the
 * page.
 */
export function readTree(source: string): ElementNode {
  const root: ElementNode = { type: 'element', name: '#page', attributes: noAttributes, children: [], start: 0 };
  const open: ElementNode[] = [root];
  const counts = new Map<string, number>();
  const pop = () => {
    const { name } = open.pop() as ElementNode;
    counts.set(name, (counts.get(name) as number) - 1);
  };
  for (const token of readTokens(source)) {
    if (token.type === 'text') {
      (open.at(-1) as ElementNode).children.push({ type: 'text', start: token.start, end: token.end });
      continue;
    }
    if (token.type === 'close') {
      if ((counts.get(token.name) ?? 0) === 0) continue;
      while ((open.at(-1) as ElementNode).name !== token.name) pop();
      pop();
      continue;
    }
    closeImplied(token.name, open, counts, pop);
    const attributes =
      token.attributes.trim() === '' ? noAttributes : readAttributes(token.attributes.slice(0, longestTag));
    const element: ElementNode = { type: 'element', name: token.name, attributes, children: [], start: token.start };
    (open.at(-1) as ElementNode).children.push(element);
    if (empty.has(token.name) || token.selfClosing || (open.length >= deepest && !holdsRawText(token.name))) continue;
    open.push(element);
    counts.set(token.name, (counts.get(token.name) ?? 0) + 1);
  }
  return root;
}

function closeImplied(
  name: string,
  open: readonly ElementNode[],
  counts: ReadonlyMap<string, number>,
  pop: () => void,
): void {
  const implied = impliedEnds[name];
  if (implied !== undefined) {
    let last = -1;
    for (let index = open.length - 1; index > 0; index--) {
      const each = (open[index] as ElementNode).name;
      if (implied.within.has(each)) break;
      if (implied.ends.has(each)) last = index;
    }
    if (last > 0) while (open.length > last) pop();
    return;
  }
  if (!endsParagraph.has(name) || (counts.get('p') ?? 0) === 0) return;
  for (let index = open.length - 1; index > 0; index--) {
    const each = (open[index] as ElementNode).name;
    if (each === 'p') {
      while (open.length > index) pop();
      return;
    }
    if (holdsParagraphs.has(each)) return;
  }
}
