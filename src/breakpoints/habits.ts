import type { ProgramHabits, Tally } from '../model/breakpoints.ts';

/** From this position in a conversation on, all positions count as one. */
const lastPlace = 6;

/** Observations after which older ones count half, so that changed habits are learned. */
const memory = 40;
/** The weight of a first estimate, in observations. */
const assumed = 2;

/** The weight of the assumption that a new conversation continues, in observations: two long pauses outweigh it. */
const trust = 0.75;

/** Milliseconds after which an outstanding follow-up is doubted by half: most follow-ups of a program come sooner. */
const halfDoubtMs = 25_000;

const never: Tally = { came: 0, of: assumed };
const always: Tally = { came: assumed, of: assumed };

/** What is assumed of an unknown program: first requests are not followed up, later ones are. */
export const unknownHabits: ProgramHabits = {
  extended: [never, always, always, always, always, always],
  returned: [never, never, never, never, never, never],
  bytesPerToken: 4,
};

/** The share of follow-ups, at a 1-based position. */
export function chanceAt(tallies: readonly Tally[], place: number): number {
  const { came, of } = tallies[index(place)] as Tally;
  return came / of;
}

/**
 * The chance that a part comes again after this many requests had it. The first estimate is that of one request fewer,
 * so that a part of every request need not prove itself at every count.
 */
export function chanceOfReturn(tallies: readonly Tally[], times: number): number {
  let chance = 0;
  for (const { came, of } of tallies.slice(0, index(times) + 1)) chance = (came + assumed * chance) / of;
  return chance;
}

/** The chance that a conversation goes on in time, by its own pauses; a new one gets the benefit of the doubt. */
export function chanceOfPace({ came, of }: Tally): number {
  return (came + trust) / (of + trust);
}

/** A tally with one more observation. */
export function counted(tally: Tally, came: boolean, most = memory): Tally {
  const { came: before, of } = tally.of < most ? tally : { came: tally.came / 2, of: tally.of / 2 };
  return { came: before + (came ? 1 : 0), of: of + 1 };
}

/**
 * How much an outstanding follow-up counts as a failure: next to nothing at first, a half after 25 seconds, nearly one
 * when its time is over and it becomes a failure for good. A follow-up is seen at once, its absence only after five
 * minutes. If nothing counted until then, one quick follow-up would be taken for the rule and cost a write in every
 * request of these minutes. Pauses differ by orders of magnitude (a tool's, a person's), so the doubt follows the ratio
 * of the age to those 25 seconds and never quite rules out a follow-up.
 * @param age how long it has been awaited, in milliseconds
 */
export function doubtAfter(age: number): number {
  return age <= 0 ? 0 : age / (age + halfDoubtMs);
}

/** The tallies with the doubt at a position counted as failures. Not stored: the outcome is still open. */
export function doubted(tallies: readonly Tally[], place: number, doubt: number): readonly Tally[] {
  return tallies.map(({ came, of }, each) => ({ came, of: each === index(place) ? of + doubt : of }));
}

/** The tallies with one more observation at a position. */
export function observed(tallies: readonly Tally[], place: number, came: boolean): readonly Tally[] {
  return tallies.map((tally, each) => (each === index(place) ? counted(tally, came) : tally));
}

function index(place: number): number {
  return Math.min(Math.max(place, 1), lastPlace) - 1;
}
