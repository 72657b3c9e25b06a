import type { Group } from './groups.ts';
import { isMarkupOnly } from './markup.ts';
import { childrenOf, type JsonNode, type JsonScalar } from './tree.ts';

/** A string of a document whose text has many lines. */
export type LongString = {
  readonly node: JsonScalar;
  /** Where each line starts in the source; one more entry for the end of the last one. */
  readonly bounds: readonly number[];
  /** The unescaped lines, without their ends. */
  readonly lines: readonly string[];
};

const minLines = 25;
const minCharacters = 1000;
const markup = /(?:<|\\u003c)[a-z!/]/i;
const reportKey = /(?:error|exception|failure|traceback|backtrace|stack_?trace|panic)"$|^"stack"$/i;

/**
 * The strings of a text's JSON that are long enough to leave lines out, or contain lines of pure markup, in source
 * order. A string whose key marks it as an error or a stack trace is not among them.
 */
export function findLongStrings(text: string, groups: readonly Group[]): readonly LongString[] {
  const found: LongString[] = [];
  const visit = (node: JsonNode, key: string) => {
    if (node.type === 'scalar') {
      if (node.end - node.start < minCharacters || !node.raw.startsWith('"') || reportKey.test(key)) return;
      const bounds = lineBounds(text, node);
      if (bounds.length <= minLines && !markup.test(node.raw)) return;
      const lines = decodeLines(text, bounds);
      if (bounds.length > minLines || lines.some(isMarkupOnly)) found.push({ node, bounds, lines });
      return;
    }
    for (const [index, child] of childrenOf(node).entries()) {
      visit(child, node.type === 'record' ? (node.keys[index] as string) : key);
    }
  };
  for (const { values } of groups) for (const value of values) visit(value, keyBefore(text, value));
  return found;
}

/** Every string of a text's JSON with at least as many lines, in source order. */
export function findStringsOfLines(text: string, groups: readonly Group[], fewestLines: number): readonly LongString[] {
  const found: LongString[] = [];
  const visit = (node: JsonNode) => {
    if (node.type !== 'scalar') {
      for (const child of childrenOf(node)) visit(child);
    } else if (node.raw.startsWith('"') && node.raw.includes('\\')) {
      const bounds = lineBounds(text, node);
      if (bounds.length > fewestLines) found.push({ node, bounds, lines: decodeLines(text, bounds) });
    }
  };
  for (const { values } of groups) for (const value of values) visit(value);
  return found;
}

/** The key of a value that is on its own because its object was truncated. */
function keyBefore(text: string, { type, start }: JsonNode): string {
  if (type !== 'scalar') return '';
  return /"[^"\\]*"(?=\s*:\s*$)/.exec(text.slice(Math.max(0, start - 80), start))?.[0] ?? '';
}

/** Where the lines of a string start, each after the escape of a line feed, and where the last one ends. */
function lineBounds(text: string, { start, end }: JsonScalar): readonly number[] {
  const last = end - 1;
  const bounds = [start + 1];
  for (let at = text.indexOf('\\', start); at >= 0 && at < last; at = text.indexOf('\\', at)) {
    const escaped = text[at + 1];
    const length = escaped === 'u' ? 6 : 2;
    if (escaped === 'n' || text.startsWith('u000a', at + 1) || text.startsWith('u000A', at + 1))
      bounds.push(at + length);
    at += length;
  }
  if (bounds.at(-1) !== last) bounds.push(last);
  return bounds;
}

function decodeLines(text: string, bounds: readonly number[]): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index + 1 < bounds.length; index++) {
    const line = JSON.parse(`"${text.slice(bounds[index], bounds[index + 1])}"`) as string;
    lines.push(line.replace(/\r?\n$/, ''));
  }
  return lines;
}
