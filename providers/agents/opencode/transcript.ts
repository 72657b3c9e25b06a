import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { HeadroomError } from '../../../src/model/errors.ts';
import type { ForeignDatabase } from '../../../src/model/foreign.ts';
import type {
  OpenTranscript,
  Session,
  TranscriptContext,
  TranscriptEvent,
  TranscriptReader,
  TranscriptSource,
} from '../../../src/model/transcript.ts';
import { countOf, known, objectAt } from '../../apis/figures.ts';
import { readingOf } from '../told-once.ts';
import { textOf } from '../transcript-values.ts';
import { messageEvents } from './transcript-events.ts';
import { type Lineage, lineageOf, messageRows, sessionStates } from './transcript-rows.ts';

const agent = 'opencode';

/** One for each channel that the program is installed from. */
const databaseFile = /^opencode(?:-[\w.-]+)?\.db$/;

/**
 * opencode's transcripts (1.2 to 1.18): sessions, messages and their parts in one database, each session a source of
 * its own. A fork is a new session with copies of another's messages, with their times and the names of their calls;
 * copied events are emitted with the session that is read first. The root of a session is the time of its first
 * message.
 */
export const opencodeTranscripts: TranscriptReader = { agent, sources, open };

async function sources(context: TranscriptContext): Promise<readonly TranscriptSource[]> {
  const found: { readonly source: TranscriptSource; readonly created: number }[] = [];
  for (const file of await databases(context)) {
    for (const { row, fingerprint } of withDatabase(context, file, sessionStates)) {
      found.push({ source: { agent, file, part: row.id, fingerprint }, created: row.created });
    }
  }
  return found.sort((one, other) => one.created - other.created).map(({ source }) => source);
}

async function databases({ env, home }: TranscriptContext): Promise<readonly string[]> {
  const folder = path.join(textOf(env.XDG_DATA_HOME) ?? path.join(home, '.local', 'share'), 'opencode');
  const names: readonly string[] = await readdir(folder).catch(() => []);
  const own = names.filter((name) => databaseFile.test(name)).map((name) => path.join(folder, name));
  const named = textOf(env.OPENCODE_DB);
  if (named === undefined || named === ':memory:') return own.sort();
  const file = path.resolve(folder, named);
  const isThere = await stat(file).then(
    (facts) => facts.isFile(),
    () => false,
  );
  return [...new Set(isThere ? [...own, file] : own)].sort();
}

function withDatabase<T>(context: TranscriptContext, file: string, work: (database: ForeignDatabase) => T): T {
  const database = context.openDatabase(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

async function open(source: TranscriptSource, context: TranscriptContext): Promise<OpenTranscript> {
  const { file, part = '' } = source;
  const lineage = withDatabase(context, file, (database) => lineageOf(database, part));
  if (lineage === undefined) {
    throw new HeadroomError('not-found', `expected the session ${part} in ${file}, found none`);
  }
  const session = sessionOf(lineage);
  return { session: () => session, events: () => events(source, context, session) };
}

function sessionOf({ own: { id, parent, version, folder }, top, first }: Lineage): Session {
  const began = countOf(objectAt(first ?? {}, 'time').created);
  const root = began === undefined ? top.id : `began ${began}`;
  return { agent, id, root, isSubAgent: parent !== undefined, ...known({ version, folder }) };
}

async function* events(
  { file }: TranscriptSource,
  context: TranscriptContext,
  { id, root, isSubAgent }: Session,
): AsyncGenerator<TranscriptEvent> {
  const reading = readingOf(context, `${file} ${id}`);
  const whose = isSubAgent ? id : root;
  let index = 0;
  const database = context.openDatabase(file);
  try {
    for (const message of messageRows(database, id)) {
      const began = countOf(objectAt(message.data ?? {}, 'time').created);
      if (reading.isCopy(`${whose} ${index++} ${began}`)) continue;
      yield* messageEvents(message, !isSubAgent);
    }
  } finally {
    database.close();
  }
}
