import type { Decision } from '../model/decision.ts';
import type { PipelineExtension } from '../model/events.ts';
import { type StoreState, sentAsItIs, storeIsBack } from '../model/store-state.ts';
import type { Engine } from './client.ts';

/** What the watch does to the memory of decisions. */
export type SuspendedMemory = {
  suspend(): void;
  resume(renewed: boolean): void;
  unkept(): readonly Decision[];
  kept(decisions: readonly Decision[]): void;
};

/** Knows how the store of a running proxy is, and sees to what went up while it failed. */
export type StoreWatch = {
  /** Sees decisions that were made while nothing could be pinned. */
  readonly extension: PipelineExtension;
  state(): StoreState;
  /** Takes what the engine tells of its store. */
  changed(state: StoreState): void;
  /** Tries a store that fails once more and pins what waits for it. */
  settle(): Promise<void>;
};

/** What the watch is built from. */
export type WatchParts = {
  readonly engine: Pick<Engine, 'call'>;
  readonly memory: SuspendedMemory;
  /** Shows a line to the person. */
  readonly tell: (line: string) => void;
  /** The store takes things again that it did not take before. */
  readonly onBack: () => void;
};

/**
 * Builds the watch. What went up as it was because nothing could be pinned is kept in memory, and pinned like that as soon
 * as the store is back, so that no later request changes a byte of it. A store that knows nothing is told of everything else, too.
 */
export function createStoreWatch({ engine, memory, tell, onBack }: WatchParts): StoreWatch {
  let state: StoreState = { status: 'opening' };
  let told = false;
  let pinning: Promise<void> = Promise.resolve();
  const pin = async () => {
    if (state.status !== 'ok') return;
    const decisions = memory.unkept();
    if (decisions.length === 0) return;
    await engine.call('pinSent', decisions);
    memory.kept(decisions);
  };
  const comeBack = async () => {
    await pin();
    if (state.status !== 'ok') return;
    if (!told) return;
    told = false;
    tell(`store: ${storeIsBack}`);
    onBack();
  };
  /** A failure needs no word of its own: the engine tells that its store fails. */
  const inTurn = (work: () => Promise<void>) => {
    pinning = pinning.then(work).catch(() => {});
    return pinning;
  };
  const changed = (next: StoreState) => {
    state = next;
    if (next.status === 'failing') {
      memory.suspend();
      if (!told) tell(`store: ${next.reason}; ${sentAsItIs}`);
      told = true;
    } else if (next.status === 'ok') {
      memory.resume(next.renewed);
      void inTurn(comeBack);
    }
  };
  return {
    extension: {
      name: 'store',
      inputRouted({ decisions }) {
        // The store may have come back while the answer was on its way.
        if (state.status === 'ok' && decisions.some(({ durable }) => !durable)) void inTurn(pin);
      },
    },
    state: () => state,
    changed,
    async settle() {
      // The engine's word of a change comes before its answer.
      if (state.status === 'failing') await engine.call('retryStore').catch(() => {});
      await inTurn(pin);
    },
  };
}
