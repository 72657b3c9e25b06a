import type { Decision } from '../model/decision.ts';
import type { PipelineExtension } from '../model/events.ts';
import { type StoreState, sentAsItIs, storeIsBack } from '../model/store-state.ts';
import type { Engine } from './client.ts';

/** The part of the decision memory that the watch uses. */
export type SuspendedMemory = {
  suspend(): void;
  resume(renewed: boolean): void;
  unkept(): readonly Decision[];
  kept(decisions: readonly Decision[]): void;
};

/** Knows the state of a running proxy's store, and handles what was sent while it failed. */
export type StoreWatch = {
  /** Is notified of decisions that were made while nothing could be pinned. */
  readonly extension: PipelineExtension;
  state(): StoreState;
  /** Receives the engine's reports on its store. */
  changed(state: StoreState): void;
  /** Retries a failing store and pins the waiting decisions. */
  settle(): Promise<void>;
};

/** The dependencies of the watch. */
export type WatchParts = {
  readonly engine: Pick<Engine, 'call'>;
  readonly memory: SuspendedMemory;
  /** Shows a line to the person. */
  readonly tell: (line: string) => void;
  /** The store accepts data again after a failure. */
  readonly onBack: () => void;
};

/**
 * Creates the watch. A block that was forwarded unchanged because nothing could be pinned is remembered, and pinned
 * that way as soon as the store is back, so that no later request changes a byte of it. A new, empty store also gets
 * everything else.
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
  /** A failure needs no report of its own: the engine reports that its store fails. */
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
      // The engine reports a change before it answers.
      if (state.status === 'failing') await engine.call('retryStore').catch(() => {});
      await inTurn(pin);
    },
  };
}
