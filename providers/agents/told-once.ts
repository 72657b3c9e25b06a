import { createHash } from 'node:crypto';
import type { TranscriptContext } from '../../src/model/transcript.ts';

/** The reading of one file within a run, for agents that copy lines of one transcript into another. */
export type Reading = {
  /**
   * Whether another file of this run, or this reading, already emitted this. The first file that asks emits it, also
   * when it is read again.
   * @param key identifies it across files
   */
  isCopy(key: string): boolean;
  /** Root of the first other file that already emitted something of this one; `undefined` if none did. */
  copiedRoot(): string | undefined;
  /** Remembers the root of this file for files with copies of it. */
  setRoot(root: string): void;
  /** The root of another file, if it was read in this run. */
  rootOf(file: string): string | undefined;
};

type Run = {
  /** By the hash of a key, the file that emits it. */
  readonly tellers: Map<number, string>;
  readonly roots: Map<string, string>;
};

/** Each run passes a new context. */
const runs = new WeakMap<TranscriptContext, Run>();

/** Begins to read a file in the run that a context stands for. */
export function readingOf(context: TranscriptContext, file: string): Reading {
  const run: Run = runs.get(context) ?? { tellers: new Map(), roots: new Map() };
  runs.set(context, run);
  const told = new Set<number>();
  let source: string | undefined;
  return {
    isCopy(key) {
      const hash = hashOf(key);
      const teller = run.tellers.get(hash) ?? file;
      if (teller !== file) {
        source ??= teller;
        return true;
      }
      if (told.has(hash)) return true;
      told.add(hash);
      run.tellers.set(hash, file);
      return false;
    },
    copiedRoot: () => (source === undefined ? undefined : run.roots.get(source)),
    setRoot(root) {
      run.roots.set(file, root);
    },
    rootOf: (other) => run.roots.get(other),
  };
}

/** 52 bits, so that a gigabyte of lines takes some ten megabytes; the chance of a false copy in it is one in 30,000. */
function hashOf(key: string): number {
  const digest = createHash('sha1').update(key).digest();
  return digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) & 15);
}
