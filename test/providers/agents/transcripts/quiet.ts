import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type {
  OpenTranscript,
  TranscriptCall,
  TranscriptContext,
  TranscriptEvent,
  TranscriptReader,
} from '../../../../src/model/transcript.ts';
import { openForeign } from '../../../../src/store/foreign.ts';
import { collect } from './collect.ts';

/** A run in which transcripts are looked for below a home folder. */
export function transcriptContext(home: string, given: Partial<TranscriptContext> = {}): TranscriptContext {
  return { env: {}, home, openDatabase: (file) => openForeign(file, path.join(home, '..', 'scratch')), ...given };
}

/** Names, sizes and times of everything below a folder. */
export function treeOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeNs } = statSync(path.join(folder, name), { bigint: true });
      return `${name} ${size} ${mtimeNs}`;
    });
}

/** All that a reader finds, by the session's name. */
export async function readAll(reader: TranscriptReader, context: TranscriptContext) {
  const read: {
    readonly session: ReturnType<OpenTranscript['session']>;
    readonly events: readonly TranscriptEvent[];
  }[] = [];
  for (const source of await reader.sources(context)) {
    const transcript = await reader.open(source, context);
    const events = await collect(transcript.events());
    read.push({ session: transcript.session(), events });
  }
  return read;
}

/** The calls among events. */
export function callsOf(events: readonly TranscriptEvent[]): readonly TranscriptCall[] {
  return events.flatMap((event) => (event.kind === 'call' ? [event.call] : []));
}

/** The events of a kind. */
export function ofKind<Kind extends TranscriptEvent['kind']>(events: readonly TranscriptEvent[], kind: Kind) {
  return events.filter((event): event is Extract<TranscriptEvent, { kind: Kind }> => event.kind === kind);
}
