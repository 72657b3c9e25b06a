import type { UpstreamName } from './provider.ts';

/** Where a setting's value came from, weakest first. */
export type SettingSource = 'default' | 'file' | 'environment' | 'flag';

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
  /** Names of tools whose output is never touched; compared without case, `*` stands for any characters. */
  readonly excludeTools: readonly string[];
  /** Whether search hits of excluded tools are grouped without loss (`fold`) or left as they are. */
  readonly reads: 'off' | 'fold';
  readonly minTokens: number;
  readonly lossyMinTokens: number;
  readonly minSavedShare: number;
  readonly minSavedTokens: number;
  /** Bytes that the store may take. */
  readonly storeMaxBytes: number;
  /** Days after which an original is dropped. */
  readonly storeMaxDays: number;
  readonly quiet: boolean;
};
