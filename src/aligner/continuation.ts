import { bytesBefore, hashKey, type Remembered, sameHash } from './remembered.ts';

/** What became of an earlier prompt in a later one. */
export type Continuation = {
  /** Most of the earlier one comes back: the later one is the same conversation, changed on the way. */
  readonly continues: boolean;
  /** Bytes of the later prompt that the earlier one had too, or had in another version in the same place. */
  readonly bytes: number;
};

type Prompt = Pick<Remembered, 'contents' | 'ends' | 'heads'>;
type Places = ReadonlyMap<string, readonly number[]>;

/**
 * Looks for the blocks of an earlier prompt in a later one, in order, from the block at which the two diverge. The
 * earlier one counts as continued if at least half of its messages' bytes from there on come back, and more than a
 * single message that does not begin it: a request for a title quotes the user's own words.
 * @returns what became of any earlier prompt that shares this many blocks; the later one is gone through once for all
 * of them
 */
export function continuationsIn(later: Prompt, shared: number): (earlier: Prompt) => Continuation {
  const laterFrom = Math.max(shared, later.heads);
  const places = placesOf(later, laterFrom);
  return (earlier) => continuationOf(earlier, later, shared, places);
}

function continuationOf(earlier: Prompt, later: Prompt, shared: number, places: Places): Continuation {
  const from = Math.max(shared, earlier.heads);
  const laterFrom = Math.max(shared, later.heads);
  let at = laterFrom;
  let found = 0;
  let times = 0;
  let replaced = 0;
  let gapFrom = from;
  for (let block = from; block < earlier.ends.length; block++) {
    const place = firstFrom(places.get(hashKey(earlier.contents, block)) ?? [], at);
    if (place === undefined) continue;
    found += sizeOf(earlier, block);
    times++;
    replaced += Math.min(sizeBetween(earlier, gapFrom, block), sizeBetween(later, at, place));
    at = place + 1;
    gapFrom = block + 1;
  }
  const rest = sizeBetween(earlier, from, earlier.ends.length);
  const head =
    shared < later.heads ? Math.min(bytesBefore(earlier, earlier.heads), bytesBefore(later, later.heads)) : 0;
  const same = shared < later.heads ? head : bytesBefore(later, shared);
  const begins = shared > earlier.heads || sameHash(earlier.contents, earlier.heads, later.contents, later.heads);
  return { continues: found > 0 && found * 2 >= rest && (begins || times > 1), bytes: same + found + replaced };
}

/** The places of each content in a prompt, in order. */
function placesOf({ contents, ends }: Prompt, from: number): Places {
  const places = new Map<string, number[]>();
  for (let block = from; block < ends.length; block++) {
    const key = hashKey(contents, block);
    const known = places.get(key);
    if (known === undefined) places.set(key, [block]);
    else known.push(block);
  }
  return places;
}

/**
 * The first of ascending places that is not before another. Binary search: a prompt may repeat a block a thousand
 * times.
 */
function firstFrom(places: readonly number[], at: number): number | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return places[low];
}

function sizeOf(prompt: Prompt, block: number): number {
  return sizeBetween(prompt, block, block + 1);
}

function sizeBetween(prompt: Prompt, from: number, to: number): number {
  return bytesBefore(prompt, to) - bytesBefore(prompt, Math.min(from, to));
}
