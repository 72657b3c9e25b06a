import { decodeEntities } from './entities.ts';
import { blocks, headings } from './names.ts';
import { isFormula } from './parts.ts';
import type { ElementNode } from './tree.ts';
import type { Walk } from './walk.ts';

/** Longer targets are data or tracking. */
const longestTarget = 300;
const leadsNowhere = /^(?:#|javascript:|data:)/i;
/** Links to places in the page that are controls: a sign beside a heading, a skip link. */
const tool = /^[^\p{L}\p{N}]{1,2}$|^(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|search)$/iu;
const onlyImage = /^!\[[^\]]*\]$/;
const imageFile = /\.(?:png|jpe?g|gif|webp|svg|avif)(?:[?#]|$)/i;
/** A shorter link in a heading is a control (`edit`), not part of the heading. */
const shortestHeadingLink = 8;

/** Writes a link: its text, and its target unless that was written before. */
export function writeLink(walk: Walk, link: ElementNode, writeInside: () => void): void {
  const { writer } = walk;
  const href = decodeEntities(link.attributes.get('href') ?? '').trim();
  const leads = walk.targets && href !== '' && href.length <= longestTarget && !leadsNowhere.test(href);
  if (holdsBlock(link)) {
    writer.flush();
    writeInside();
    writer.flush();
    if (leads && !walk.written.has(href)) writer.block([`<${href}>`]);
    walk.written.add(href);
    return;
  }
  if (writer.last() === ')') writer.inline(' ');
  const { text, before, after } = writer.capture(writeInside);
  if (text === '' || (href.startsWith('#') && tool.test(text))) return;
  const key = `${text}\n${href}`;
  const tells =
    !(walk.inHeading && text.length <= shortestHeadingLink) && !(onlyImage.test(text) && imageFile.test(href));
  if (leads && tells && !walk.written.has(key)) {
    walk.written.add(key);
    writer.inline(`${before}${text === href ? `<${href}>` : `[${text}](${href})`}${after}`);
  } else writer.inline(before + text + after);
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

/** The text for an image; for an image of a formula, its TeX. */
export function imageOf(image: ElementNode): string {
  const words = decodeEntities(image.attributes.get('alt') ?? '')
    .trim()
    .split(/\s+/)
    .join(' ');
  return words === '' || isFormula(image) ? words : `![${words}]`;
}

/** Writes a piece of code within a sentence. */
export function writeCode({ writer }: Walk, writeInside: () => void): void {
  const { text, before, after } = writer.capture(writeInside);
  if (text !== '') writer.inline(before + (text.includes('`') ? text : `\`${text}\``) + after);
}

/** A superscript would read as a digit of the number before it. */
export function writeRaised({ writer }: Walk, writeInside: () => void): void {
  const { text, before, after } = writer.capture(writeInside);
  const raised = before === '' && /^[\d−-]+$/.test(text) && /\w/.test(writer.last());
  writer.inline(raised ? `^${text}${after}` : before + text + after);
}
