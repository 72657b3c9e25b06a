import type { ProgramHabits, Tally } from '../model/breakpoints.ts';

/** From this place in a conversation on, all places count as one. */
export const lastPlace = 6;

/** Observations after which older ones count half, so that a program may change its ways. */
const memory = 40;
/** What a first estimate weighs, in observations. */
const assumed = 2;

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

/** The tallies with one more observation at a place. */
export function observed(tallies: readonly Tally[], place: number, came: boolean): readonly Tally[] {
  return tallies.map((tally, each) => {
    if (each !== index(place)) return tally;
    const { came: before, of } = tally.of < memory ? tally : { came: tally.came / 2, of: tally.of / 2 };
    return { came: before + (came ? 1 : 0), of: of + 1 };
  });
}

function index(place: number): number {
  return Math.min(Math.max(place, 1), lastPlace) - 1;
}
