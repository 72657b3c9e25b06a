/** Which HTTP proxies lead outside, as the user's environment names them: URLs, or hosts with a port. */
export type ProxyRoute = {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Hosts that are reached directly, separated by commas or blanks. */
  readonly noProxy?: string;
};

/** The client certificate for servers, in PEM. */
export type ClientCertificate = {
  readonly certificate: string;
  readonly key: string;
  readonly passphrase?: string;
};

/** The certificates that the user's environment trusts besides the runtime's own roots, and its client certificate. */
export type Trust = {
  /** Certificates that the environment names, in PEM. */
  readonly certificates: readonly string[];
  readonly client?: ClientCertificate;
  /** Named certificates that could not be used, one clause each. */
  readonly problems: readonly string[];
  /** Certificates of the system's store, in PEM; read only if the others do not verify a server. */
  readonly system: () => Promise<readonly string[]>;
};

/** Names of the environment's variables that a `Trust` is read from. */
export type TrustVariables = {
  /** Files with certificates in PEM, or folders of such files. */
  readonly files: readonly string[];
  /** Lists of folders, separated as in a search path. */
  readonly folders: readonly string[];
  /** Files of client certificates and their keys; the first that is set counts. */
  readonly clients: readonly { readonly certificate: string; readonly key: string; readonly passphrase: string }[];
};
