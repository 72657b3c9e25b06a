import { childrenOf, type JsonNode } from './tree.ts';

/** The layout of a JSON text. Any value written with the right spacing gives its source back. */
export type Spacing = {
  /** The indentation per level; with `levels` 0 it is unused. */
  readonly indent: string;
  readonly newline: '\n' | '\r\n';
  /** How many outer levels have each child on a line of its own; `Infinity` for all, 0 for none. */
  readonly levels: number;
  /** From a key's end to its value, the colon included. */
  readonly colon: string;
  /** The comma and what follows it between children on one line. */
  readonly comma: string;
  /** The comma and what follows it before the line's end, between children on lines of their own. */
  readonly lineComma: string;
  /** The beginning of each line but the first: the value's indentation in a larger text. */
  readonly base: string;
};

/** Writes a value. */
export function writeSpaced(node: JsonNode, spacing: Spacing, level = 0): string {
  if (node.type === 'scalar') return node.raw;
  const children = childrenOf(node);
  const [opening, closing] = node.type === 'list' ? ['[', ']'] : ['{', '}'];
  if (children.length === 0) return opening + closing;
  const parts = children.map((child, index) => {
    const value = writeSpaced(child, spacing, level + 1);
    return node.type === 'record' ? `${node.keys[index]}${spacing.colon}${value}` : value;
  });
  if (level >= spacing.levels) return opening + parts.join(spacing.comma) + closing;
  const line = spacing.newline + spacing.base + spacing.indent.repeat(level);
  const inner = line + spacing.indent;
  return opening + inner + parts.join(spacing.lineComma + inner) + line + closing;
}

/** Whether the text has a value as `writeSpaced` would write it. */
export function isSpaced(text: string, node: JsonNode, spacing: Spacing, level = 0): boolean {
  if (node.type === 'scalar') return true;
  const children = childrenOf(node);
  if (children.length === 0) return node.end === node.start + 2;
  const own = level < spacing.levels;
  const line = own ? spacing.newline + spacing.base + spacing.indent.repeat(level) : '';
  const before = own ? line + spacing.indent : '';
  const between = own ? spacing.lineComma + before : spacing.comma;
  let at = node.start + 1;
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as JsonNode;
    const lead = index === 0 ? before : between;
    if (!text.startsWith(lead, at)) return false;
    at += lead.length;
    if (node.type === 'record') {
      if (node.keyStarts[index] !== at) return false;
      at += (node.keys[index] as string).length;
      if (!text.startsWith(spacing.colon, at)) return false;
      at += spacing.colon.length;
    }
    if (child.start !== at || !isSpaced(text, child, spacing, level + 1)) return false;
    at = child.end;
  }
  return text.startsWith(line, at) && node.end === at + line.length + 1;
}

type Found = { -readonly [Key in keyof Spacing]?: Spacing[Key] };

const maxNodesSeen = 4000;

/**
 * The spacing that a value seems to have, from the first places that show it. It is a guess: the caller writes the
 * value with it and compares.
 */
export function guessSpacing(text: string, node: JsonNode, base: string): Spacing {
  const found: Found = {};
  const queue: { node: JsonNode; level: number }[] = [{ node, level: 0 }];
  for (let index = 0; index < queue.length && index < maxNodesSeen; index++) {
    const { node: container, level } = queue[index] as { node: JsonNode; level: number };
    const children = childrenOf(container);
    if (container.type === 'scalar' || children.length === 0) continue;
    look(text, container, level, base, found);
    for (const child of children) if (child.type !== 'scalar') queue.push({ node: child, level: level + 1 });
    if (found.levels !== undefined && found.colon && found.comma && found.indent) break;
  }
  return {
    indent: found.indent ?? '',
    newline: found.newline ?? '\n',
    levels: found.levels ?? (found.indent === undefined ? 0 : Number.POSITIVE_INFINITY),
    colon: found.colon ?? ':',
    comma: found.comma ?? ',',
    lineComma: found.lineComma ?? ',',
    base,
  };
}

function look(text: string, node: Exclude<JsonNode, { type: 'scalar' }>, level: number, base: string, found: Found) {
  const children = childrenOf(node);
  const starts = node.type === 'record' ? node.keyStarts : children.map((child) => child.start);
  const lead = text.slice(node.start + 1, starts[0]);
  const between = children.length > 1 ? text.slice((children[0] as JsonNode).end, starts[1]) : undefined;
  if (node.type === 'record') {
    found.colon ??= text.slice(
      (starts[0] as number) + (node.keys[0] as string).length,
      (children[0] as JsonNode).start,
    );
  }
  const lineBreak = lead.indexOf('\n');
  if (lineBreak < 0) {
    found.levels = Math.min(found.levels ?? level, level);
    if (between !== undefined) found.comma ??= between;
    return;
  }
  found.newline ??= lead.startsWith('\r') ? '\r\n' : '\n';
  const indent = lead.slice(lineBreak + 1 + base.length);
  found.indent ??= indent.slice(0, Math.max(1, Math.floor(indent.length / (level + 1))));
  if (between !== undefined) found.lineComma ??= between.replace(/\r?\n[\s\S]*$/, '');
}

const tab = 'tab';

/** A few words for a spacing, from which `parseSpacing` reads it back. */
export function describeSpacing(spacing: Spacing): string {
  const words: string[] = [];
  const lines = spacing.levels > 0;
  if (lines) words.push(`indent=${describeIndent(spacing.indent)}`);
  if (lines && Number.isFinite(spacing.levels)) words.push(`levels=${spacing.levels}`);
  if (spacing.newline !== '\n') words.push('crlf');
  if (spacing.base !== '') words.push(`base=${describeIndent(spacing.base)}`);
  if (spacing.colon !== (lines ? ': ' : ':')) words.push(`colon=${JSON.stringify(spacing.colon)}`);
  if (spacing.comma !== ',') words.push(`comma=${JSON.stringify(spacing.comma)}`);
  if (spacing.lineComma !== ',') words.push(`line-comma=${JSON.stringify(spacing.lineComma)}`);
  return words.length === 0 ? 'compact' : words.join(' ');
}

function describeIndent(indent: string): string {
  if (indent === '\t') return tab;
  return /^ *$/.test(indent) ? `${indent.length}` : JSON.stringify(indent);
}

function parseIndent(word: string): string {
  if (word === tab) return '\t';
  return word.startsWith('"') ? (JSON.parse(word) as string) : ' '.repeat(Number(word));
}

/** The words of a description with their values: `name` or `name=value`, values as JSON strings if needed. */
export function parseWords(description: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const [, name, value] of description.matchAll(/([a-z-]+)(?:=("(?:[^"\\]|\\.)*"|\S+))?/g)) {
    words.set(name as string, value ?? '');
  }
  return words;
}

/** The inverse of `describeSpacing`. */
export function parseSpacing(words: ReadonlyMap<string, string>): Spacing {
  const quoted = (name: string, otherwise: string) => {
    const value = words.get(name);
    return value === undefined ? otherwise : (JSON.parse(value) as string);
  };
  const indent = words.get('indent');
  const lines = indent !== undefined;
  return {
    indent: indent === undefined ? '' : parseIndent(indent),
    newline: words.has('crlf') ? '\r\n' : '\n',
    levels: lines ? Number(words.get('levels') ?? Number.POSITIVE_INFINITY) : 0,
    colon: quoted('colon', lines ? ': ' : ':'),
    comma: quoted('comma', ','),
    lineComma: quoted('line-comma', ','),
    base: parseIndent(words.get('base') ?? '0'),
  };
}
