/** A sentence of a line, with the white space after it. `from` is its position, in characters. */
export type Sentence = { readonly from: number; readonly text: string };

const end = /[.!?…]["'”’)\]]*[ \t]+|[。！？]["'”’」』）]*|[؟۔।]["'”’)\]]*[ \t]*/g;
const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|cf|vs|etc|ca|approx|resp|al|no|vol|fig|eq|ch|sec|pp?|mr|mrs|ms|dr|prof|st|jr|sr|inc|ltd|co|corp|gen|lt|col|sgt|rev|hon|pres|gov|[a-z]|(?:[a-z]\.)+[a-z])\.$/i;
/** A shorter sentence stays with the one before it. */
const shortest = 24;

/**
 * Cuts a line after its sentences; the joined pieces are the line. Abbreviations and initials do not end a sentence.
 */
export function splitSentences(line: string): readonly Sentence[] {
  const found: Sentence[] = [];
  let from = 0;
  for (const match of line.matchAll(end)) {
    const cut = match.index + match[0].length;
    if (cut - from < shortest || cut >= line.length) continue;
    if (match[0].startsWith('.') && abbreviation.test(line.slice(Math.max(from, match.index - 12), match.index + 1)))
      continue;
    const next = line[cut] as string;
    if (/[.!?…]/.test(match[0][0] as string) && next >= 'a' && next <= 'z') continue;
    found.push({ from, text: line.slice(from, cut) });
    from = cut;
  }
  if (from < line.length) found.push({ from, text: line.slice(from) });
  return found;
}
