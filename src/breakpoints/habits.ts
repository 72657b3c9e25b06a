import type { ProgramHabits, Tally } from '../model/breakpoints.ts';

/** From this place in a conversation on, all places count as one. */
const lastPlace = 6;

/** Observations after which older ones count half, so that a program may change its ways. */
const memory = 40;
/** What a first estimate weighs, in observations. */
const assumed = 2;

/** What the benefit of the doubt weighs that a conversation starts with, in observations: two long pauses outweigh it. */
const trust = 0.75;

/** Milliseconds after which what has not come so far is doubted by half: most follow-ups of a program come sooner. */
const halfDoubtMs = 25_000;

const never: Tally = { came: 0, of: assumed };
const always: Tally = { came: assumed, of: assumed };

/** What is assumed of a program that was never seen: first requests stay alone, later ones are followed by more. */
export const unknownHabits: ProgramHabits = {
  extended: [never, always, always, always, always, always],
  returned: [never, never, never, never, never, never],
  bytesPerToken: 4,
};

/** The share of what came, at a place from 1 on. */
export function chanceAt(tallies: readonly Tally[], place: number): number {
  const { came, of } = tallies[index(place)] as Tally;
  return came / of;
}

/**
 * The chance that a part which so many requests had comes again. What is assumed at first is what became of parts that one
 * request less had, so that a part that everybody has need not prove itself at every count.
 */
export function chanceOfReturn(tallies: readonly Tally[], times: number): number {
  let chance = 0;
  for (const { came, of } of tallies.slice(0, index(times) + 1)) chance = (came + assumed * chance) / of;
  return chance;
}

/** The chance that a conversation goes on in time, by its own pauses; nothing is known against a new one. */
export function chanceOfPace({ came, of }: Tally): number {
  return (came + trust) / (of + trust);
}

/** A tally with one more observation. */
export function counted(tally: Tally, came: boolean, most = memory): Tally {
  const { came: before, of } = tally.of < most ? tally : { came: tally.came / 2, of: tally.of / 2 };
  return { came: before + (came ? 1 : 0), of: of + 1 };
}

/**
 * What something that has not come so far counts as, in failures: next to nothing at first, a half after 25 seconds,
 * nearly one when its time is over and it becomes a failure for good. That something came is known at once, that it failed
 * only after five minutes. Were nothing counted until then, one quick follow-up would be taken for the rule, and be paid for
 * with a write in every request of these minutes. Pauses differ by orders of magnitude (a tool's, a person's), so the doubt
 * goes by the ratio of the age to those 25 seconds and never quite rules out that it still comes.
 * @param age how long it has been awaited, in milliseconds
 */
export function doubtAfter(age: number): number {
  return age <= 0 ? 0 : age / (age + halfDoubtMs);
}

/** The tallies with what is doubted at a place, in failures. For the moment only: it is yet to be seen what comes of it. */
export function doubted(tallies: readonly Tally[], place: number, doubt: number): readonly Tally[] {
  return tallies.map(({ came, of }, each) => ({ came, of: each === index(place) ? of + doubt : of }));
}

/** The tallies with one more observation at a place. */
export function observed(tallies: readonly Tally[], place: number, came: boolean): readonly Tally[] {
  return tallies.map((tally, each) => (each === index(place) ? counted(tally, came) : tally));
}

function index(place: number): number {
  return Math.min(Math.max(place, 1), lastPlace) - 1;
}
