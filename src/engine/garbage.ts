import { setFlagsFromString } from 'node:v8';

/**
 * Megabytes of the engine thread's young generation, which is three semi-spaces. V8's own 48 are used from end to end
 * whatever the thread does; the garbage of a block fits into this.
 */
export const youngGenerationMb = 12;

/** Versions of Node whose V8 is known to have the flag below: an unknown one would complain on the terminal. */
const knownVersions = new Set(['20', '22', '24']);

/**
 * Percent of the young generation whose use brings a collection about as soon as the event loop is free; V8 waits for
 * 80. A body counts for a few dozen bytes there, since its memory is elsewhere, so V8 alone would let tens of megabytes
 * of finished bodies pile up.
 */
const triggerPercent = 25;

/** Makes V8 collect this process's young generation early, between two events. */
export function collectYoungGarbageEarly(): void {
  if (!knownVersions.has(process.versions.node.split('.', 1)[0] as string)) return;
  setFlagsFromString(`--minor-gc-task-trigger=${triggerPercent}`);
}
