import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HeadroomError } from '../../../src/model/errors.ts';
import type {
  OpenTranscript,
  Session,
  TranscriptContext,
  TranscriptEvent,
  TranscriptReader,
  TranscriptSource,
} from '../../../src/model/transcript.ts';
import { known } from '../../apis/figures.ts';
import { checkReadable } from '../transcript-files.ts';
import { byteLines } from '../transcript-lines.ts';
import { textOf } from '../transcript-values.ts';
import { chatLines, startedAt } from './chat-history.ts';
import { loggedRequests, sentAt } from './llm-history.ts';
import { aiderCalls } from './transcript-calls.ts';
import { yamlValues } from './yaml-values.ts';

const agent = 'aider';

/**
 * Aider's transcripts (0.86), which are in the folder of the project: a chat history with all sessions one after the
 * other, and, if the user asked for it, the requests to the model. Only these contain command output. A session is the
 * part of both files from its start to the next one's, and each part is a source of its own.
 */
export const aiderTranscripts: TranscriptReader = { agent, sources, open };

/** The files of a project. */
type Files = { readonly chat: string; readonly requests: string };

async function filesOf(project: string, { env, home }: TranscriptContext): Promise<Files> {
  const settings = await Promise.all(
    [project, home].map((folder) => readFile(path.join(folder, '.aider.conf.yml'), 'utf8').catch(() => undefined)),
  );
  const set = (key: string) => settings.map((text) => yamlValues(text, key)?.[0]).find((value) => value !== undefined);
  const file = (variable: string, key: string, usual: string) =>
    path.resolve(project, textOf(env[variable]) ?? set(key) ?? usual);
  return {
    chat: file('AIDER_CHAT_HISTORY_FILE', 'chat-history-file', '.aider.chat.history.md'),
    requests: file('AIDER_LLM_HISTORY_FILE', 'llm-history-file', '.aider.llm.history'),
  };
}

/** A byte range of a file, end exclusive. */
type Range = readonly [first: number, end: number];

/** Where a session is. */
type Place = { readonly project: string; readonly files: Files; readonly chat?: Range; readonly requests?: Range };

/** For the sources found: finding them reads the files once, so that opening one need not. */
const places = new WeakMap<TranscriptSource, Place>();

async function sources(context: TranscriptContext): Promise<readonly TranscriptSource[]> {
  const found = await Promise.all((context.projects ?? []).map((project) => sourcesOf(project, context)));
  return found.flat().sort((one, other) => ((one.part ?? '') < (other.part ?? '') ? -1 : 1));
}

async function sourcesOf(project: string, context: TranscriptContext): Promise<readonly TranscriptSource[]> {
  const files = await filesOf(project, context);
  const chat = await stretches(files.chat, startedAt);
  const requests = await stretches(files.requests, sentAt);
  // Requests may be older than the first session that is still in the chat history.
  const starts = [...new Set(['', ...chat.map(({ time }) => time)])].sort();
  return starts.flatMap((part, index) => {
    const isOwn = ({ time }: Stretch) => time >= part && time < (starts[index + 1] ?? '~');
    const [said, sent] = [joined(chat.filter(isOwn)), joined(requests.filter(isOwn))];
    if (said === undefined && sent === undefined) return [];
    const source = { agent, file: said ? files.chat : files.requests, part, fingerprint: `${said} ${sent}` };
    places.set(source, { project, files, ...known({ chat: said, requests: sent }) });
    return [source];
  });
}

/** A part of a file that begins with a line with a time. */
type Stretch = { readonly time: string; readonly range: Range };

async function stretches(file: string, timeOf: (line: string) => string | undefined): Promise<readonly Stretch[]> {
  const found: { time: string; first: number }[] = [];
  let position = 0;
  for await (const { bytes, ended } of byteLines(file, Number.POSITIVE_INFINITY)) {
    const time = bytes.length < 100 ? timeOf(bytes.toString('utf8')) : undefined;
    if (time !== undefined) found.push({ time, first: position });
    position += bytes.length + (ended ? 1 : 0);
  }
  return found.map(({ time, first }, index) => ({ time, range: [first, found[index + 1]?.first ?? position] }));
}

function joined(parts: readonly Stretch[]): Range | undefined {
  const [first, last] = [parts[0], parts.at(-1)];
  return first && last && [first.range[0], last.range[1]];
}

async function open(source: TranscriptSource, context: TranscriptContext): Promise<OpenTranscript> {
  await checkReadable(source.file);
  const place = places.get(source) ?? (await placeOf(source, context));
  const { project, requests } = place;
  const id = `${source.part || 'before'} ${project}`;
  const withoutCalls = requests === undefined ? true : undefined;
  let session: Session = { agent, id, root: id, isSubAgent: false, folder: project, ...known({ withoutCalls }) };

  async function* events(): AsyncGenerator<TranscriptEvent> {
    const told: Facts = {};
    yield* eventsOf(place, id, told);
    session = { ...session, ...known({ version: told.version }) };
  }

  return { session: () => session, events };
}

async function placeOf({ file, part }: TranscriptSource, context: TranscriptContext): Promise<Place> {
  const same = (await sources(context)).find((each) => each.file === file && each.part === part);
  const place = same && places.get(same);
  if (place === undefined) throw new HeadroomError('not-found', `expected a session of ${part} in ${file}, found none`);
  return place;
}

/** What the chat history says about a session as it is read. */
type Facts = { version?: string; model?: string };

/** The events of the chat history, with the calls of each request before its figures. */
async function* eventsOf(
  { project, files, chat, requests }: Place,
  id: string,
  facts: Facts,
): AsyncGenerator<TranscriptEvent> {
  const calls = aiderCalls(id, project);
  const sent = loggedRequests(files.requests, requests ?? [0, 0]);
  let count = 0;
  for await (const line of chatLines(files.chat, chat ?? [0, 0])) {
    if (line.kind === 'typed') yield { kind: 'userTurn', text: line.text };
    else if (line.kind !== 'usage') facts[line.kind] = line.name;
    else {
      const { value: request } = await sent.next();
      if (request !== undefined) yield* calls.add(request);
      const more = known({ model: facts.model, time: request?.time });
      yield { kind: 'request', id: `${id} ${++count}`, usage: line.usage, ...more };
    }
  }
  for await (const request of sent) yield* calls.add(request);
}
