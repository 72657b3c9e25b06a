/** Characters of a quote. */
const longest = 70;
/** Letters that a quote must have to say anything. */
const fewestLetters = 5;

/** An address, a UUID or a hash, or a run of digits. */
const varying =
  /(?<![\w.+-])[a-z][a-z+.-]{1,12}:\/\/[^\s"'<>]+|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b(?=[a-f]{0,63}\d)[0-9a-f]{7,64}\b|\d+/g;
const letter = /\p{L}/u;
const letters = /\p{L}/gu;

/** A word of a masked line, and the blanks after it. */
type Word = { readonly text: string; readonly behind: string };

/** The date that a system log puts before each line. */
export const dated = /^[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d /;

/** A line with `#` for each number and for each id, without its date and blanks at its ends. */
export function masked(line: string): string {
  return line.trim().replace(dated, '').replace(varying, '#');
}

/**
 * What lines of one event have in common, verbatim except for `#`: the longest run of words that all have in the same
 * place, counted from the front or from the back. `undefined` if that says nothing.
 * @param masked the lines as `masked` gives them
 */
export function commonQuote(masked: Iterable<string>): string | undefined {
  // Most lines of an event are the same once masked.
  const rows = Array.from(new Set(masked), wordsOf);
  const [first] = rows;
  if (first === undefined) return undefined;
  const fromFront = runsOf(first, (place, row) => row[place], rows);
  const fromBack = runsOf(first, (place, row) => row[row.length - first.length + place], rows);
  const best = [...fromFront, ...fromBack].reduce((most, run) => (lettersOf(run) > lettersOf(most) ? run : most), '');
  return lettersOf(best) < fewestLetters ? undefined : shortened(best);
}

function wordsOf(line: string): readonly Word[] {
  return Array.from(line.matchAll(/(\S+)(\s*)/g), ([, text, behind]) => ({
    text: text as string,
    behind: behind as string,
  }));
}

/** Runs of words that all rows have, without words at their front that contain no letter. */
function runsOf(
  words: readonly Word[],
  wordAt: (place: number, row: readonly Word[]) => Word | undefined,
  rows: readonly (readonly Word[])[],
): readonly string[] {
  const runs: string[] = [];
  for (let start = 0; start < words.length; start++) {
    let run = '';
    for (let place = start; place < words.length; place++) {
      const { text, behind } = words[place] as Word;
      if (!rows.every((row) => wordAt(place, row)?.text === text)) break;
      start = place;
      if (run !== '' || letter.test(text)) run += text;
      if (!rows.every((row) => wordAt(place, row)?.behind === behind)) break;
      if (run !== '') run += behind;
    }
    if (run !== '') runs.push(run.trimEnd());
  }
  return runs;
}

function lettersOf(text: string): number {
  return text.match(letters)?.length ?? 0;
}

/** Cut between words, so that the rest still occurs verbatim. */
function shortened(quote: string): string {
  if (quote.length <= longest) return quote;
  const cut = quote.lastIndexOf(' ', longest);
  return quote.slice(0, cut > 0 ? cut : longest).replace(/[\ud800-\udbff]$/, '');
}
