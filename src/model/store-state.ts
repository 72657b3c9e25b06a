/** How the store of a running proxy is. */
export type StoreState =
  /** Nobody has tried to open it yet. */
  | { readonly status: 'opening' }
  /** Decisions can be pinned. `renewed`: another database took the place of the one before, and has nothing of it. */
  | { readonly status: 'ok'; readonly renewed: boolean }
  /** Nothing can be pinned, so new output is sent as it is. `since`: milliseconds since the epoch. */
  | { readonly status: 'failing'; readonly since: number; readonly reason: string };

/** What is said when a store that failed can be written again. */
export const storeIsBack = 'the store can be written again; new output is shortened again';

/** What follows from a store that fails. */
export const sentAsItIs = 'new output is sent as it is';
