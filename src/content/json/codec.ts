import { matchFrom } from '../../lib/match.ts';
import type { Codec } from '../../model/content.ts';
import { losslessNotice } from '../marker.ts';
import { completeRuns, findGroups, type Group } from './groups.ts';
import { describeLegend, findRepeated, parseLegend, withLegend, withoutLegend } from './legend.ts';
import { readRecords, recordsStart, writeRecords } from './records.ts';
import { alignRows, isReadable } from './rows.ts';
import { readSame, shareValues, unshareValues } from './same.ts';
import {
  describeSpacing,
  guessSpacing,
  isSpaced,
  parseSpacing,
  parseWords,
  type Spacing,
  writeSpaced,
} from './spacing.ts';
import { readTable, tableStart, writeTable } from './table.ts';
import { holdsText, readText, writeText } from './texts.ts';
import { childrenOf, compactText, type JsonNode, type ReadLayout, readValue } from './tree.ts';

const tableWords = 'JSON as a table; ';
const tableExplained = `blank cell: no such key; name=value in the header: that value in every row; `;
const recordsWords = 'JSON as records; ';
const recordsExplained = 'name=value below [records: that value in every record; ';
const minifiedWords = 'JSON minified; ';
const spacingWords = 'source spacing: ';
const legendWords = 'strings: ';
// Earlier versions put the beginnings of strings into the legend.
const noticePattern =
  /^\[headroom: lossless, JSON (?:as a table|as records|minified)(?:; strings(?: begin with|:) (.*?))?(?:;.*?)?; source spacing: (.*)\]$/gm;
const noticeCharacters = 100;
const textWords = 'a string after [text of N lines: as those lines; ';
const maxLevelsDown = 8;
const maxStringsDown = 3;
const manyRecords = 8;
const flatCharacters = 200;

/** The written form of a value, and the legend of strings that occur more than once in it. */
type Laid = { readonly body: string; readonly legend?: string };

/** Whether tables and references are used, or only spacing is removed. */
type Layout = (node: JsonNode) => Laid;

/** A codec that accepts the JSON of a text if it was already found. */
export type JsonCodec = Omit<Codec, 'encode'> & { encode(text: string, groups?: readonly Group[]): string | undefined };

/** JSON with arrays of records as tables, also inside strings, and without spacing, wherever it is in a text. */
export const tableCodec: JsonCodec = {
  name: 'json-table',
  encode: (text, groups) => encode(text, groups ?? findGroups(text), (node) => layOutShortest(node, 0)),
  decode,
};

/** The same without references: every value is in its own place. */
export const plainTableCodec: JsonCodec = {
  name: 'json-table',
  encode: (text, groups) =>
    encode(text, groups ?? findGroups(text), (node) => ({ body: layOut(node, maxStringsDown) })),
  decode,
};

/** Whether a form has values elsewhere in it, referenced by a number or a path. */
export function holdsReferences(form: string): boolean {
  return form.includes(`; ${legendWords}$1=`) || form.includes('[same as ');
}

/** JSON without its spacing, wherever it is in a text. */
export const minifyCodec: JsonCodec = {
  name: 'json-minify',
  encode: (text, groups) => encode(text, groups ?? findGroups(text), (node) => ({ body: compactText(node) })),
  decode,
};

/** The shorter of the layouts with and without references to values that appear earlier. */
function layOutShortest(root: JsonNode, depth: number): Laid {
  const shared = shareValues(root);
  const forms = (shared === root ? [root] : [root, shared]).map((node) => {
    const repeated = findRepeated(node);
    if (repeated.length === 0) return { body: layOut(node, depth) };
    return { body: layOut(withLegend(node, repeated), depth), legend: describeLegend(repeated) };
  });
  const lengthOf = ({ body, legend = '' }: Laid) => body.length + legend.length;
  return forms.reduce((best, each) => (lengthOf(each) < lengthOf(best) ? each : best));
}

/**
 * A value as compact JSON in which each array is a table or a list of records, and each string that holds JSON the
 * lines of its text, where that is shorter.
 * @param depth how many strings contain the value
 */
function layOut(node: JsonNode, depth: number): string {
  if (node.type === 'scalar') {
    return (depth < maxStringsDown ? writeText(node, (text) => encodeInner(text, depth + 1)) : undefined) ?? node.raw;
  }
  if (node.type === 'record') {
    return `{${node.keys.map((key, index) => `${key}:${layOut(node.values[index] as JsonNode, depth)}`).join(',')}}`;
  }
  const rows = alignRows(node.items);
  const lines = rows === undefined ? undefined : isReadable(rows) ? writeTable(rows) : writeRecords(rows);
  if (lines !== undefined && node.items.length >= manyRecords && node.items.every(isFlat)) {
    if (lines.length < node.end - node.start) return lines;
  }
  const plain = `[${node.items.map((item) => layOut(item, depth)).join(',')}]`;
  return lines !== undefined && lines.length < plain.length ? lines : plain;
}

