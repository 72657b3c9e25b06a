import type { Tree } from 'web-tree-sitter';
import type { ParseCode } from './grammars.ts';
import type { CodeLanguage } from './languages.ts';
import { type Body, type CodeOutline, outlineCode, type Rows } from './outline.ts';
import type { Wanted } from './wanted.ts';

/** What may be left out of a text. */
export type SkeletonWish = {
  /** Bodies of fewer rows stay. */
  readonly leastRows: number;
  /** Whether a body that is looked for stays. */
  readonly wanted: Wanted;
};

/** A text of source code, read once and cut in several ways. */
export type Skeletons = {
  /** Which rows stay; `undefined` if nothing may be left out, or if the parser would read the rest differently. */
  cut(wish: SkeletonWish): readonly boolean[] | undefined;
};

/** A body that fills more of the text than this is opened if it contains others: most of a file is no detail. */
const mostOfText = 0.5;
/** A shorter name matches by chance; in characters. */
const leastName = 4;
/** A shorter elided run costs no more than the notice that replaces it; in characters. */
const leastCharacters = 120;

/**
 * Reads source code for skeletons; `undefined` if the parser cannot read it.
 * @param rows the lines of the text, client wrapping and line numbers blanked out
 */
export function readSkeletons(
  parse: ParseCode,
  language: CodeLanguage,
  rows: readonly string[],
): Skeletons | undefined {
  const read = parse(language.grammar, rows.join('\n'), (tree) =>
    tree.rootNode.type === 'ERROR'
      ? undefined
      : { outline: outlineCode(tree, rows, language), errors: countErrors(tree) },
  );
  if (read === undefined) return undefined;
  return {
    cut(wish) {
      const gone = chooseRows(read.outline, rows, wish);
      const whole = cutCleanly(parse, language, rows, gone, read.errors);
      if (whole !== undefined) return whole;
      // If a comment turned out to be needed, leaving out bodies alone may work.
      const bodies = gone.filter(({ filled }) => filled);
      return bodies.length < gone.length ? cutCleanly(parse, language, rows, bodies, read.errors) : undefined;
    },
  };
}

/** The rows that stay, if the parser reads them with no more errors than the whole text. */
function cutCleanly(
  parse: ParseCode,
  language: CodeLanguage,
  rows: readonly string[],
  gaps: readonly Gap[],
  errorsBefore: number,
): readonly boolean[] | undefined {
  if (gaps.length === 0) return undefined;
  const keep = rows.map(() => true);
  for (const { first, last } of gaps) keep.fill(false, first, last + 1);
  const left = withoutGaps(rows, keep, gaps, language.filler);
  const errors = parse(language.grammar, left, (tree) =>
    tree.rootNode.type === 'ERROR' ? undefined : countErrors(tree),
  );
  return errors !== undefined && errors <= errorsBefore ? keep : undefined;
}

type Gap = Rows & { readonly filled: boolean };

/** The rows to leave out, in order and disjoint. */
function chooseRows({ bodies, remarks }: CodeOutline, rows: readonly string[], wish: SkeletonWish): readonly Gap[] {
  const gone: Gap[] = [];
  const settled = new Uint8Array(rows.length);
  let covered = -1;
  for (const [index, body] of bodies.entries()) {
    if (body.first <= covered || opens(body, bodies[index + 1], rows.length)) continue;
    covered = body.last;
    settled.fill(1, body.first, body.last + 1);
    if (body.last - body.first + 1 < wish.leastRows || isWanted(body, wish.wanted) || !isWorthwhile(rows, body))
      continue;
    gone.push({ first: body.first, last: body.last, filled: true });
  }
  for (const remark of remarks) {
    if (settled[remark.first] === 1 || isWanted({ ...remark, name: '' }, wish.wanted)) continue;
    if (isWorthwhile(rows, remark)) gone.push({ ...remark, filled: false });
  }
  return gone.sort((a, b) => a.first - b.first);
}

/** Whether a body is not left out as a whole: the bodies inside it are then judged one by one. */
function opens(body: Body, next: Body | undefined, total: number): boolean {
  const holdsOthers = next !== undefined && next.last <= body.last;
  return holdsOthers && (body.callback || body.last - body.first + 1 > total * mostOfText);
}

function isWanted({ first, last, name }: Omit<Body, 'callback'>, { names, above }: Wanted): boolean {
  return (name.length >= leastName && names.has(name)) || above[last + 1] !== above[first];
}

function isWorthwhile(rows: readonly string[], { first, last }: Rows): boolean {
  let characters = 0;
  for (let row = first; row <= last && characters < leastCharacters; row++) characters += (rows[row] as string).length;
  return characters >= leastCharacters;
}

/** The text without what is left out, as the parser is to read it. */
function withoutGaps(rows: readonly string[], keep: readonly boolean[], gaps: readonly Gap[], filler?: string): string {
  const fillers = new Map(
    filler === undefined ? [] : gaps.filter(({ filled }) => filled).map(({ first }) => [first, filler] as const),
  );
  const left: string[] = [];
  for (const [row, line] of rows.entries()) {
    const statement = fillers.get(row);
    if (statement !== undefined) left.push(indentAt(rows, row) + statement);
    if (keep[row]) left.push(line);
  }
  return left.join('\n');
}

function indentAt(rows: readonly string[], row: number): string {
  let at = row;
  while (at < rows.length && (rows[at] as string).trim() === '') at++;
  return /^[ \t]*/.exec(rows[at] ?? '')?.[0] ?? '';
}

/** Places where the parser had to guess. Only nodes that hold one are entered. */
function countErrors(tree: Tree): number {
  if (!tree.rootNode.hasError) return 0;
  let errors = 0;
  const open = [tree.rootNode];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.isError || node.isMissing) errors++;
    if (node.hasError) for (const child of node.children) if (child !== null) open.push(child);
  }
  return errors;
}
