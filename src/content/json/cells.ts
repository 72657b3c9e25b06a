import { matchEnd } from '../../lib/match.ts';
import { type Affix, readAffix } from './affix.ts';
import { readSame } from './same.ts';
import { compactText, type JsonNode, readValue, scalarEnd, stringEnd } from './tree.ts';

const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const wordsPattern = /[^,\n]*/y;
const bareKey = /^[A-Za-z_$@][\w$@ /()-]*$/;

/**
 * A value as a cell: compact JSON, without a string's quotes if it cannot be read as anything else. A string keeps its
 * escapes.
 */
export function writeCell(node: JsonNode): string {
  if (node.type !== 'scalar' || !node.raw.startsWith('"')) return compactText(node);
  const inner = node.raw.slice(1, -1);
  const plain = !/[",]|^[\s[\]{}=]|\s$/.test(inner) && inner !== '' && !literal.test(inner);
  return plain ? inner : node.raw;
}

/**
 * Reads the cell at `position`, up to a comma or a line's end.
 * @returns `undefined` if the text is not a cell; a missing value if the cell is empty
 */
export function readCell(text: string, position: number): { value: JsonNode | undefined; end: number } | undefined {
  const first = text[position];
  if (first === '"' || first === '[' || first === '{') {
    const read = readValue(text, position, readSame);
    return read.node === undefined ? undefined : { value: read.node, end: read.end };
  }
  let end = position;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++;
  if (end === position) return { value: undefined, end };
  const raw = text.slice(position, end);
  const spelled = literal.test(raw) ? raw : `"${raw}"`;
  if (scalarEnd(spelled, 0) !== spelled.length) return undefined;
  return { value: { type: 'scalar', start: position, end, raw: spelled }, end };
}

/** A column's heading: keys joined by dots, quoted if they contain anything unusual. */
export function writeHeading(path: readonly string[]): string {
  return path.map((key) => (bareKey.test(key.slice(1, -1)) ? key.slice(1, -1) : key)).join('.');
}

/** A heading: the keys of its column, and the value or the affix that all its cells share. */
export type Heading = { readonly path: readonly string[]; readonly constant?: JsonNode; readonly affix?: Affix };

/** Reads one heading; the inverse of `writeHeading` with what may follow it. */
function readHeading(text: string, position: number): (Heading & { readonly end: number }) | undefined {
  const path: string[] = [];
  let at = position;
  for (;;) {
    const start = at;
    if (text[at] === '"') {
      at = stringEnd(text, at);
      if (at < 0) return undefined;
      path.push(text.slice(start, at));
    } else {
      while (at < text.length && !'.,=\n'.includes(text[at] as string)) at++;
      if (at === start) return undefined;
      path.push(`"${text.slice(start, at)}"`);
    }
    if (text[at] !== '.') break;
    at++;
  }
  if (text[at] !== '=') return { path, end: at };
  const end = matchEnd(wordsPattern, text, at + 1);
  const affix = readAffix(text.slice(at + 1, end));
  if (affix !== undefined) return { path, affix, end };
  const cell = readCell(text, at + 1);
  return cell?.value === undefined ? undefined : { path, constant: cell.value, end: cell.end };
}

/** Reads a line of headings; `undefined` if it is not one. `end` is the start of the next line. */
export function readHeadings(
  text: string,
  position: number,
): { readonly headings: readonly Heading[]; readonly end: number } | undefined {
  const headings: Heading[] = [];
  let at = position;
  for (;;) {
    const heading = readHeading(text, at);
    if (heading === undefined) return undefined;
    headings.push(heading);
    at = heading.end + 1;
    if (text[heading.end] === '\n') return { headings, end: at };
    if (text[heading.end] !== ',') return undefined;
  }
}
