import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  OpenTranscript,
  Session,
  TranscriptContext,
  TranscriptEvent,
  TranscriptReader,
  TranscriptSource,
} from '../../../src/model/transcript.ts';
import { known } from '../../apis/figures.ts';
import { checkReadable, transcriptFiles } from '../transcript-files.ts';
import { jsonLines } from '../transcript-lines.ts';
import { textOf } from '../transcript-values.ts';
import { geminiEvents } from './transcript-events.ts';

const agent = 'gemini';

/** Sessions of a project, and their sub-agents in a folder that has the name of the session. */
const transcript = /^[^/]+\/chats\/(?:[^/]+\/)?[^/]+\.jsonl$/;
const deepest = 3;

/**
 * Gemini CLI's transcripts (0.61): a file for each session and each sub-agent. A resumed session continues in its file.
 * The folder of a project is named in a file beside them, and by its hash in each of them.
 */
export const geminiTranscripts: TranscriptReader = {
  agent,
  sources: (context) => transcriptFiles(agent, temporaryFolder(context), deepest, (file) => transcript.test(file)),
  async open(source) {
    await checkReadable(source.file);
    return opened(source);
  },
};

function temporaryFolder({ env, home }: TranscriptContext): string {
  return path.join(textOf(env.GEMINI_CLI_HOME) ?? home, '.gemini', 'tmp');
}

function opened({ file }: TranscriptSource): OpenTranscript {
  const above = path.basename(path.dirname(file));
  const parent = above === 'chats' ? undefined : above;
  let session = sessionOf(path.basename(file, '.jsonl'), parent);

  async function* events(): AsyncGenerator<TranscriptEvent> {
    const chats = parent === undefined ? path.dirname(file) : path.dirname(path.dirname(file));
    const read = geminiEvents(parent === undefined, await markedFolder(path.dirname(chats)));
    let id: string | undefined;
    for await (const line of jsonLines(file)) {
      if (line === 'broken') {
        yield { kind: 'broken' };
        continue;
      }
      id ??= textOf(line.sessionId);
      yield* read.add(line);
    }
    yield* read.end();
    session = { ...sessionOf(id ?? session.id, parent), ...known({ folder: read.folder() }) };
  }

  return { session: () => session, events };
}

function sessionOf(id: string, parent: string | undefined): Session {
  return parent === undefined
    ? { agent, id, root: id, isSubAgent: false }
    : { agent, id: `${parent}/${id}`, root: parent, isSubAgent: true };
}

/** The folder of a project, as named by a file in the agent's folder. */
async function markedFolder(own: string): Promise<string> {
  return (await readFile(path.join(own, '.project_root'), 'utf8').catch(() => '')).trim();
}
