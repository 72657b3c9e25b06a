import { findJson } from '../detect/json-scan.ts';
import type { Stretch } from './stretch.ts';

/** The look of lines inside multi-line JSON, and of lines that never begin it. */
const inside =
  /^\s*(?:[[\]{}],?|"(?:[^"\\]|\\.){0,200}"\s*:.*|(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null),?|[\]}][,\]}\s]*)$/;
/** Lines before or after a group that may belong to the document that was cut. */
const mostAround = 12;

/**
 * The lines that are JSON: whole documents, lines of JSON, and documents that were cut off at either end as far as they
 * can be read. A value after other words in its line does not count.
 */
export function findJsonLines(text: string, lines: readonly string[]): readonly Stretch[] {
  if (!text.includes('{') && !text.includes('[')) return [];
  const found: Stretch[] = [];
  let line = 0;
  let lineStart = 0;
  const moveTo = (character: number) => {
    for (;;) {
      const next = lineStart + (lines[line] as string).length + 1;
      if (next > character || line + 1 >= lines.length) return;
      lineStart = next;
      line++;
    }
  };
  for (const { start, end, complete } of findJson(text)) {
    moveTo(start);
    const first = line;
    const before = text.slice(lineStart, start);
    moveTo(end - 1);
    const after = text.slice(end, lineStart + (lines[line] as string).length);
    if (!/^\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*)?$/.test(before) || (complete && !/^[\s,\]}]*$/.test(after))) continue;
    const last = found.at(-1);
    const from = reachUp(lines, first, last?.end ?? 0);
    const to = reachDown(lines, line + 1);
    if (last !== undefined && from <= last.end) found[found.length - 1] = { ...last, end: Math.max(last.end, to) };
    else found.push({ start: from, end: to, shape: 'json' });
  }
  return found;
}

function reachUp(lines: readonly string[], start: number, floor: number): number {
  let at = start;
  while (at > floor && start - at < mostAround && inside.test((lines[at - 1] as string).slice(0, 400))) at--;
  return at;
}

function reachDown(lines: readonly string[], end: number): number {
  let at = end;
  while (at < lines.length && at - end < mostAround && inside.test((lines[at] as string).slice(0, 400))) at++;
  return at;
}
