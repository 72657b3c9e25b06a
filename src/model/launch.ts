import type { FindOutputs, UpstreamName } from './provider.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a launcher may look at. Everything is handed in, so that a plan is a pure function of it. */
export type LaunchContext = {
  /** Base URL of our proxy, without a trailing slash: `http://127.0.0.1:PORT`. */
  readonly proxyUrl: string;
  /** The user's arguments, verbatim. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  /** Our own state folder, and the only one that `files` may name. */
  readonly stateFolder: string;
  /** Text of a file, or `undefined` where it is missing or unreadable. */
  readonly readFile: (path: string) => string | undefined;
  /** Names of the files in a folder, none where there is no folder; taken as none when not given. */
  readonly listFolder?: (path: string) => readonly string[];
  /** Upstreams that our own settings name; they win over what the agent's settings say. */
  readonly upstreams?: Readonly<Record<UpstreamName, string>>;
  /** Whether the agent is told that requests end at its vendor's own API, where they do; taken as true when not given. */
  readonly firstPartyRequests?: boolean;
  /** Whether root owns a folder and every one above it, and nobody else can write there; taken as true when not given. */
  readonly isRootOnly?: (folder: string) => boolean;
};

/** A file that the agent is to read. */
export type PlannedFile = {
  readonly path: string;
  readonly text: string;
  /** The variable of the plan that names it. Where the file cannot be written the agent starts without both. */
  readonly dispensableWith?: string;
};

/** What will be run. */
export type LaunchPlan = {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables to set for the child; `undefined` takes one out. */
  readonly env: Environment;
  /** Files of our own to write below the state folder before the start. */
  readonly files?: readonly PlannedFile[];
  /** Upstreams that the user's own settings name, by upstream. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** The upstream of a request that nothing else identifies. */
  readonly defaultUpstream?: UpstreamName;
  /** Upstreams that its requests may go to, where they are more than `defaultUpstream`. */
  readonly mayReach?: readonly UpstreamName[];
  /** The user's settings already point at this running headroom: it is used, and none is started. */
  readonly existingProxy?: string;
  /**
   * The call is left as it is: the arguments as typed, the user's own environment, no proxy. For what asks no model, and
   * for what outlives the launch and would be left with the address of a proxy that has ended.
   */
  readonly direct?: boolean;
  /** What the user is told before the start and by `--dry-run`, a line each: what will not come through, and why. */
  readonly notes: readonly string[];
};

/** How one agent is pointed at a proxy. */
export type AgentLauncher = {
  readonly name: string;
  /** The program to look for on the PATH. */
  readonly program: string;
  /** One line that says how to install it. */
  readonly install: string;
  /** Folders below the user's own in which its installers put it, whether or not they are on the PATH; looked into last. */
  readonly installFolders?: readonly string[];
  /**
   * The plan; pure.
   * @throws {HeadroomError} `usage` where the user's settings name a base URL that is none
   */
  plan(context: LaunchContext): LaunchPlan;
  /** Why no request may have come through, one clause. */
  silenceReason(context: LaunchContext): string;
  /** Finds command output inside user messages, for agents that print it there. */
  readonly findOutputs?: FindOutputs;
  /** The agent's child processes must be signalled as a group (its parent alone ignores signals). */
  readonly signalsGroup?: boolean;
};
