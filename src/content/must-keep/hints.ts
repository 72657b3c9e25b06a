/** What a line may report, judged by single words; the patterns of `wording.ts` then decide. Bits of one number. */
export const hint = {
  /** A word of failures. */
  failure: 1,
  /** A word of warnings. */
  warning: 2,
  /** A word or sign that occurs beside names of failing tests. */
  test: 4,
  /** A word of counts, verdicts and exit codes. */
  total: 8,
  /** A frame of a trace, or a place in a file. */
  frame: 16,
  /** A word that reports a failure only if the call is known to have failed. */
  weak: 32,
  /** The answer of a server that failed. */
  server: 64,
} as const;

const words: readonly (readonly [bits: number, words: string])[] = [
  [
    hint.failure,
    'fatal critical severe emerg emergency panic panicked crit alert exception abort aborted aborting denied refused such ' +
      'timed segmentation dumped memory reference unhandled overflow traceback caused goroutine assert assertion ' +
      'authentication cannot undefined found killed oomkilled evicted crashloopbackoff imagepullbackoff errimagepull ' +
      'expected received terminate unreachable',
  ],
  [hint.failure | hint.weak, 'err'],
  [hint.failure | hint.test | hint.total | hint.weak, 'error errors fail failed failure failures fails failing'],
  [hint.warning, 'warn warns warning warnings'],
  [
    hint.total,
    'passed skipped deselected total tests test result ran problem problems vulnerabilities vulnerability passing pending ' +
      'warning warnings found changed exit exited code status run build success successful suites files snapshots',
  ],
  [hint.test | hint.total, 'ok'],
  [hint.frame, 'at file'],
  [hint.weak, 'cannot invalid unexpected missing'],
];

/** Endings of names that exceptions and warnings have, with what they hint at. */
const endings: readonly (readonly [ending: string, bits: number])[] = [
  ['Error', hint.failure | hint.weak],
  ['Exception', hint.failure],
  ['Panic', hint.failure],
  ['Failure', hint.failure | hint.weak],
  ['Warning', hint.warning],
];

const factor = 31;

/** Adds a letter, as a lower-case character code, to the hash of a word. */
export function hashLetter(hash: number, letter: number): number {
  return (Math.imul(hash, factor) + letter) | 0;
}

function hashWord(word: string): number {
  let hash = 0;
  for (let index = 0; index < word.length; index++) hash = hashLetter(hash, word.charCodeAt(index));
  return hash;
}

const hints = new Map<number, number>();
for (const [bits, list] of words) {
  for (const word of list.split(' ')) hints.set(hashWord(word), (hints.get(hashWord(word)) ?? 0) | bits);
}
// Most words hint at nothing, which one lookup in a small table shows.
const table = new Uint8Array(4096);
for (const hash of hints.keys()) table[(hash ^ (hash >>> 12)) & 4095] = 1;

/** What the word between two offsets hints at; `hash` is that of its letters in lower case. */
export function hintOf(text: string, start: number, end: number, hash: number): number {
  if (table[(hash ^ (hash >>> 12)) & 4095] === 1) {
    const bits = hints.get(hash);
    if (bits !== undefined) return bits;
  }
  if (end - start < 6) return 0;
  const first = text.charCodeAt(start);
  if (first < 65 || first > 90) return 0;
  for (const [ending, bits] of endings) if (text.startsWith(ending, end - ending.length)) return bits;
  return 0;
}
