/** What is kept about one transcript: a digest of names of allowed shapes, counts, dates and ids of calls. */
export type LearnedSession = {
  /** Identifies the transcript; a hash, since its path is private. */
  readonly source: string;
  /** Changes whenever the transcript does. */
  readonly fingerprint: string;
  readonly agent: string;
  /** Equal for transcripts of one session: sub-agents, forks and resumed ones. */
  readonly root: string;
  /** Root of the project, absolute; empty if the session belongs to none. */
  readonly project: string;
  /** Milliseconds since the epoch at which the session ended; 0 if that is not known. */
  readonly time: number;
  /** The digest as JSON. */
  readonly digest: string;
};

/** What is kept about a file with rules. */
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
  /** What is known about each transcript, by source. */
  known(): ReadonlyMap<string, Pick<LearnedSession, 'fingerprint' | 'agent' | 'root'>>;
  sessions(project: string): readonly LearnedSession[];
  /** Roots of all projects with kept sessions. */
  projects(): readonly string[];
  keepSession(session: LearnedSession): void;
  /** Files of a project, or of all. */
  files(project?: string): readonly LearnedFile[];
  keepFile(file: LearnedFile): void;
  dropFile(file: string): void;
  /** Drops the data of a project, or of all; returns how many sessions were dropped. */
  forget(project?: string): number;
};
