import { findBoilerplate } from './boilerplate.ts';
import { decodeEntities } from './entities.ts';
import { type Extent, isSkipped, measureParts, type Scope } from './parts.ts';
import { codeLines } from './pre.ts';
import { hasFields, tableLines, tableRows } from './table.ts';
import type { ElementNode, PageNode } from './tree.ts';
import { createWriter, type Writer } from './writer.ts';

/** A page as markdown, and the ranges of the source (offsets) that its text is from, in order. */
export type Rendered = { readonly text: string; readonly ranges: readonly (readonly [start: number, end: number])[] };

/** How a page is rendered. */
export type RenderOptions = {
  readonly scope: Scope;
  /** Whether links name where they lead. */
  readonly targets: boolean;
  /** The line that stands for navigation that is left out. */
  readonly leftOut: (links: number, range: readonly [start: number, end: number]) => string;
};

type Walk = RenderOptions & {
  readonly source: string;
  readonly extents: ReadonlyMap<ElementNode, Extent>;
  readonly boilerplate: ReadonlySet<ElementNode>;
  readonly writer: Writer;
  readonly ranges: [number, number][];
  /** Links that were written with their target. */
  readonly written: Set<string>;
};

const headings: ReadonlyMap<string, number> = new Map([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, level]));
const blocks = new Set(
  'address article aside body caption center details dialog dir div dl fieldset figcaption figure footer form header hgroup hr html legend main menu nav noscript optgroup option p search section select summary table tbody td tfoot th thead tr textarea'.split(
    ' ',
  ),
);
const code = new Set(['code', 'kbd', 'samp', 'tt', 'var']);
/** Longer targets are data or tracking. */
const longestTarget = 300;
/** Left out parts with fewer links are not told of one by one. */
const toldLinks = 5;

/** Renders a page, or a part of one. */
export function renderMarkdown(source: string, root: ElementNode, options: RenderOptions): Rendered {
  const extents = measureParts(source, root);
  const boilerplate = options.scope === 'main' ? findBoilerplate(root, extents) : new Set<ElementNode>();
  const writer = createWriter();
  const ranges: [number, number][] = [];
  const walk: Walk = { ...options, source, extents, boilerplate, writer, ranges, written: new Set() };
  writeChildren(walk, root);
  writer.flush();
  return { text: writer.toText(), ranges };
}

function writeChildren(walk: Walk, element: ElementNode): void {
  for (const child of element.children) writeNode(walk, child);
}

function writeNode(walk: Walk, node: PageNode): void {
  const { writer } = walk;
  if (node.type === 'text') {
    writeText(walk, node.start, node.end);
    return;
  }
  const extent = walk.extents.get(node);
  if (walk.boilerplate.has(node)) {
    writer.flush();
    const links = extent?.links ?? 0;
    if (links >= toldLinks) writer.block([walk.leftOut(links, [node.start, extent?.end ?? node.start])]);
    return;
  }
  if (isSkipped(node, walk.scope, extent)) return;
  const level = headings.get(node.name);
  if (level !== undefined) {
    writer.flush();
    writeChildren(walk, node);
    writer.flush('heading', `${'#'.repeat(level)} `);
  } else if (blocks.has(node.name)) {
    if (node.name === 'table' && writeTable(walk, node)) return;
    writer.flush();
    writeChildren(walk, node);
    writer.flush();
  } else writeOther(walk, node);
}

function writeOther(walk: Walk, node: ElementNode): void {
  const { writer } = walk;
  switch (node.name) {
    case 'br':
      writer.inline('\n');
      break;
    case 'wbr':
      break;
    case 'a':
      writeLink(walk, node);
      break;
    case 'img':
      writer.inline(decodeEntities(node.attributes.get('alt') ?? '').trim() === '' ? '' : imageOf(node));
      break;
    case 'ul':
    case 'ol':
      writeList(walk, node);
      break;
    case 'li':
      writer.flush();
      writer.inside('  ', '- ', () => writeChildren(walk, node));
      break;
    case 'dt':
    case 'dd':
      writer.flush();
      writeChildren(walk, node);
      writer.flush('tight');
      break;
    case 'blockquote':
      writer.flush();
      writer.inside('> ', '', () => writeChildren(walk, node));
      break;
    case 'pre':
      writer.block(codeLines(walk.source, node, (start, end) => keep(walk, start, end)));
      break;
    case 'sup':
      writeRaised(walk, node);
      break;
    case 'math':
      writeFormula(walk, node);
      break;
    default:
      if (code.has(node.name)) writeCode(walk, node);
      else writeChildren(walk, node);
  }
}

