import { type NumberedLines, readNumbered, windowHash } from './numbered.ts';

/** A text that appears earlier in the same request, as it is sent. */
export type Shown = {
  /** Identifies the text and its exact bytes. */
  readonly id: string;
  readonly text: string;
  /** The name of the place: a file's path or a command line; empty where there is no name. */
  readonly place: string;
  /** The model wrote it itself, as arguments of a call. */
  readonly own: boolean;
};

/** One run of lines to compare with: a text, or a string inside one. */
export type Piece = { readonly shown: Shown; readonly lines: NumberedLines };

/** The place of a window of lines. */
export type Posting = { readonly piece: number; readonly line: number };

/** Lines that are looked up together. */
export const windowLines = 3;
/** Lines between two windows that are kept: half as many places, and a run is found at its second line at the latest. */
export const windowStep = 2;
/** Places kept for one window: lines that occur everywhere point at nothing in particular. */
const mostPostings = 16;
/** More than any text has lines: places are stored as one number. */
const mostLines = 2 ** 26;
/** Characters that a window must have to be worth finding. */
const fewestCharacters = 12;
/** JSON of more characters is not read for the strings in it. */
const mostJsonCharacters = 1_000_000;

/** An index of the lines of all earlier texts by content. */
export type ShownIndex = {
  readonly pieces: readonly Piece[];
  /** Characters of all texts. */
  readonly size: number;
  add(shown: Shown): void;
  /** The places of a window, the earliest first. */
  find(hash: number): readonly Posting[];
  /** The text that is the same from end to end, the latest. */
  whole(text: string): Shown | undefined;
};

/**
 * An index of earlier texts, filled in the order of the prompt. The same order always finds the same places.
 * @param read returns a text as its lines are to be compared, if it is sent in another layout
 */
export function createShownIndex(read: (text: string) => string = (text) => text): ShownIndex {
  const pieces: Piece[] = [];
  const postings = new Map<number, number | number[]>();
  const texts = new Map<string, Shown>();
  let size = 0;
  return {
    pieces,
    get size() {
      return size;
    },
    add(shown) {
      size += shown.text.length;
      if (!shown.own) texts.set(shown.text, shown);
      for (const text of piecesOf(read(shown.text), shown.own)) {
        const piece = pieces.length;
        const lines = readNumbered(text, !shown.own);
        pieces.push({ shown, lines });
        for (let line = 0; line + windowLines <= lines.count; line += windowStep) {
          if (charactersOf(lines, line) < fewestCharacters) continue;
          const hash = windowHash(lines, line, windowLines);
          const here = piece * mostLines + line;
          const known = postings.get(hash);
          if (known === undefined) postings.set(hash, here);
          else if (typeof known === 'number') postings.set(hash, [known, here]);
          else if (known.length < mostPostings) known.push(here);
          else known[mostPostings - 1] = here;
        }
      }
    },
    find(hash) {
      const known = postings.get(hash) ?? [];
      return (typeof known === 'number' ? [known] : known).map((each) => ({
        piece: Math.floor(each / mostLines),
        line: each % mostLines,
      }));
    },
    whole: (text) => texts.get(text),
  };
}

function charactersOf(lines: NumberedLines, start: number): number {
  let characters = 0;
  for (let line = start; line < start + windowLines; line++) characters += lines.body(line).length;
  return characters;
}

/** The text itself, and the long strings of JSON in it; of a patch also its new lines without their marks. */
function piecesOf(text: string, own: boolean): readonly string[] {
  const strings = longStrings(text);
  const whole = strings.length > 0 && own ? [] : [text];
  const patches = [text, ...strings].filter(isPatch).map(withoutMarks);
  return [...whole, ...strings, ...patches].filter((piece) => piece.includes('\n'));
}

function longStrings(text: string): readonly string[] {
  const first = /^\s*([[{])/.exec(text.slice(0, 100));
  if (first === null || text.length > mostJsonCharacters) return [];
  try {
    const found: string[] = [];
    collectStrings(JSON.parse(text), found, 0);
    return found;
  } catch {
    return [];
  }
}

function collectStrings(value: unknown, found: string[], depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\n')) found.push(value);
    return;
  }
  if (typeof value !== 'object' || value === null || depth > 20) return;
  for (const each of Object.values(value)) collectStrings(each, found, depth + 1);
}

function isPatch(text: string): boolean {
  return /^(?:\*\*\* Begin Patch|@@|diff --git )/m.test(text);
}

/** The lines that a patch leaves behind, as the file has them; others keep their place so that numbers stay true. */
function withoutMarks(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith('+') || line.startsWith(' ') ? line.slice(1) : `\0${line}`))
    .join('\n');
}
