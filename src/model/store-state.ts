/** How the store of a running proxy is. */
export type StoreState =
  /** It was not opened yet. */
  | { readonly status: 'opening' }
  /** Decisions can be pinned. `renewed`: a new, empty database replaced the previous one. */
  | { readonly status: 'ok'; readonly renewed: boolean }
  /** Nothing can be pinned, so new output is sent as it is. `since`: milliseconds since the epoch. */
  | { readonly status: 'failing'; readonly since: number; readonly reason: string };

/** The message when a failed store can be written again. */
export const storeIsBack = 'the store can be written again; new output is shortened again';

/** The consequence of a failing store. */
export const sentAsItIs = 'new output is sent as it is';
