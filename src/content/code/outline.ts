import type { Node, Tree, TreeCursor } from 'web-tree-sitter';
import { append } from '../../lib/lists.ts';
import type { CodeLanguage } from './languages.ts';

/** Rows of a text, 0-based and inclusive. */
export type Rows = { readonly first: number; readonly last: number };

/** The rows of a function's code, without those of its signature and closing bracket. */
export type Body = Rows & {
  /** The function's own name, or that of what it is assigned to; empty for one that has neither. */
  readonly name: string;
  /** The function is an argument of a call, like a case of a test suite. */
  readonly callback: boolean;
};

/** What a skeleton may leave out of a text. */
export type CodeOutline = {
  /** Bodies in the order in which they begin; an inner one comes after the one around it. */
  readonly bodies: readonly Body[];
  /** The middles of long comments and documentation strings. */
  readonly remarks: readonly Rows[];
};

/** Nodes of fewer rows contain nothing worth leaving out. */
const leastRows = 4;

/** Types of bodies that have no brackets of their own. */
const indented = new Set(['block', 'body_statement']);

/** Reads bodies and comments off a syntax tree. Functions with an error inside are passed over. */
export function outlineCode(tree: Tree, text: readonly string[], language: CodeLanguage): CodeOutline {
  const bodies: Body[] = [];
  const remarks: Rows[] = [];
  let run: { first: number; last: number; single: boolean } | undefined;
  const endRun = () => {
    if (run !== undefined) append(remarks, middle(text, run));
    run = undefined;
  };
  walk(tree, (cursor) => {
    const [start, end] = [cursor.startPosition, cursor.endPosition];
    if (language.comments.has(cursor.nodeType)) {
      const line = text[start.row] ?? '';
      if (line.slice(0, start.column).trim() !== '') return false;
      // Some grammars include the line's end in the comment.
      const last = end.column === 0 && end.row > start.row ? end.row - 1 : end.row;
      const single = last === start.row && !line.startsWith('/*', start.column);
      if (single && run?.single === true && run.last + 1 === start.row) run.last = last;
      else {
        endRun();
        run = { first: start.row, last, single };
      }
      return false;
    }
    if (end.row - start.row < leastRows) return false;
    if (language.docstrings === true && isDocstring(cursor)) {
      append(remarks, middle(text, { first: start.row, last: end.row }));
      return false;
    }
    if (!language.functions.has(cursor.nodeType)) return true;
    const node = cursor.currentNode;
    if (node.hasError) return false;
    const rows = bodyRows(node, language);
    if (rows !== undefined) bodies.push({ ...rows, ...identity(node) });
    return true;
  });
  endRun();
  return { bodies, remarks };
}

/** Visits nodes in order without recursion; `enter` says whether to visit a node's children. */
function walk(tree: Tree, enter: (cursor: TreeCursor) => boolean): void {
  const cursor = tree.walk();
  try {
    for (;;) {
      if (enter(cursor) && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return;
    }
  } finally {
    cursor.delete();
  }
}

/** The rows between a function's signature and the end of its code; `undefined` if they share rows with either. */
function bodyRows(node: Node, { comments, docstrings }: CodeLanguage): Rows | undefined {
  const body = node.childForFieldName('body');
  if (body === null) return undefined;
  const statements = body.namedChildren.filter((child) => child !== null);
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (body.child(0)?.type === '{') {
    const rows = { first: body.startPosition.row + 1, last: body.endPosition.row - 1 };
    return first.startPosition.row >= rows.first && lastRow(last) <= rows.last ? rows : undefined;
  }
  let opening = indented.has(body.type) ? body.previousSibling : null;
  // Comments before the first statement belong to the body.
  while (opening !== null && comments.has(opening.type)) opening = opening.previousSibling;
  if (opening === null) return undefined;
  let from = opening.endPosition.row + 1;
  if (docstrings === true && isString(first)) from = lastRow(first) + 1;
  const rows = { first: from, last: lastRow(last) };
  const closing = node.lastChild;
  const closed = closing === null || closing.type !== 'end' || closing.startPosition.row > rows.last;
  return first.startPosition.row > opening.endPosition.row && rows.last >= rows.first && closed ? rows : undefined;
}

function lastRow({ endPosition, startPosition }: Node): number {
  return endPosition.column === 0 && endPosition.row > startPosition.row ? endPosition.row - 1 : endPosition.row;
}

function identity(node: Node): { name: string; callback: boolean } {
  const declared = node.childForFieldName('name') ?? node.childForFieldName('declarator');
  if (declared !== null) return { name: lastWord(declared.text.split('(')[0] ?? ''), callback: false };
  const { parent } = node;
  if (parent === null || /argument/.test(parent.type) || node.type === 'do_block') return { name: '', callback: true };
  const named = ['name', 'key', 'left', 'property', 'pattern'].map((field) => parent.childForFieldName(field));
  return { name: lastWord(named.find((each) => each !== null)?.text ?? ''), callback: false };
}

function lastWord(text: string): string {
  return /[\p{L}\p{N}_$]+$/u.exec(text.slice(-200).trim())?.[0] ?? '';
}

/** A string that is the first statement of a body, class or file. */
function isDocstring(cursor: TreeCursor): boolean {
  if (cursor.nodeType !== 'expression_statement') return false;
  const node = cursor.currentNode;
  return isString(node) && (node.parent?.type === 'block' || node.parent?.type === 'module');
}

function isString(node: Node): boolean {
  return node.type === 'expression_statement' && node.namedChildCount === 1 && node.namedChild(0)?.type === 'string';
}

/** The part between the first words of a comment and its end. */
function middle(text: readonly string[], { first, last }: Rows): readonly Rows[] {
  let head = first;
  while (head < last && !/[\p{L}\p{N}]/u.test(text[head] ?? '')) head++;
  const closes = /^\s*(?:\*+\/|"""|'''|=end\b)/.test(text[last] ?? '') || /(?:\*\/|"""|''')\s*$/.test(text[last] ?? '');
  const rows = { first: head + 1, last: closes ? last - 1 : last };
  return rows.last - rows.first + 1 >= leastRows ? [rows] : [];
}
