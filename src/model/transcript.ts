import type { ForeignDatabase } from './foreign.ts';
import type { Json } from './json.ts';
import type { Usage } from './usage.ts';

/** What a call does, whatever the agent calls its tool. Paths are as the call gave them. */
export type ToolAction =
  | { readonly kind: 'command'; readonly command: string }
  /** `ranged` where only a part of the file was asked for. */
  | { readonly kind: 'read'; readonly path: string; readonly ranged: boolean }
  | { readonly kind: 'edit' | 'write' | 'list'; readonly path: string }
  | { readonly kind: 'search'; readonly pattern: string; readonly path?: string }
  | { readonly kind: 'skill' | 'agent'; readonly name: string }
  | { readonly kind: 'other' };

/** A call of a tool with its result, as the agent's transcript has it. */
export type TranscriptCall = {
  /** Names the call among those of a root: a copy of it in another transcript has the same. Roots may share names. */
  readonly id: string;
  /** The tool, as the agent names it. */
  readonly tool: string;
  readonly input: Json;
  readonly action: ToolAction;
  /**
   * What the model was given back; a stretch from the start where the transcript has only that. Where the agent puts a
   * command's output between words of its own in a fixed form, without these.
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

/** What a transcript holds, in its order. */
export type TranscriptEvent =
  | { readonly kind: 'call'; readonly call: TranscriptCall }
  /** What a person typed: no result of a tool, and nothing that the agent put in. `time` in milliseconds since the epoch. */
  | { readonly kind: 'userTurn'; readonly text: string; readonly time?: number }
  /** One request to the model, told once, with what its answer billed. */
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly usage: Usage;
      readonly model?: string;
      readonly time?: number;
    }
  /** The agent put a summary in the place of what came before. Tokens as the agent counts them. */
  | {
      readonly kind: 'compaction';
      readonly time?: number;
      readonly tokensBefore?: number;
      readonly tokensAfter?: number;
    }
  /** A line or row that could not be read and was passed over. */
  | { readonly kind: 'broken' };

/** One session of an agent. */
export type Session = {
  /** The agent, as its launcher is called. */
  readonly agent: string;
  /** Names the session among those of its agent. */
  readonly id: string;
  /**
   * The same for all that are no sessions of their own: sub-agents, forks and resumed ones have that of the first. It need
   * not be a session's name.
   */
  readonly root: string;
  readonly isSubAgent: boolean;
  /** The transcript holds no results of calls, so that no call is told. */
  readonly withoutCalls?: true;
  /** Version of the agent. */
  readonly version?: string;
  /** The folder in which the session began: absolute. */
  readonly folder?: string;
};

/** What is to be read as a whole: a file, or a session in a database of many. */
export type TranscriptSource = {
  readonly agent: string;
  /** The file, absolute. */
  readonly file: string;
  /** The session in that file, where it holds several. */
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

/** Where transcripts are looked for. Everything is handed in. */
export type TranscriptContext = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Folders of projects, for agents that keep their transcripts there. */
  readonly projects?: readonly string[];
  /** Opens a database by its absolute path, for agents that keep their transcripts in one. */
  readonly openDatabase: (file: string) => ForeignDatabase;
};

/** Reads one agent's transcripts, and writes nothing where they are. */
export type TranscriptReader = {
  readonly agent: string;
  /** What there is, oldest first. Empty where the agent was never used. */
  sources(context: TranscriptContext): Promise<readonly TranscriptSource[]>;
  /** @throws {HeadroomError} where the source cannot be read at all. */
  open(source: TranscriptSource, context: TranscriptContext): Promise<OpenTranscript>;
};
