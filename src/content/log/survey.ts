import { findFamilies } from './families.ts';
import { type Weight, weighLine } from './severity.ts';
import { withoutStamp } from './stamp.ts';
import { lineTemplate } from './template.ts';
import { findFailureSections, findTraces } from './trace.ts';

/** How the lines of a text divide into kinds, and where each stands among its like; arrays are indexed by line, from 0. */
export type Kinds = {
  /** Number of each line's kind. */
  readonly of: Uint32Array;
  /** How many lines of the same kind stand above. */
  readonly rank: Uint32Array;
  /** How many lines each kind has, by its number. */
  readonly counts: Uint32Array;
};

/** What is known about the lines of a log before any is chosen; every array is indexed by line, from 0. */
export type Survey = {
  readonly lines: readonly string[];
  /** The same without the times that a CI service puts before them. */
  readonly bare: readonly string[];
  readonly weights: readonly Weight[];
  /** Lines with the same words. */
  readonly wordings: Kinds;
  /** Lines of the same event, whatever names stand in it. */
  readonly families: Kinds;
  /** What the lines of a family say, with `#` for numbers and paths: its first template, without what stands for a time. */
  readonly wordingOf: (family: number) => string;
  readonly traces: readonly boolean[];
  readonly sections: readonly boolean[];
  /** Characters of the whole text, line ends included. */
  readonly size: number;
};

/** Reads a log once. */
export function surveyLines(lines: readonly string[]): Survey {
  const numbers = new Map<string, number>();
  const wordings = new Uint32Array(lines.length);
  const weights: Weight[] = [];
  let size = 0;
  const bare = lines.map(withoutStamp);
  for (const [index, line] of bare.entries()) {
    const weight = weighLine(line);
    const template = weight === 'routine' ? 'routine' : lineTemplate(line, weight === 'plain');
    let number = numbers.get(template);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(template, number);
    }
    wordings[index] = number;
    weights.push(weight);
    size += (lines[index] as string).length + 1;
  }
  const templates = [...numbers.keys()];
  const family = findFamilies(templates.map((template) => template.split(' ')));
  const firstOf = new Map<number, string>();
  for (const [number, template] of templates.entries()) {
    if (!firstOf.has(family[number] as number)) firstOf.set(family[number] as number, template);
  }
  return {
    lines,
    bare,
    weights,
    wordings: countKinds(wordings, numbers.size),
    families: countKinds(
      wordings.map((wording) => family[wording] as number),
      numbers.size,
    ),
    wordingOf: (each) => (firstOf.get(each) ?? '').replace(/^[#/*\W]+ (?=\S)/, '').trim(),
    traces: findTraces(bare),
    sections: findFailureSections(bare),
    size,
  };
}

function countKinds(of: Uint32Array, kinds: number): Kinds {
  const counts = new Uint32Array(kinds);
  const rank = of.map((kind) => {
    counts[kind] = (counts[kind] as number) + 1;
    return (counts[kind] as number) - 1;
  });
  return { of, rank, counts };
}
