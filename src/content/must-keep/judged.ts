import type { ToolCall } from '../../model/block.ts';
import type { ContentKind } from '../../model/content.ts';
import { lineAt, type Scan } from './scan.ts';

// `rg`, `grep` and their like as a command of their own, not as a filter after a pipe.
const searches = /(?:^|[;&(]\s*|\bgit\s+)(?:rg|e?grep|ag|ack)\s/m;
const searchTool = /grep|search/i;
const hit = /^(?:[^\s:]*\.(\w+)[:-])?\d+[:-]|^[^\s:]*\.(\w+):/;
/** Files that contain program output: a hit in one is a line of a log. */
const printed = /^(?:log|txt|out|err|output|\d+)$/i;

/**
 * Says which lines report what happened. Lines that only quote a file do not, whatever their words: the body of a hunk,
 * the hits of a search in sources, code.
 */
export function judgedLines(scan: Scan, kind?: ContentKind, call?: ToolCall): (index: number) => boolean {
  if (kind === 'code') return () => false;
  const inHunks = hunkLines(scan);
  const isSearch =
    kind === 'search' || (call !== undefined && (searches.test(call.command ?? '') || searchTool.test(call.tool)));
  return (index) => {
    if (inHunks?.[index] === 1) return false;
    if (!isSearch) return true;
    const match = hit.exec(lineAt(scan, index));
    return match === null || printed.test(match[1] ?? match[2] ?? 'ts');
  };
}

/** Lines between the head of a hunk and the next line that cannot be in one. */
function hunkLines({ text, starts, count }: Scan): Uint8Array | undefined {
  let marks: Uint8Array | undefined;
  let inside = false;
  for (let index = 0; index < count; index++) {
    const start = starts[index] as number;
    const first = text.charCodeAt(start);
    if (first === 64 && text.startsWith('@@', start)) {
      inside = text.slice(start, (starts[index + 1] as number) - 1).includes(' @@', 2);
    } else if (inside) {
      inside = first === 10 || first === 32 || first === 43 || first === 45 || first === 92;
      if (inside) {
        marks ??= new Uint8Array(count);
        marks[index] = 1;
      }
    }
  }
  return marks;
}

/** Lines that are examined, spread over the text. */
const sampled = 40;
const jsonLine = /^\s*(?:"[^"]*"\s*:|[[\]{}],?\s*$|(?:"[^"]*"|-?[\d.]+|true|false|null),?\s*$)/;

/**
 * Whether a text is indented JSON whose beginning is cut off: such lines are alike, but are not a series of reports.
 */
export function isPieceOfJson(scan: Scan): boolean {
  const step = Math.max(1, Math.floor(scan.count / sampled));
  let [seen, matching] = [0, 0];
  for (let index = 0; index < scan.count; index += step) {
    seen++;
    if (jsonLine.test(lineAt(scan, index).slice(0, 1000))) matching++;
  }
  return seen > 0 && matching >= seen * 0.8;
}
