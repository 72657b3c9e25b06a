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
import { known } from '../../apis/figures.ts';
import { type Reading, readingOf } from '../told-once.ts';
import { checkReadable, transcriptFiles } from '../transcript-files.ts';
import { jsonLines } from '../transcript-lines.ts';
import { textOf } from '../transcript-values.ts';
import { claudeEvents } from './transcript-events.ts';
import { mayHoldEvent, unwrapped } from './transcript-lines.ts';

const agent = 'claude';

/** Sessions, and their sub-agents: beside them in older versions, in a folder of their own in newer ones. */
const transcript = /^[^/]+\/(?:[^/]+|[^/]+\/subagents\/(?:[^/]+\/)*agent-[^/]+)\.jsonl$/;
const deepest = 5;

/** What the lines of a file say about its session. */
type Facts = {
  readonly sessionId?: string;
  readonly version?: string;
  readonly folder?: string;
  /** Name of the first message. A fork copies it, so it identifies all sessions with the same origin. */
  readonly firstMessage?: string;
};

/**
 * Claude Code's transcripts (2.0 to 2.1.332): a file for each session and each sub-agent. A fork or an older resume
 * copies lines of another session with their `uuid`; their events are emitted with the file that is read first. The
 * root of a session is the name of its first message, which stays the same if the forked session is deleted.
 */
export const claudeTranscripts: TranscriptReader = {
  agent,
  sources: ({ env, home }) => {
    const folder = textOf(env.CLAUDE_CONFIG_DIR) ?? path.join(home, '.claude');
    return transcriptFiles(agent, path.join(folder, 'projects'), deepest, (relative) => transcript.test(relative));
  },
  async open(source, context) {
    await checkReadable(source.file);
    return opened(source, context);
  },
};

function opened({ file }: TranscriptSource, context: TranscriptContext): OpenTranscript {
  const reading = readingOf(context, file);
  const isSubAgent = path.basename(file).startsWith('agent-');
  let session: Session = { agent, id: path.basename(file, '.jsonl'), root: '', isSubAgent };

  async function* events(): AsyncGenerator<TranscriptEvent> {
    const read = claudeEvents(reading);
    let facts: Facts = {};
    for await (const each of jsonLines(file, mayHoldEvent)) {
      if (each === 'broken') {
        yield { kind: 'broken' };
        continue;
      }
      const line = unwrapped(each);
      facts = withFactsOf(facts, line);
      yield* read.add(line);
    }
    yield* read.end();
    session = isSubAgent
      ? await subAgent(file, facts, reading)
      : sessionOf(session.id, reading.copiedRoot() ?? facts.firstMessage ?? session.id, false, facts);
    reading.setRoot(session.root);
  }

  return { session: () => session, events };
}

function sessionOf(id: string, root: string, isSubAgent: boolean, { version, folder }: Facts): Session {
  return { agent, id, root, isSubAgent, ...known({ version, folder }) };
}

/** A sub-agent belongs to the session that its lines name. */
async function subAgent(file: string, facts: Facts, reading: Reading): Promise<Session> {
  const [before, inside] = file.split(`${path.sep}subagents${path.sep}`) as [string, string?];
  const parent = inside === undefined ? facts.sessionId : path.basename(before);
  const parentFile = inside === undefined ? path.join(path.dirname(file), `${parent}.jsonl`) : `${before}.jsonl`;
  const root = reading.rootOf(parentFile) ?? (await firstMessageOf(parentFile)) ?? parent ?? '';
  return sessionOf(`${parent}/${path.basename(file, '.jsonl')}`, root, true, facts);
}

async function firstMessageOf(file: string): Promise<string | undefined> {
  for await (const line of jsonLines(file, mayHoldEvent)) {
    const { firstMessage } = line === 'broken' ? {} : withFactsOf({}, unwrapped(line));
    if (firstMessage !== undefined) return firstMessage;
  }
  return undefined;
}

function withFactsOf(facts: Facts, line: JsonObject): Facts {
  if (facts.sessionId && facts.version && facts.folder && facts.firstMessage) return facts;
  const isMessage = line.type === 'user' || line.type === 'assistant';
  const told = {
    sessionId: textOf(line.sessionId),
    version: textOf(line.version),
    folder: textOf(line.cwd),
    firstMessage: isMessage ? textOf(line.uuid) : undefined,
  };
  return { ...known(told), ...facts };
}
