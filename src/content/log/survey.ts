import { findFamilies } from './families.ts';
import { createRawTemplates } from './raw-templates.ts';
import { type Weight, weighLine } from './severity.ts';
import { withoutStamp } from './stamp.ts';
import { lineTemplate } from './template.ts';
import { findFailureSections, findTraces } from './trace.ts';

/**
 * How the lines of a text divide into kinds, and each line's position in its kind; arrays are indexed by line, 0-based.
 */
export type Kinds = {
  /** Number of each line's kind. */
  readonly of: Uint32Array;
  /** How many earlier lines are of the same kind. */
  readonly rank: Uint32Array;
  /** How many lines each kind has, by its number. */
  readonly counts: Uint32Array;
};

/** What is known about the lines of a log before any is chosen; every array is indexed by line, from 0. */
export type Survey = {
  readonly lines: readonly string[];
  /** The same without the times that a CI service adds. */
  readonly bare: readonly string[];
  readonly weights: readonly Weight[];
  /** Lines with the same words and of the same weight. */
  readonly wordings: Kinds;
  /** Lines of the same event, regardless of names. */
  readonly families: Kinds;
  /** The family of each line, with lines that report success distinguished too. */
  readonly events: Uint32Array;
  readonly traces: readonly boolean[];
  readonly sections: readonly boolean[];
  /** Characters of the whole text, line ends included. */
  readonly size: number;
};

const routineMark = '#routine ';

/** Reads a log once. */
export function surveyLines(lines: readonly string[]): Survey {
  const bare = lines.map(withoutStamp);
  const { weights, wordings, templates } = readWordings(bare);
  const family = findFamilies(templates.map((template) => template.split(' ')));
  const routine = templates.findIndex((template) => template.startsWith(routineMark));
  const isRoutine = (index: number) => weights[index] === 'routine';
  return {
    lines,
    bare,
    weights,
    wordings: countKinds(
      wordings.map((wording, index) => (isRoutine(index) ? routine : wording)),
      templates.length,
    ),
    families: countKinds(
      wordings.map((wording, index) => family[isRoutine(index) ? routine : wording] as number),
      templates.length,
    ),
    events: wordings.map((wording) => family[wording] as number),
    traces: findTraces(bare),
    sections: findFailureSections(bare),
    size: lines.reduce((sum, line) => sum + line.length + 1, 0),
  };
}

/** Weight and wording of each line. Lines of one raw template are judged once, unless the masked parts could matter. */
function readWordings(lines: readonly string[]): {
  readonly weights: readonly Weight[];
  readonly wordings: Uint32Array;
  readonly templates: readonly string[];
} {
  const raw = createRawTemplates();
  const judged: ({ readonly weight: Weight; readonly wording: number } | undefined)[] = [];
  const numbers = new Map<string, number>();
  const wordings = new Uint32Array(lines.length);
  const weights: Weight[] = [];
  for (const [index, line] of lines.entries()) {
    const template = raw.numberOf(line);
    let reading = judged[template];
    if (reading === undefined) {
      const weight = weighLine(line);
      // The weight counts as a masked word: no two weights are ever one event.
      const text = `#${weight} ${lineTemplate(line, weight === 'plain')}`;
      const wording = numbers.get(text) ?? numbers.size;
      numbers.set(text, wording);
      reading = { weight, wording };
      if (!raw.hidesWords(template)) judged[template] = reading;
    }
    weights.push(reading.weight);
    wordings[index] = reading.wording;
  }
  return { weights, wordings, templates: [...numbers.keys()] };
}

function countKinds(of: Uint32Array, kinds: number): Kinds {
  const counts = new Uint32Array(kinds);
  const rank = of.map((kind) => {
    counts[kind] = (counts[kind] as number) + 1;
    return (counts[kind] as number) - 1;
  });
  return { of, rank, counts };
}