/** A record of short scalars: more than a few of these are shorter in a table than in any other layout. */
function isFlat(node: JsonNode): boolean {
  return (
    node.type === 'record' && node.values.every((value) => value.type === 'scalar' && value.raw.length < flatCharacters)
  );
}

/** The text of a string whose own JSON is in the layout; the notice that explains the layout precedes the whole. */
function encodeInner(text: string, depth: number): string | undefined {
  return encode(text, findGroups(text), (node) => layOutShortest(node, depth), true);
}

/** A part of the source that is rewritten. */
type Piece = Laid & { readonly start: number; readonly end: number; readonly description: string };

function encode(text: string, groups: readonly Group[], layout: Layout, alreadyExplained = false): string | undefined {
  if (text.includes('[headroom:')) return undefined;
  const pieces = groups.flatMap((group) => encodeGroup(text, group, layout, 0));
  if (pieces.length === 0) return undefined;
  let encoded = '';
  let at = 0;
  const explained = { tables: alreadyExplained, records: alreadyExplained, texts: alreadyExplained };
  for (const piece of pieces) {
    const before = text.slice(at, piece.start);
    const inline = before !== '' && !before.endsWith('\n');
    const tables = piece.body.includes(tableStart);
    const records = piece.body.includes(recordsStart);
    const texts = holdsText(piece.body);
    const head = tables ? tableWords : records ? recordsWords : minifiedWords;
    const legend = piece.legend === undefined ? '' : `${legendWords}${piece.legend}; `;
    const explanations = [
      tables && !explained.tables ? tableExplained : '',
      records && !explained.records ? recordsExplained : '',
      texts && !explained.texts ? textWords : '',
    ].join('');
    explained.tables ||= tables;
    explained.records ||= records;
    explained.texts ||= texts;
    const notice = losslessNotice(
      `${head}${legend}${explanations}${spacingWords}${piece.description}${inline ? ' inline' : ''}`,
    );
    encoded += `${before}${inline ? '\n' : ''}${notice}\n${piece.body}`;
    at = piece.end;
  }
  encoded += text.slice(at);
  return encoded.length < text.length && decode(encoded) === text ? encoded : undefined;
}

/** The group as one piece or, if its spacing follows no rule, the pieces of its children. */
function encodeGroup(text: string, group: Group, layout: Layout, level: number): Piece[] {
  const { values, separator, start, end } = group;
  const spacing = spacingOf(text, group);
  if (spacing !== undefined) {
    const many = values.length > 1;
    const node: JsonNode = many ? { type: 'list', start, end, items: [...values] } : (values[0] as JsonNode);
    const laid = layout(node);
    const between = many ? ` between=${JSON.stringify(separator)}` : '';
    const description = describeSpacing(spacing) + between;
    const cost = noticeCharacters + description.length + (laid.legend?.length ?? 0);
    return laid.body.length + cost < end - start ? [{ ...laid, start, end, description }] : [];
  }
  if (level >= maxLevelsDown) return [];
  const inner =
    values.length > 1
      ? values.map((value) => ({ values: [value], separator: '', start: value.start, end: value.end }))
      : completeRuns(text, values[0] as JsonNode);
  return inner.flatMap((each) =>
    each.end - each.start < noticeCharacters ? [] : encodeGroup(text, each, layout, level + 1),
  );
}

/** The spacing that restores every value of the group, if there is one. */
function spacingOf(text: string, group: Group): Spacing | undefined {
  const lineBegin = text.lastIndexOf('\n', group.start - 1) + 1;
  const base = (/^[ \t]*/.exec(text.slice(lineBegin, group.start)) as RegExpExecArray)[0];
  const sample =
    group.values.find((value) => childrenOf(value).some((child) => child.type !== 'scalar')) ?? group.values[0];
  const spacing = guessSpacing(text, sample as JsonNode, base);
  return group.values.every((value) => isSpaced(text, value, spacing)) ? spacing : undefined;
}

const readLayout: ReadLayout = (text, position) =>
  readTable(text, position) ??
  readRecords(text, position) ??
  readSame(text, position) ??
  readText(text, position, decode);

function decode(text: string): string {
  let decoded = '';
  let at = 0;
  for (;;) {
    const notice = matchFrom(noticePattern, text, at);
    if (notice === null) return decoded + text.slice(at);
    const legend = parseLegend(notice[1] ?? '');
    const words = parseWords(notice[2] as string);
    const before = text.slice(at, notice.index);
    const read = readValue(text, notice.index + notice[0].length + 1, readLayout);
    if (read.node === undefined) return decoded + text.slice(at);
    decoded += words.has('inline') ? before.slice(0, -1) : before;
    const spacing = parseSpacing(words);
    const between = words.get('between');
    const node = withoutLegend(unshareValues(read.node), legend);
    const values = between === undefined ? [node] : childrenOf(node);
    const written = values.map((value) => writeSpaced(value, spacing));
    decoded += written.join(between === undefined ? '' : (JSON.parse(between) as string));
    at = read.end;
  }
}