function keep(walk: Walk, start: number, end: number): void {
  walk.ranges.push([start, end]);
}

function writeText(walk: Walk, start: number, end: number): void {
  const raw = walk.source.slice(start, end);
  if (raw.trim() !== '') keep(walk, start, end);
  walk.writer.inline(decodeEntities(raw));
}

function writeList(walk: Walk, list: ElementNode): void {
  const { writer } = walk;
  writer.flush();
  let number = Number.parseInt(list.attributes.get('start') ?? '1', 10) || 1;
  for (const child of list.children) {
    const marker = child.type === 'element' && child.name === 'li' && list.name === 'ol' ? `${number++}. ` : '- ';
    if (child.type !== 'element' || child.name !== 'li' || walk.boilerplate.has(child)) writeNode(walk, child);
    else if (!isSkipped(child, walk.scope, walk.extents.get(child)))
      writer.inside(' '.repeat(marker.length), marker, () => writeChildren(walk, child));
  }
  writer.flush();
}

function writeLink(walk: Walk, link: ElementNode): void {
  const { writer } = walk;
  const href = decodeEntities(link.attributes.get('href') ?? '').trim();
  const leads = walk.targets && href !== '' && href.length <= longestTarget && !/^(?:#|javascript:|data:)/i.test(href);
  if (holdsBlock(link)) {
    writer.flush();
    writeChildren(walk, link);
    writer.flush();
    if (leads && !walk.written.has(href)) writer.block([`<${href}>`]);
    walk.written.add(href);
    return;
  }
  if (/[)\]\w]/.test(writer.last()) && writer.last() === ')') writer.inline(' ');
  const text = writer.capture(() => writeChildren(walk, link));
  if (text === '') return;
  const key = `${text}\n${href}`;
  if (leads && !walk.written.has(key)) {
    walk.written.add(key);
    writer.inline(text === href ? `<${href}>` : `[${text}](${href})`);
  } else writer.inline(text);
}

function holdsBlock(element: ElementNode): boolean {
  return element.children.some(
    (child) =>
      child.type === 'element' &&
      (blocks.has(child.name) ||
        headings.has(child.name) ||
        child.name === 'ul' ||
        child.name === 'ol' ||
        holdsBlock(child)),
  );
}

function imageOf(image: ElementNode): string {
  return `![${decodeEntities(image.attributes.get('alt') ?? '')
    .trim()
    .split(/\s+/)
    .join(' ')}]`;
}

function writeCode(walk: Walk, element: ElementNode): void {
  const text = walk.writer.capture(() => writeChildren({ ...walk, targets: false }, element));
  if (text !== '') walk.writer.inline(text.includes('`') ? text : `\`${text}\``);
}

/** A raised number would read as a digit of the number before it. */
function writeRaised(walk: Walk, element: ElementNode): void {
  const text = walk.writer.capture(() => writeChildren(walk, element));
  walk.writer.inline(/^[\d−-]+$/.test(text) && /\d|\w/.test(walk.writer.last()) ? `^${text}` : text);
}

/** Formulas say themselves in TeX. */
function writeFormula(walk: Walk, element: ElementNode): void {
  const alternative = element.attributes.get('alttext');
  if (alternative === undefined) writeChildren(walk, element);
  else {
    keep(walk, element.start, element.start + 1);
    walk.writer.inline(decodeEntities(alternative));
  }
}

function writeTable(walk: Walk, table: ElementNode): boolean {
  const rows = tableRows(table);
  if (!hasFields(table, rows)) return false;
  const { writer } = walk;
  writer.flush();
  for (const child of table.children)
    if (child.type === 'element' && child.name === 'caption') {
      writeChildren(walk, child);
      writer.flush();
    }
  const shown = rows.map((row) => row.filter((cell) => !isSkipped(cell, walk.scope, walk.extents.get(cell))));
  writer.block(tableLines(shown, (cell) => writer.capture(() => writeChildren(walk, cell))));
  return true;
}
