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
import { readingOf } from '../told-once.ts';
import { checkReadable, transcriptFiles } from '../transcript-files.ts';
import { jsonLines } from '../transcript-lines.ts';
import { textOf } from '../transcript-values.ts';
import { sessionFolders } from './folder.ts';
import { piEvents } from './transcript-events.ts';

const agent = 'pi';
const deepest = 4;

/**
 * pi's transcripts (0.73): a file for each session. A fork copies entries of another session unchanged; their events
 * are emitted with the file that is read first. The root of a session is the name of its first entry, which a fork has
 * too.
 */
export const piTranscripts: TranscriptReader = {
  agent,
  async sources(context) {
    const folders = sessionFolders(context).map((folder) =>
      transcriptFiles(agent, folder, deepest, (file) => file.endsWith('.jsonl')),
    );
    const found = new Map((await Promise.all(folders)).flat().map((source) => [source.file, source]));
    return [...found.values()];
  },
  async open(source, context) {
    await checkReadable(source.file);
    return opened(source, context);
  },
};

function opened({ file }: TranscriptSource, context: TranscriptContext): OpenTranscript {
  const reading = readingOf(context, file);
  const name = path.basename(file, '.jsonl');
  let session: Session = { agent, id: name, root: name, isSubAgent: false };

  async function* events(): AsyncGenerator<TranscriptEvent> {
    let header: JsonObject = {};
    let root: string | undefined;
    const read = piEvents();
    for await (const line of jsonLines(file)) {
      if (line === 'broken') {
        yield { kind: 'broken' };
        continue;
      }
      if (line.type === 'session') {
        header = line;
        read.begin(header);
        continue;
      }
      const entry = textOf(line.id);
      const key = entry === undefined ? undefined : `${entry} ${textOf(line.timestamp)}`;
      root ??= key;
      if (key === undefined || !reading.isCopy(key)) yield* read.add(line);
    }
    yield* read.end();
    const id = textOf(header.id) ?? name;
    session = { agent, id, root: root ?? id, isSubAgent: false, ...known({ folder: textOf(header.cwd) }) };
  }

  return { session: () => session, events };
}
