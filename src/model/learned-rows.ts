/** What is kept of one transcript: a digest that holds names of allowed shapes, counts, dates and ids of calls. */
export type LearnedSession = {
  /** Names the transcript; a hash, since its path is nobody's business later. */
  readonly source: string;
  /** Changes whenever the transcript does. */
  readonly fingerprint: string;
  readonly agent: string;
  /** The same for transcripts that are one session: sub-agents, forks and resumed ones. */
  readonly root: string;
  /** Root of the project, absolute; empty where the session belongs to none. */
  readonly project: string;
  /** Milliseconds since the epoch at which the session ended; 0 where that is not known. */
  readonly time: number;
  /** The digest as JSON. */
  readonly digest: string;
};

/** What is kept of a file that rules were written into. */
export type LearnedFile = {
  /** The file, absolute. */
  readonly file: string;
  readonly project: string;
  /** Milliseconds since the epoch at which rules were first written there. */
  readonly time: number;
  /** What was written, and what the user did with it, as JSON. */
  readonly written: string;
};

/** What is kept for learning. */
export type LearnedRows = {
  /** What is known of each transcript, by source. */
  known(): ReadonlyMap<string, Pick<LearnedSession, 'fingerprint' | 'agent' | 'root'>>;
  sessions(project: string): readonly LearnedSession[];
  /** Roots of all projects that sessions are kept of. */
  projects(): readonly string[];
  keepSession(session: LearnedSession): void;
  /** Files of a project, or of all. */
  files(project?: string): readonly LearnedFile[];
  keepFile(file: LearnedFile): void;
  dropFile(file: string): void;
  /** Drops what is kept of a project, or of all; tells how many sessions went. */
  forget(project?: string): number;
};
