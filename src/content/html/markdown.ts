import { findBoilerplate } from './boilerplate.ts';
import { decodeEntities } from './entities.ts';
import { imageOf, writeCode, writeLink, writeRaised } from './inline.ts';
import { blocks, headings } from './names.ts';
import { type Extent, isSkipped, measureParts } from './parts.ts';
import { codeLines } from './pre.ts';
import { hasFields, tableLines, tableRows } from './table.ts';
import { type ElementNode, type PageNode, readTree } from './tree.ts';
import type { RenderOptions, Walk } from './walk.ts';
import { createWriter } from './writer.ts';

/** A page as markdown, and the ranges of the source (offsets) that its text comes from, in order. */
export type Rendered = { readonly text: string; readonly ranges: readonly (readonly [start: number, end: number])[] };

const code = new Set(['code', 'kbd', 'samp', 'tt', 'var']);
/** Parts with fewer links are left out without a note of their own. */
const toldLinks = 5;

/** A parsed page, with the extents of its parts. */
export type ReadPage = {
  readonly source: string;
  readonly root: ElementNode;
  readonly extents: ReadonlyMap<ElementNode, Extent>;
};

/** Parses a page, or a part of one. */
export function readPage(source: string): ReadPage {
  const root = readTree(source);
  return { source, root, extents: measureParts(source, root) };
}

/** Renders a page. */
export function renderMarkdown({ source, root, extents }: ReadPage, options: RenderOptions): Rendered {
  const boilerplate = options.scope === 'main' ? findBoilerplate(root, extents) : new Set<ElementNode>();
  const writer = createWriter();
  const ranges: [number, number][] = [];
  const start = { inHeading: false, gap: { links: 0, from: 0, blocks: -1 } };
  const walk: Walk = { ...options, source, extents, boilerplate, writer, ranges, written: new Set(), ...start };
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
    writeGap(walk, node.start, extent ?? { end: node.start, links: 0 });
    return;
  }
  if (isSkipped(node, walk.scope, extent)) return;
  const level = headings.get(node.name);
  if (level !== undefined) {
    writer.flush();
    writeChildren({ ...walk, inHeading: true }, node);
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
  const inside = () => writeChildren(walk, node);
  switch (node.name) {
    case 'br':
      writer.inline('\n');
      break;
    case 'wbr':
      break;
    case 'a':
      writeLink(walk, node, inside);
      break;
    case 'img':
      writer.inline(imageOf(node));
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
      writeRaised(walk, inside);
      break;
    case 'math':
      writeFormula(walk, node);
      break;
    default:
      if (code.has(node.name)) writeCode(walk, () => writeChildren({ ...walk, targets: false }, node));
      else inside();
  }
}

/** Says where navigation was left out; adjacent parts share one note. */
function writeGap({ writer, gap, leftOut }: Walk, start: number, extent: Pick<Extent, 'links' | 'end'>): void {
  writer.flush();
  if (extent.links < toldLinks) return;
  const joined = gap.blocks === writer.size();
  gap.links = joined ? gap.links + extent.links : extent.links;
  if (!joined) gap.from = start;
  writer.block([leftOut(gap.links, [gap.from, extent.end])], joined);
  gap.blocks = writer.size();
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

/** Formulas carry their own TeX. */
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
  writer.block(tableLines(shown, (cell) => writer.capture(() => writeChildren(walk, cell)).text));
  return true;
}
