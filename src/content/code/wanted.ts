/** What somebody looks for in a text. */
export type Wanted = {
  /** Words of the user: a function of that name is looked for. */
  readonly names: ReadonlySet<string>;
  /** For each row, how many rows before it contain something that is looked for; one entry more than there are rows. */
  readonly above: Int32Array;
};

/** How many characters of the user's words and of the call are read. */
const looked = 4000;
const mostWords = 40;
/** A word that occurs on more rows than this does not help to find one of them. */
const mostRows = 8;
/** Compound names and paths; plain words match by chance. */
const compound = /[\w$]+(?:[./:-]+[\w$]+)*/g;
const shaped = /[a-z][A-Z]|[A-Z][a-z]+[A-Z]|\w_\w|[A-Za-z]\d|\d[A-Za-z]|\w[./:]\w|^\d{4,}$/;

/** Finds what the user's last words or the call name. Linear in the text for each of a bounded number of words. */
export function findWanted(rows: readonly string[], asked: string | undefined, command: string | undefined): Wanted {
  const names = new Set(asked?.slice(0, looked).match(/[\p{L}\p{N}_$]+/gu) ?? []);
  const hits = new Uint8Array(rows.length);
  for (const word of wordsOf(`${asked?.slice(0, looked) ?? ''}\n${command?.slice(0, looked) ?? ''}`)) {
    const found: number[] = [];
    for (let row = 0; row < rows.length && found.length <= mostRows; row++) {
      if ((rows[row] as string).includes(word)) found.push(row);
    }
    if (found.length <= mostRows) for (const row of found) hits[row] = 1;
  }
  const above = new Int32Array(rows.length + 1);
  for (let row = 0; row < rows.length; row++) above[row + 1] = (above[row] as number) + (hits[row] as number);
  return { names, above };
}

/** Words that can only be an identifier, a path or a long number. */
function wordsOf(text: string): readonly string[] {
  const words = new Set<string>();
  for (const [match] of text.matchAll(compound)) {
    for (const word of [match, match.slice(match.lastIndexOf('/') + 1)]) {
      if (word.length >= 4 && shaped.test(word)) words.add(word);
    }
    if (words.size >= mostWords) break;
  }
  return [...words];
}
