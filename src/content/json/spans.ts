import { matchEnd } from '../../lib/match.ts';
import { childrenOf, compactText, type JsonNode } from './tree.ts';

/** A part of a source that is replaced. Spans may be nested but do not overlap otherwise. */
export type Span = {
  readonly start: number;
  readonly end: number;
  /** The replacement: lines of their own, without the last line's end. */
  render(): string;
  /** Whether white space around it is removed, so that no empty line stays; not in strings, where it counts. */
  readonly tidy: boolean;
};

/** Writes parts of a source with its spans replaced. */
export type Writer = {
  /** A part of the source. */
  write(start: number, end: number): string;
  /** A value without its spacing. */
  writeCompact(node: JsonNode): string;
};

/** Creates a writer; `spans` in any order. */
export function createWriter(text: string, spans: readonly Span[]): Writer {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const write = (start: number, end: number): string => {
    let out = '';
    let at = start;
    for (let index = firstFrom(sorted, start); index < sorted.length; index++) {
      const span = sorted[index] as Span;
      if (span.start >= end) break;
      if (span.start < at || span.end > end) continue;
      const before = out + text.slice(at, span.start);
      out = span.tidy ? endLine(before.replace(/[ \t]+$/, '')) : `${before}\n`;
      out += `${span.render()}\n`;
      at = span.end;
      if (span.tidy) at = behindSpace(text, at, end);
    }
    return out + text.slice(at, end);
  };
  const compact = (node: JsonNode): string => {
    if (!holdsSpan(sorted, node)) return compactText(node);
    if (node.type === 'scalar') return write(node.start, node.end);
    let out = node.type === 'list' ? '[' : '{';
    let after = node.start;
    const children = childrenOf(node);
    for (const [index, child] of children.entries()) {
      const start = node.type === 'record' ? (node.keyStarts[index] as number) : child.start;
      if (start < after) continue;
      const span = sorted[firstFrom(sorted, start)];
      if (span?.start === start && span.tidy && span.end >= child.end && span.end <= node.end) {
        out = `${endLine(out)}${span.render()}\n`;
        after = span.end;
        continue;
      }
      out += (node.type === 'record' ? `${node.keys[index]}:` : '') + compact(child);
      if (index < children.length - 1) out += ',';
    }
    return out + (node.type === 'list' ? ']' : '}');
  };
  return { write, writeCompact: compact };
}

/** A text with a line end after its last line; an empty one stays empty. */
export function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

const restOfLine = /[ \t]*(?:\r?\n)?/y;

function behindSpace(text: string, at: number, end: number): number {
  return Math.min(end, matchEnd(restOfLine, text, at));
}

function holdsSpan(spans: readonly Span[], node: JsonNode): boolean {
  for (let index = firstFrom(spans, node.start); index < spans.length; index++) {
    const span = spans[index] as Span;
    if (span.start >= node.end) return false;
    if (span.end <= node.end) return true;
  }
  return false;
}

/** The index of the first span that starts at or after a position. */
function firstFrom(spans: readonly Span[], position: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
