import { decodeEntities } from './entities.ts';
import type { ElementNode, PageNode } from './tree.ts';

const language = /(?:^|\s)(?:language|lang|highlight(?:-source)?|brush:)[-: ]?([A-Za-z][\w+#-]{0,20})/;
const noLanguage = new Set(['highlight', 'default', 'text', 'none', 'plaintext', 'notranslate', 'source']);
const numbers = /(?:^|[\s_-])(?:linenos?|line-?numbers?|lineno|gutter)(?:$|[\s_-])/i;
const notCode = new Set(['button', 'script', 'style', 'svg', 'template']);

/**
 * A fenced block of code with its text unchanged. `keep` receives the ranges of the source that it comes from. Columns
 * of line numbers beside code are left out.
 */
export function codeLines(
  source: string,
  element: ElementNode,
  keep: (start: number, end: number) => void,
): readonly string[] {
  if (numbers.test(element.attributes.get('class') ?? '')) return [];
  const parts: string[] = [];
  const visit = (node: ElementNode) => {
    for (const [index, child] of node.children.entries()) {
      const above = node.children[index - 1];
      // Examples in several languages can be adjacent with no line end between them.
      if (isCode(child) && above !== undefined && isCode(above)) parts.push('\n');
      if (child.type === 'text') {
        parts.push(decodeEntities(source.slice(child.start, child.end)));
        keep(child.start, child.end);
      } else if (child.name === 'br') parts.push('\n');
      else if (!notCode.has(child.name) && !numbers.test(child.attributes.get('class') ?? '')) visit(child);
    }
  };
  visit(element);
  const lines = parts.join('').replaceAll('\r\n', '\n').split('\n');
  while (lines.length > 0 && (lines[0] as string).trim() === '') lines.shift();
  while (lines.length > 0 && (lines.at(-1) as string).trim() === '') lines.pop();
  if (lines.length === 0) return [];
  const fence = lines.some((line) => line.includes('```')) ? '````' : '```';
  return [`${fence}${languageOf(element)}`, ...lines, fence];
}

function isCode(node: PageNode): boolean {
  return node.type === 'element' && node.name === 'code';
}

function languageOf(element: ElementNode): string {
  const inner = element.children.find(
    (child): child is ElementNode => child.type === 'element' && child.name === 'code',
  );
  for (const each of [element, inner]) {
    const name = language.exec((each?.attributes.get('class') ?? '').slice(0, 200))?.[1];
    if (name !== undefined && !noLanguage.has(name)) return name;
  }
  return '';
}
