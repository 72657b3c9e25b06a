import type { Gain } from '../model/ledger.ts';

/** Adds to one entry of a sum. */
export function addGain(sums: Map<string, Gain>, name: string, gain: Gain): void {
  const before = sums.get(name);
  sums.set(name, {
    tokens: (before?.tokens ?? 0) + gain.tokens,
    dollars: (before?.dollars ?? 0) + gain.dollars,
  });
}
