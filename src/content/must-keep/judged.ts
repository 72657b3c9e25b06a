import type { ToolCall } from '../../model/block.ts';
import type { ContentKind } from '../../model/content.ts';

// `rg`, `grep` and their like as a command of their own, not as a filter behind a pipe.
const searches = /(?:^|[;&(]\s*|\bgit\s+)(?:rg|e?grep|ag|ack)\s/m;
const searchTool = /grep|search/i;
const hit = /^(?:[^\s:]*\.(\w+)[:-])?\d+[:-]|^[^\s:]*\.(\w+):/;
/** Files that hold what programs printed: a hit in one is a line of a log. */
const printed = /^(?:log|txt|out|err|output|\d+)$/i;
const tag = /<[^<>]*>/g;

/**
 * Tells which lines report what happened. Lines that only quote a file do not, whatever words they hold: the body of a
 * hunk, the hits of a search in sources, code.
 */
export function judgedLines(lines: readonly string[], kind?: ContentKind, call?: ToolCall): (index: number) => boolean {
  if (kind === 'code') return () => false;
  const inHunks = hunkLines(lines);
  const isSearch =
    kind === 'search' || (call !== undefined && (searches.test(call.command ?? '') || searchTool.test(call.tool)));
  return (index) => {
    if (inHunks?.[index] === 1) return false;
    if (!isSearch) return true;
    const match = hit.exec(lines[index] as string);
    return match === null || printed.test(match[1] ?? match[2] ?? 'ts');
  };
}

/** Lines between the head of a hunk and the next line that could not stand in one. */
function hunkLines(lines: readonly string[]): Uint8Array | undefined {
  let marks: Uint8Array | undefined;
  let inside = false;
  for (const [index, line] of lines.entries()) {
    const first = line.charCodeAt(0);
    if (first === 64 && line.startsWith('@@')) inside = line.includes(' @@', 2);
    else if (inside) {
      inside = line === '' || first === 32 || first === 43 || first === 45 || first === 92;
      if (inside) {
        marks ??= new Uint8Array(lines.length);
        marks[index] = 1;
      }
    }
  }
  return marks;
}

/** The lines of a page without tags, scripts and styles: what a reader of it sees. */
export function visibleLines(page: string): readonly string[] {
  return withoutElements(page).replace(tag, ' ').split('\n');
}

/** Line ends stay, so that lines keep their numbers. */
function withoutElements(page: string): string {
  const parts: string[] = [];
  const opening = /<(script|style|svg|template|!--)/gi;
  let from = 0;
  for (let match = opening.exec(page); match !== null; match = opening.exec(page)) {
    const name = (match[1] as string).toLowerCase();
    const close = name === '!--' ? '-->' : `</${name}`;
    const end = page.indexOf(close, opening.lastIndex);
    parts.push(page.slice(from, match.index));
    from = end < 0 ? page.length : end;
    parts.push(page.slice(match.index, from).replace(/[^\n]+/g, ''));
    opening.lastIndex = from;
    if (end < 0) break;
  }
  parts.push(page.slice(from));
  return parts.join('');
}
