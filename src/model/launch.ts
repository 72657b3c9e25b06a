import type { FindOutputs, UpstreamName } from './provider.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The inputs of a launcher. Everything is passed in, so that a plan is a pure function of it. */
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
  /** Text of a file, or `undefined` if it is missing or unreadable. */
  readonly readFile: (path: string) => string | undefined;
  /** Names of the files in a folder, none if there is no folder; none by default. */
  readonly listFolder?: (path: string) => readonly string[];
  /** Upstreams that our own settings name; they override the agent's settings. */
  readonly upstreams?: Readonly<Record<UpstreamName, string>>;
  /** Whether the agent is informed that requests end at its vendor's own API, if they do; true by default. */
  readonly firstPartyRequests?: boolean;
  /** Whether root owns a folder and all its ancestors, and nobody else can write there; true by default. */
  readonly isRootOnly?: (folder: string) => boolean;
};

/** A file that the agent is to read. */
export type PlannedFile = {
  readonly path: string;
  readonly text: string;
  /** The variable of the plan that names it. If the file cannot be written, the agent starts without both. */
  readonly dispensableWith?: string;
};

/** The command to run. */
export type LaunchPlan = {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables to set for the child; `undefined` removes one. */
  readonly env: Environment;
  /** Our own files to write in the state folder before the start. */
  readonly files?: readonly PlannedFile[];
  /** Upstreams that the user's own settings name, by upstream. */
  readonly upstreams: Readonly<Record<UpstreamName, string>>;
  /** The upstream of a request that nothing else identifies. */
  readonly defaultUpstream?: UpstreamName;
  /** Upstreams that its requests may go to, if there are more than `defaultUpstream`. */
  readonly mayReach?: readonly UpstreamName[];
  /** The user's settings already point at this running headroom: it is used, and none is started. */
  readonly existingProxy?: string;
  /**
   * The call is left as it is: the arguments as typed, the user's own environment, no proxy. For calls that ask no
   * model, and for those that outlive the launch and its proxy.
   */
  readonly direct?: boolean;
  /** Notes for the user before the start and in `--dry-run`, one line each: what will not come through, and why. */
  readonly notes: readonly string[];
};

/** How one agent is pointed at a proxy. */
export type AgentLauncher = {
  readonly name: string;
  /** The program to find on the PATH. */
  readonly program: string;
  /** One line that says how to install it. */
  readonly install: string;
  /** Folders in the user's home in which its installers put it, on the PATH or not; searched last. */
  readonly installFolders?: readonly string[];
  /**
   * The plan; pure.
   * @throws {HeadroomError} `usage` if the user's settings have an invalid base URL
   */
  plan(context: LaunchContext): LaunchPlan;
  /** Why no request may have come through, one clause. */
  silenceReason(context: LaunchContext): string;
  /** Finds command output inside user messages, for agents that print it there. */
  readonly findOutputs?: FindOutputs;
  /** The agent's child processes must be signalled as a group (its parent alone ignores signals). */
  readonly signalsGroup?: boolean;
};
