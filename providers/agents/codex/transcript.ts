import path from 'node:path';
import type { JsonObject } from '../../../src/model/json.ts';
import type {
  OpenTranscript,
  Session,
  TranscriptContext,
  TranscriptEvent,
  TranscriptReader,
  TranscriptSource,
} from '../../../src/model/transcript.ts';
import { known, objectAt } from '../../apis/figures.ts';
import { readingOf } from '../told-once.ts';
import { checkReadable, transcriptFiles } from '../transcript-files.ts';
import { jsonLines } from '../transcript-lines.ts';
import { textOf } from '../transcript-values.ts';
import { codexEvents } from './transcript-events.ts';
import { mayHoldEvent } from './transcript-lines.ts';

const agent = 'codex';

/** A file for each session, in folders by year, month and day; its name ends with the session's. */
const transcript = /(?:^|\/)rollout-[^/]+\.jsonl$/;
const deepest = 3;
/** How many generations of forks are followed. */
const longestDescent = 50;

/**
 * Codex's transcripts (0.118 to 0.171). A resumed session continues in its file. A fork names its original session and
 * copies its lines: their events are emitted with the file that is read first.
 */
export const codexTranscripts: TranscriptReader = {
  agent,
  sources: (context) => transcriptFiles(agent, folderOf(context), deepest, (relative) => transcript.test(relative)),
  async open(source, context) {
    await checkReadable(source.file);
    return opened(source, context);
  },
};

function folderOf({ env, home }: TranscriptContext): string {
  return path.join(textOf(env.CODEX_HOME) ?? path.join(home, '.codex'), 'sessions');
}

function opened({ file }: TranscriptSource, context: TranscriptContext): OpenTranscript {
  const reading = readingOf(context, file);
  const nameless = path.basename(file, '.jsonl');
  let session: Session = { agent, id: nameless, root: nameless, isSubAgent: false };

  async function* events(): AsyncGenerator<TranscriptEvent> {
    const begin = () =>
      codexEvents((name) => reading.isCopy(`${session.root} ${name}`), !session.isSubAgent, session.folder);
    let read = begin();
    let isNamed = false;
    for await (const line of jsonLines(file, mayHoldEvent)) {
      if (line === 'broken') yield { kind: 'broken' };
      else if (line.type !== 'session_meta') yield* read.add(line);
      else if (!isNamed) {
        // Later lines of this type were copied from the ancestors of this session.
        isNamed = true;
        session = await sessionOf(objectAt(line, 'payload'), nameless, context);
        read = begin();
      }
    }
    yield* read.end();
  }

  return { session: () => session, events };
}

async function sessionOf(meta: JsonObject, nameless: string, context: TranscriptContext): Promise<Session> {
  const id = textOf(meta.id) ?? nameless;
  const root = await rootOf(id, parentOf(meta), context);
  const told = known({ version: textOf(meta.cli_version), folder: textOf(meta.cwd) });
  return { agent, id, root, isSubAgent: isSubAgent(meta), ...told };
}

function isSubAgent(meta: JsonObject): boolean {
  const { source } = meta;
  return objectAt(meta, 'source').subagent !== undefined || source === 'subagent' || meta.thread_source === 'subagent';
}

/** The session that one was forked from or started by. */
function parentOf(meta: JsonObject): string | undefined {
  const spawned = objectAt(objectAt(objectAt(meta, 'source'), 'subagent'), 'thread_spawn');
  const parent =
    textOf(meta.forked_from_id) ??
    textOf(meta.parent_thread_id) ??
    textOf(spawned.parent_thread_id) ??
    textOf(meta.session_id);
  return parent === meta.id ? undefined : parent;
}

/** Follows the ancestors of a session, as far as their files exist. */
async function rootOf(id: string, parent: string | undefined, context: TranscriptContext): Promise<string> {
  let root = id;
  let next = parent;
  for (let steps = 0; next !== undefined && steps < longestDescent; steps++) {
    root = next;
    const meta = await metaOf(root, context);
    next = meta === undefined ? undefined : parentOf(meta);
  }
  return root;
}

async function metaOf(id: string, context: TranscriptContext): Promise<JsonObject | undefined> {
  const ends = (relative: string) => relative.endsWith(`-${id}.jsonl`);
  const [source] = await transcriptFiles(agent, folderOf(context), deepest, ends);
  if (source === undefined) return undefined;
  for await (const line of jsonLines(source.file)) {
    return line === 'broken' ? undefined : objectAt(line, 'payload');
  }
  return undefined;
}
