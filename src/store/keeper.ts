import { HeadroomError } from '../model/errors.ts';
import type { StoreState } from '../model/store-state.ts';
import { saysBusy, saysUnusable } from './failure.ts';
import { openStore, type Store, type StoreOptions } from './open.ts';
import { openReadOnly, type ReadStore } from './read-only.ts';

/** The readable part of a store, whether it can be written or not. */
export type Readable = Pick<
  ReadStore,
  | 'find'
  | 'original'
  | 'hasOriginal'
  | 'requests'
  | 'daySums'
  | 'hasRequest'
  | 'grownRequests'
  | 'uncounted'
  | 'keptPrompts'
>;

/** A store that comes back: what is asked of it fails while it cannot be written, and it is tried again now and then. */
export type StoreKeeper = {
  /**
   * Does work in a store that can be written.
   * @throws {HeadroomError} `store` when it cannot: at once, without a wait, until the next attempt
   */
  write<T>(work: (store: Store) => T): T;
  /**
   * Does reading work, also where nothing can be written.
   * @throws {HeadroomError} `store` for whatever fails
   */
  read<T>(work: (store: Readable) => T): T;
  state(): StoreState;
  /** Whether it can be written. One that failed is retried for any caller, unless it failed a moment ago. */
  isWritable(): boolean;
  /** Retries a failed store without the rest of the pause. */
  retry(): StoreState;
  close(): void;
};

/** How a store is kept. */
export type KeeperOptions = StoreOptions & {
  /** Called on each change, the first opening included. */
  readonly onState: (state: StoreState) => void;
  /** Calls later, after some milliseconds, and returns what cancels it. */
  readonly schedule: (work: () => void, milliseconds: number) => () => void;
};

/** Milliseconds until a store that failed is tried again, doubled from one attempt to the next, and the longest pause. */
const firstPauseMs = 250;
const longestPauseMs = 4000;
/** Milliseconds that a failing store may keep a call waiting. */
const failingBusyMs = 100;

/**
 * Opens the store of a state folder and keeps it open. A clock decides only when it is retried: its owner has to
 * remember what was sent meanwhile.
 */
export function createStoreKeeper(options: KeeperOptions): StoreKeeper {
  const { onState, schedule, now = Date.now } = options;
  let state: StoreState = { status: 'opening' };
  let store: Store | undefined;
  /** Why nothing can be read before the next attempt; each call would wait for the same lock otherwise. */
  let unreadable: HeadroomError | undefined;
  let pauseMs = firstPauseMs;
  let triedAt = 0;
  let callOff = () => {};

  const fail = (error: HeadroomError) => {
    callOff();
    callOff = schedule(attempt, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    const before = state.status === 'failing' ? state : undefined;
    const reason = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    state = { status: 'failing', since: before?.since ?? now(), reason };
    if (before === undefined) patience(failingBusyMs);
    if (before?.reason !== reason) onState(state);
  };
  const patience = (milliseconds: number) => {
    try {
      store?.waitAtMost(milliseconds);
    } catch {
      // It waits longer than it should, that is all.
    }
  };
  const attempt = () => {
    callOff();
    triedAt = now();
    unreadable = undefined;
    try {
      const { store: opened, renewed } = openAnew(options, store, state.status === 'opening');
      store?.close();
      store = opened;
      state = { status: 'ok', renewed };
      onState(state);
    } catch (error) {
      fail(error as HeadroomError);
    }
  };
  attempt();
  return {
    write(work) {
      if (state.status === 'failing' || store === undefined) throw failure(state);
      try {
        const result = work(store);
        pauseMs = firstPauseMs;
        return result;
      } catch (error) {
        if (isStoreFailure(error)) fail(error);
        throw error;
      }
    },
    read(work) {
      if (unreadable !== undefined) throw unreadable;
      try {
        return store === undefined ? readBriefly(options.folder, work) : work(store);
      } catch (error) {
        if (!isStoreFailure(error)) throw error;
        if (saysBusy(error.cause)) unreadable = error;
        if (state.status !== 'failing' && saysUnusable(error.cause)) fail(error);
        throw error;
      }
    },
    state: () => state,
    isWritable() {
      if (state.status === 'failing' && now() - Math.max(triedAt, state.since) >= firstPauseMs) attempt();
      return state.status === 'ok';
    },
    retry() {
      if (state.status === 'failing') attempt();
      return state;
    },
    close() {
      callOff();
      store?.close();
    },
  };
}

/**
 * Opens the store again beside the previous one, which remains if this fails: it may be the only record of what was
 * pinned. `renewed` if the new one lacks the old one's content.
 */
function openAnew(options: StoreOptions, before: Store | undefined, first: boolean) {
  const store = openStore(first ? options : { ...options, openMs: 0 });
  try {
    if (!first) store.proveWritable();
    return { store, renewed: store.isNew || (before !== undefined && before.identity !== store.identity) };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Opened anew each time: another process may write meanwhile, which a reader that assumes a fixed file would miss. */
function readBriefly<T>(folder: string, work: (store: Readable) => T): T {
  const store = openReadOnly(folder, { busyMs: failingBusyMs, besideWriter: true });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

function isStoreFailure(error: unknown): error is HeadroomError {
  return error instanceof HeadroomError && error.code === 'store';
}

function failure(state: StoreState): HeadroomError {
  return new HeadroomError('store', state.status === 'failing' ? state.reason : 'expected an open store, found none');
}
