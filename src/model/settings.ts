import type { UpstreamName } from './provider.ts';

/** Where a setting's value came from, weakest first. */
export type SettingSource = 'default' | 'profile' | 'file' | 'environment' | 'flag';

/** Every setting, resolved once and frozen. */
export type Settings = {
  readonly port: number;
  readonly host: string;
  /** Base URL of each upstream, without version segment and trailing slash. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** `false`: a byte-exact tunnel. */
  readonly optimize: boolean;
  /** What happens to a WebSocket upgrade: relayed, or answered with 426 so that the client falls back to HTTP. */
  readonly websocket: 'relay' | 'refuse';
  /** Names of tools whose output is never changed; compared without case, `*` stands for any characters. */
  readonly excludeTools: readonly string[];
  /**
   * What happens to the output of tools that read and search files: nothing, repeats folded and hits grouped
   * losslessly, or also line numbers thinned out.
   */
  readonly reads: 'off' | 'fold' | 'compact';
  /** The profile that sets the defaults of unset options. */
  readonly savingsProfile: 'careful' | 'balanced' | 'agent-90';
  /** Whether source code that a shell shows may lose the bodies of functions. */
  readonly code: 'off' | 'skeleton';
  readonly leaveOut: 'none' | 'some' | 'most';
  readonly minTokens: number;
  readonly lossyMinTokens: number;
  readonly logLossyMinTokens: number;
  readonly minSavedShare: number;
  readonly minSavedTokens: number;
  /** The size limit of the store, in bytes. */
  readonly storeMaxBytes: number;
  /** Days after which an original is dropped. */
  readonly storeMaxDays: number;
  /** Whether requests whose client asks for no caching get breakpoints. */
  readonly cacheBreakpoints: boolean;
  /**
   * Whether an agent whose requests end at its vendor's own API is informed of that, and then sends the same as without
   * a proxy.
   */
  readonly firstPartyRequests: boolean;
  /** Whether the beginning of what a person typed first is kept as the title of a session. */
  readonly sessionTitles: boolean;
  readonly quiet: boolean;
};
