import { matchEnd } from '../../lib/match.ts';
import { childrenOf, type JsonNode, readValue } from './tree.ts';

/**
 * JSON values that follow one another in a text, with the same characters between any two: a document of its own, the
 * elements of an array, lines of JSON.
 */
export type Group = {
  readonly values: readonly JsonNode[];
  /** The separator between two of them; empty for a single value. */
  readonly separator: string;
  readonly start: number;
  readonly end: number;
};

const minCharacters = 160;
const longString = 1000;
const maxFailures = 60;
const maxCharactersRead = 6;
const lineStart = /(?:^|\n)[ \t]*(?:"(?:[^"\\\n]|\\.)*"[ \t]*:[ \t]*)?(?=[[{]\s*["[{\]}\-0-9tfn])/g;
const insideLine = /[[\]}],?\s?(?=\{")/g;
const siblingSeparator = /[ \t]*,\s*(?=[[{])/y;
const lineSeparator = /\r?\n(?=[[{])/y;

/**
 * Finds the JSON in a text: whole documents and, in truncated documents, the runs of complete elements. Groups come in
 * source order and do not overlap. The work is bounded by a multiple of the text's length.
 */
export function findGroups(text: string): readonly Group[] {
  const groups = scan(text, lineStart);
  return groups.length > 0 || text.length < minCharacters ? groups : scan(text, insideLine);
}

function scan(text: string, pattern: RegExp): readonly Group[] {
  const groups: Group[] = [];
  let failures = 0;
  let budget = text.length * maxCharactersRead;
  let from = 0;
  while (failures < maxFailures && budget > 0) {
    const start = matchEnd(pattern, text, from);
    if (start < 0) break;
    const read = readSiblings(text, start);
    const found = read.groups.filter((group) => group.end - group.start >= minCharacters);
    for (const group of found) groups.push(group);
    budget -= read.at - start + 1;
    if (found.length === 0) failures++;
    // A value that broke off is searched again only after its complete part.
    const reached = found.at(-1)?.end;
    from = Math.max(start + 1, read.complete ? read.at : (reached ?? start + 1));
  }
  return groups;
}

function readSiblings(text: string, start: number): { groups: Group[]; at: number; complete: boolean } {
  const groups: Group[] = [];
  let values: JsonNode[] = [];
  let separator = '';
  let at = start;
  const flush = () => {
    if (values.length > 0) groups.push(groupOf(values, separator));
    values = [];
    separator = '';
  };
  for (;;) {
    const read = readValue(text, at);
    if (read.node === undefined) {
      flush();
      return {
        groups: [...groups, ...read.open.flatMap((container) => completeParts(text, container))],
        at: read.at,
        complete: false,
      };
    }
    values.push(read.node);
    const between = separatorAt(text, read.end);
    if (between === undefined) {
      flush();
      return { groups, at: read.end, complete: true };
    }
    if (values.length > 1 && between !== separator) flush();
    else separator = between;
    at = read.end + between.length;
  }
}

function separatorAt(text: string, position: number): string | undefined {
  for (const pattern of [siblingSeparator, lineSeparator]) {
    const end = matchEnd(pattern, text, position);
    if (end >= 0) return text.slice(position, end);
  }
  return undefined;
}

function groupOf(values: readonly JsonNode[], separator: string): Group {
  return {
    values,
    separator: values.length > 1 ? separator : '',
    start: (values[0] as JsonNode).start,
    end: (values.at(-1) as JsonNode).end,
  };
}

/** The complete part of a truncated container: also long strings, which then stay on their own. */
function completeParts(text: string, container: JsonNode): readonly Group[] {
  if (container.type !== 'record') return completeRuns(text, container);
  const parts = container.values.filter(
    ({ type, start, end }) => type !== 'scalar' || (end - start >= longString && text.charCodeAt(start) === 34),
  );
  return parts.map((part) => groupOf([part], ''));
}

/**
 * The groups one level below a container: an array's elements if they are containers with equal separators, or each
 * value that is a container.
 */
export function completeRuns(text: string, container: JsonNode): readonly Group[] {
  const children = childrenOf(container);
  const [first, second] = children;
  if (container.type === 'list' && first !== undefined && second !== undefined) {
    const separator = text.slice(first.end, second.start);
    const even = children.every((child, index) => {
      const next = children[index + 1];
      return (
        child.type !== 'scalar' &&
        (next === undefined || (text.startsWith(separator, child.end) && child.end + separator.length === next.start))
      );
    });
    if (even) return [groupOf(children, separator)];
  }
  return children.filter((child) => child.type !== 'scalar').map((child) => groupOf([child], ''));
}
