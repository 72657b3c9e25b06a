import { type Field, fieldOf, newField, type Told } from './fields.ts';
import { fewestNumbers, findFarOut } from './outliers.ts';
import { createRecordFacts, type JsonFacts } from './record-facts.ts';

/** An object or array that is open. */
type Frame = {
  readonly array: boolean;
  readonly field: Field;
  /** It reports a failure: a status says so, or it is under an error. */
  failing: boolean;
  /** Fields and offsets of the strings that would report it. */
  readonly told: Told[];
};

/** A string with line ends of at least this length is a text of its own. */
const longestPhrase = 200;

/**
 * Reads consecutive JSON values (a document, JSON lines) as far as they go: truncation or anything but JSON ends it.
 * Linear; depth is unlimited.
 * @returns `undefined` if the text does not begin with an object or array of some size
 */
export function readRecords(text: string): JsonFacts | undefined {
  const first = /\S/.exec(text)?.[0];
  if (first !== '{' && first !== '[') return undefined;
  const facts = createRecordFacts(text);
  const root = newField('');
  const frames = createFrames(text, root, facts);
  let index = 0;
  let whole = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === 32 || code === 10 || code === 13 || code === 9 || code === 44) {
      index++;
      continue;
    }
    const next = frames.read(code, index);
    if (next === undefined) break;
    index = next;
    if (frames.depth() === 0) whole = index;
  }
  frames.end();
  const read = index >= text.length ? text.length : whole > 0 ? whole : index;
  return facts.finish(root, read, (numbers) => (numbers.length < fewestNumbers ? [] : findFarOut(numbers)));
}

/** The stack of open containers while JSON is read, one sign, string or literal after another. */
function createFrames(text: string, root: Field, facts: ReturnType<typeof createRecordFacts>) {
  const stack: Frame[] = [];
  let key: Field | undefined;

  const scalar = (frame: Frame, start: number, end: number, isString: boolean): void => {
    const field = key ?? frame.field;
    key = undefined;
    if (!isString) {
      facts.scalar(field, start, end);
      return;
    }
    if (end - start > longestPhrase && text.slice(start, end).includes('\\n')) facts.text(start, end);
    if (field.role === 'none' && !(frame.array && frame.failing)) return;
    if (facts.saysFailure(field, start, end)) frame.failing = true;
    frame.told.push({ field, start, end });
  };

  const string = (frame: Frame, start: number): number | undefined => {
    const end = stringEnd(text, start);
    if (end < 0) return undefined;
    if (frame.array || key !== undefined) {
      scalar(frame, start, end, true);
      return end + 1;
    }
    const colon = skipSpace(text, end + 1);
    if (text.charCodeAt(colon) !== 58) return undefined;
    key = fieldOf(frame.field, text.slice(start, end));
    return colon + 1;
  };

  const open = (frame: Frame | undefined, array: boolean): void => {
    const field = key ?? frame?.field ?? root;
    const failing = field.role === 'error' || (frame?.array === true && frame.failing);
    stack.push({ array, field, failing, told: [] });
    key = undefined;
  };

  const close = ({ failing, told }: Frame): void => {
    if (failing && told.length > 0) facts.record(told);
    key = undefined;
  };

  return {
    depth: () => stack.length,
    /** Reads the value at an offset and returns its end; `undefined` if no JSON continues there. */
    read(code: number, at: number): number | undefined {
      const frame = stack.at(-1);
      if (code === 123 || code === 91) {
        if (frame?.array === false && key === undefined) return undefined;
        open(frame, code === 91);
        return at + 1;
      }
      if (frame === undefined) return undefined;
      if (code === 34) return string(frame, at + 1);
      if (code === 125 || code === 93) {
        if (frame.array !== (code === 93)) return undefined;
        stack.pop();
        close(frame);
        return at + 1;
      }
      const end = literalEnd(text, at);
      if (end === at) return undefined;
      scalar(frame, at, end, false);
      return end;
    },
    end(): void {
      for (const frame of stack) close(frame);
    },
  };
}

/** Offset of the quote that ends a string, or -1. */
function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (before >= from && text.charCodeAt(before) === 92) before--;
    if ((end - 1 - before) % 2 === 0) return end;
  }
  return -1;
}

function skipSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && text.charCodeAt(index) <= 32) index++;
  return index;
}

/** The end of a number or `true`, `false`, `null`; `from` if there is none. */
function literalEnd(text: string, from: number): number {
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, from)) return from + word.length;
  let index = from;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const numeric =
      (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || code === 69 || code === 101;
    if (!numeric) break;
  }
  return index;
}
