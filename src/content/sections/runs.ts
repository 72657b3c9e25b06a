import { isBlob, isBlobLine } from '../blob/blob.ts';
import { isContextLine, isDiagnosticLine, isHitLine, isListingLine, isPathLine } from '../detect/line-shapes.ts';
import type { Shape, Stretch } from './stretch.ts';

/** Fewer lines of one shape than this are not a stretch of their own. */
const fewestLines = 6;
/** This many consecutive lines of no shape do not end a stretch. */
const mostBetween = 3;
/** The share of a stretch's lines that have its shape. */
const share = 0.6;
/** Lines after which a stretch must have its share. */
const judgedAfter = 12;
const looked = 400;

type Run = { readonly found: boolean; readonly end: number };
const numbered = /^\s*\d+[\t→]/;

/** What may be distinguished by shape. */
export type RunOptions = {
  /** Lines with a place and a text count as hits; otherwise they may be build output. */
  readonly hits: boolean;
  /** A search was run: context lines and error messages count as hits too. */
  readonly searched: boolean;
  /** Whether a line was printed as a separator between two outputs. */
  readonly isBorder: (line: string) => boolean;
};

/** The stretches of lines from `start` to before `end`, in order and without gaps. */
export function findRuns(
  lines: readonly string[],
  start: number,
  end: number,
  options: RunOptions,
): readonly Stretch[] {
  const found: Stretch[] = [];
  const add = (from: number, to: number, shape: Shape) => {
    if (from >= to) return;
    const border = options.isBorder(lines[from] as string);
    found.push(border ? { start: from, end: to, shape, border } : { start: from, end: to, shape });
  };
  let loose = start;
  let index = start;
  while (index < end) {
    if (options.isBorder(lines[index] as string)) {
      add(loose, index, 'loose');
      loose = index++;
      continue;
    }
    const shape = shapeOf(lines[index] as string, options);
    if (shape === 'loose') {
      index++;
      continue;
    }
    const run = readRun(lines, index, end, shape, options);
    if (run.found) {
      add(loose, index, 'loose');
      add(index, run.end, shape);
      loose = run.end;
    }
    index = run.end;
  }
  add(loose, end, 'loose');
  return found;
}

/**
 * The end (exclusive) of a stretch of one shape. If it is not one, how far it was read: that part is not read again.
 */
function readRun(lines: readonly string[], start: number, end: number, shape: Shape, options: RunOptions): Run {
  if (shape === 'blob') return readBlob(lines, start, end);
  let count = 0;
  let last = start;
  for (let index = start; index < end && index - last <= mostBetween; index++) {
    const line = lines[index] as string;
    if (options.isBorder(line)) break;
    if (fits(line, shape, options)) {
      count++;
      if (!isSoft(line, shape)) last = index;
    } else if (index - start >= judgedAfter && count < (index - start) * share) break;
  }
  const found = count >= fewestLines && count >= (last + 1 - start) * share;
  return { found, end: last + 1 };
}

function readBlob(lines: readonly string[], start: number, end: number): Run {
  let index = start;
  while (index < end && isBlobLine(lines[index] as string)) index++;
  return { found: isBlob(lines, start, index), end: index };
}

function fits(line: string, shape: Shape, options: RunOptions): boolean {
  const own = shapeOf(line, options);
  if (own === shape) return true;
  if (shape === 'hits') return isHitLine(line.slice(0, looked)) || isContextLine(line.slice(0, looked));
  return isSoft(line, shape);
}

/** The lines between the folders of a listing, which do not end it. */
function isSoft(line: string, shape: Shape): boolean {
  return shape === 'listing' && (line === '' || /^\S.{0,300}:$/.test(line));
}

function shapeOf(line: string, { hits, searched }: RunOptions): Shape {
  const first = line.charCodeAt(0);
  if (Number.isNaN(first)) return 'loose';
  if (isBlobLine(line)) return 'blob';
  const head = line.length > looked ? line.slice(0, looked) : line;
  // Blanks and digits begin the lines of numbered files; a listing begins with letters, a hit or a path with anything
  // else.
  if (first === 32 || first === 9 || (first >= 48 && first <= 57)) {
    if (numbered.test(head)) return 'numbered';
    if (first === 32 || first === 9) return 'loose';
  }
  if (isListingLine(head)) return 'listing';
  if (!/[./\\]/.test(head)) return searched && isContextLine(head) ? 'hits' : 'loose';
  if (isHitLine(head)) return searched || (hits && !isDiagnosticLine(head)) ? 'hits' : 'loose';
  if (searched && isContextLine(head)) return 'hits';
  return isPathLine(head) ? 'paths' : 'loose';
}
