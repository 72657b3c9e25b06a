import type { ForeignDatabase } from './foreign.ts';
import type { Json } from './json.ts';
import type { Usage } from './usage.ts';

/** What a call does, whatever its tool is called. Paths are as the call gave them. */
export type ToolAction =
  | { readonly kind: 'command'; readonly command: string }
  /** `ranged` if only a part of the file was requested. */
  | { readonly kind: 'read'; readonly path: string; readonly ranged: boolean }
  | { readonly kind: 'edit' | 'write' | 'list'; readonly path: string }
  | { readonly kind: 'search'; readonly pattern: string; readonly path?: string }
  | { readonly kind: 'skill' | 'agent'; readonly name: string }
  | { readonly kind: 'other' };

/** A call of a tool with its result, from the agent's transcript. */
export type TranscriptCall = {
  /**
   * Identifies the call among those of a root: a copy of it in another transcript has the same. Roots may share names.
   */
  readonly id: string;
  /** The tool, as the agent names it. */
  readonly tool: string;
  readonly input: Json;
  readonly action: ToolAction;
  /**
   * The result for the model, or only its start if the transcript has no more. Without the fixed words that the agent
   * puts around a command's output.
   */
  readonly output: string;
  /** Characters of the whole output. */
  readonly outputLength: number;
  /** The agent's own verdict, or an exit code other than 0. */
  readonly failed: boolean;
  /** There is no result: the agent was stopped, or the call still runs. It neither failed nor succeeded. */
  readonly unanswered?: true;
  readonly exitCode?: number;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly end?: number;
  readonly model?: string;
  /** The folder in which the call was made: absolute. */
  readonly folder?: string;
};

/** The events of a transcript, in order. */
export type TranscriptEvent =
  | { readonly kind: 'call'; readonly call: TranscriptCall }
  /**
   * A person's own words: no tool results, and nothing that the agent inserted. `time` in milliseconds since the epoch.
   */
  | { readonly kind: 'userTurn'; readonly text: string; readonly time?: number }
  /** One request to the model, emitted once, with the usage of its answer. */
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly usage: Usage;
      readonly model?: string;
      readonly time?: number;
    }
  /** The agent replaced the history by a summary. Tokens as the agent counts them. */
  | {
      readonly kind: 'compaction';
      readonly time?: number;
      readonly tokensBefore?: number;
      readonly tokensAfter?: number;
    }
  /** A line or row that could not be read and was skipped. */
  | { readonly kind: 'broken' };

/** One session of an agent. */
export type Session = {
  /** The agent, as its launcher is called. */
  readonly agent: string;
  /** Identifies the session among those of its agent. */
  readonly id: string;
  /**
   * Shared by dependent sessions: sub-agents, forks and resumed ones have that of the first. It need not be a session's
   * name.
   */
  readonly root: string;
  readonly isSubAgent: boolean;
  /** The transcript holds no results of calls, so that no call is emitted. */
  readonly withoutCalls?: true;
  /** Version of the agent. */
  readonly version?: string;
  /** The folder in which the session began: absolute. */
  readonly folder?: string;
};

/** A unit of reading: a file, or a session in a database of many. */
export type TranscriptSource = {
  readonly agent: string;
  /** The file, absolute. */
  readonly file: string;
  /** The session in that file, if it has several. */
  readonly part?: string;
  /** Changes whenever the source does. */
  readonly fingerprint: string;
};

/** A source that has been opened. Events are read once, in order; memory is bounded by the longest line. */
export type OpenTranscript = {
  /** Known once the events have been read to their end. */
  session(): Session;
  events(): AsyncIterable<TranscriptEvent>;
};

/** Where transcripts are searched. Everything is passed in. */
export type TranscriptContext = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Folders of projects, for agents that keep their transcripts there. */
  readonly projects?: readonly string[];
  /** Opens a database by its absolute path, for agents that keep their transcripts in one. */
  readonly openDatabase: (file: string) => ForeignDatabase;
};

/** Reads one agent's transcripts, and writes nothing in their folders. */
export type TranscriptReader = {
  readonly agent: string;
  /** The existing sources, oldest first. Empty where the agent was never used. */
  sources(context: TranscriptContext): Promise<readonly TranscriptSource[]>;
  /** @throws {HeadroomError} if the source cannot be read at all. */
  open(source: TranscriptSource, context: TranscriptContext): Promise<OpenTranscript>;
};
