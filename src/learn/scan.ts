import { createHash } from 'node:crypto';
import { append } from '../lib/lists.ts';
import { HeadroomError } from '../model/errors.ts';
import type { LearnedRows, LearnedSession } from '../model/learned-rows.ts';
import type { TranscriptContext, TranscriptReader, TranscriptSource } from '../model/transcript.ts';
import type { Usage } from '../model/usage.ts';
import { Digester } from './digest.ts';
import { type Project, projectOf, treesOf } from './project.ts';
import type { SessionDigest } from './session-digest.ts';

/** The result of a run over the transcripts. */
export type Scan = {
  /** Transcripts that were read, and those that had not changed since the last run. */
  readonly read: number;
  readonly unchanged: number;
  readonly brokenLines: number;
  /** Transcripts that could not be read, each with the reason. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
};

/** What a scan needs. */
export type ScanOptions = {
  readonly readers: readonly TranscriptReader[];
  readonly context: TranscriptContext;
  readonly rows: LearnedRows;
  /** Runs writes in one transaction. */
  readonly together: (work: () => void) => void;
  /** Dollars for what an answer billed. */
  readonly price: (usage: Usage, model: string | undefined) => number;
  /** Called with the progress. */
  readonly onProgress?: (done: number, all: number) => void;
};

/** Incremented when digests change, so that every transcript is read again. */
const digestVersion = 3;
/** How many sessions are written in one transaction. */
const batch = 50;

/**
 * Reads the transcripts that are new or have changed since the last run, and keeps a digest of each. Digests of deleted
 * transcripts stay: agents delete theirs after some weeks.
 */
export async function scan(options: ScanOptions): Promise<Scan> {
  const { readers, context, rows, onProgress = () => {} } = options;
  const known = rows.known();
  const all = (await Promise.all(readers.map((reader) => sourcesOf(reader, context)))).flat();
  const queue = all.filter(({ source, name }) => known.get(name)?.fingerprint !== fingerprintOf(source));
  const queued = new Set(queue);
  const bySession = grouped(all, known);
  const unreadable: { file: string; reason: string }[] = [];
  let pending: LearnedSession[] = [];
  let brokenLines = 0;
  let done = 0;
  /** Transcripts of the same session: calls in several of them count for the first that is read in a run. */
  const queueRelatives = (session: LearnedSession) => {
    const relatives = bySession.get(sessionKey(session))?.filter((each) => !queued.has(each)) ?? [];
    for (const each of relatives) queued.add(each);
    append(queue, relatives);
  };
  const keep = () => {
    const sessions = pending;
    pending = [];
    options.together(() => {
      for (const session of sessions) rows.keepSession(session);
    });
  };
  for (const { reader, source } of queue) {
    try {
      const session = await readOne(reader, source, options);
      brokenLines += session.brokenLines;
      queueRelatives(session.kept);
      pending.push(session.kept);
      if (pending.length >= batch) keep();
    } catch (error) {
      if (!(error instanceof HeadroomError) || error.code === 'store') throw error;
      unreadable.push({ file: source.file, reason: error.message });
    }
    onProgress(++done, queue.length);
  }
  keep();
  return {
    read: queue.length - unreadable.length,
    unchanged: all.length - queue.length,
    brokenLines,
    unreadable,
  };
}

type Named = { readonly reader: TranscriptReader; readonly source: TranscriptSource; readonly name: string };

async function sourcesOf(reader: TranscriptReader, context: TranscriptContext): Promise<readonly Named[]> {
  return (await reader.sources(context)).map((source) => ({ reader, source, name: nameOf(source) }));
}

/** The transcripts of each session that is known. */
function grouped(
  all: readonly Named[],
  known: ReturnType<LearnedRows['known']>,
): ReadonlyMap<string, readonly Named[]> {
  const groups = new Map<string, Named[]>();
  for (const each of all) {
    const row = known.get(each.name);
    if (row === undefined) continue;
    const group = groups.get(sessionKey(row)) ?? [];
    group.push(each);
    groups.set(sessionKey(row), group);
  }
  return groups;
}

function sessionKey({ agent, root }: Pick<LearnedSession, 'agent' | 'root'>): string {
  return `${agent}\t${root}`;
}

/** The key of a transcript, which does not reveal its path. */
function nameOf({ agent, file, part = '' }: TranscriptSource): string {
  return createHash('sha256').update([agent, file, part].join('\0')).digest('hex');
}

function fingerprintOf({ fingerprint }: TranscriptSource): string {
  return `${digestVersion} ${fingerprint}`;
}

async function readOne(reader: TranscriptReader, source: TranscriptSource, { context, price }: ScanOptions) {
  const place = new Place(context.home);
  const digester = new Digester({ rootsOf: (folder) => place.rootsOf(folder), price });
  const transcript = await reader.open(source, context);
  for await (const event of transcript.events()) digester.add(event);
  const session = transcript.session();
  const digest: SessionDigest = digester.digest(session);
  const kept = {
    source: nameOf(source),
    fingerprint: fingerprintOf(source),
    agent: source.agent,
    root: session.root,
    project:
      place.project?.root ??
      (session.folder === undefined ? '' : (projectOf(session.folder, context.home)?.root ?? '')),
    time: digest.last ?? 0,
    digest: JSON.stringify(digest),
  };
  return { kept, brokenLines: digest.brokenLines };
}

/** The project of a session: that of its first call. Calls elsewhere do not count. */
class Place {
  project: Project | undefined;
  private readonly home: string;
  private readonly known = new Map<string, readonly string[]>();

  constructor(home: string) {
    this.home = home;
  }

  rootsOf(folder: string | undefined): readonly string[] {
    if (folder === undefined) return [];
    const known = this.known.get(folder);
    if (known !== undefined) return known;
    const found = projectOf(folder, this.home);
    this.project ??= found;
    const isSame = found !== undefined && found.root === this.project?.root;
    const roots = isSame ? [...new Set([found.tree, ...treesOf(found.root)])] : [];
    this.known.set(folder, roots);
    return roots;
  }
}
