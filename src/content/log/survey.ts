import { type Weight, weighLine } from './severity.ts';
import { lineTemplate } from './template.ts';
import { findFailureSections, findTraces } from './trace.ts';

/** What is known about the lines of a log before any is chosen; every array is indexed by line, from 0. */
export type Survey = {
  readonly lines: readonly string[];
  readonly weights: readonly Weight[];
  /** Number of each line's template. */
  readonly templates: Uint32Array;
  /** How many lines of the same template stand above. */
  readonly rank: Uint32Array;
  /** How many lines each template has, by template number. */
  readonly counts: readonly number[];
  readonly traces: readonly boolean[];
  readonly sections: readonly boolean[];
  /** Characters of the whole text, line ends included. */
  readonly size: number;
};

/** Reads a log once. */
export function surveyLines(lines: readonly string[]): Survey {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const templates = new Uint32Array(lines.length);
  const rank = new Uint32Array(lines.length);
  const weights: Weight[] = [];
  let size = 0;
  for (const [index, line] of lines.entries()) {
    const weight = weighLine(line);
    const template = weight === 'routine' ? 'routine' : lineTemplate(line, weight === 'plain');
    let number = numbers.get(template);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(template, number);
    }
    templates[index] = number;
    rank[index] = counts[number] ?? 0;
    counts[number] = (counts[number] ?? 0) + 1;
    weights.push(weight);
    size += line.length + 1;
  }
  return {
    lines,
    weights,
    templates,
    rank,
    counts,
    traces: findTraces(lines),
    sections: findFailureSections(lines),
    size,
  };
}
