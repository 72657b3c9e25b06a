import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type {
  Session,
  TranscriptCall,
  TranscriptContext,
  TranscriptEvent,
  TranscriptReader,
} from '../../../../src/model/transcript.ts';
import { openForeign } from '../../../../src/store/foreign.ts';
import { collect } from './collect.ts';

/** Transcripts of real programs, made shorter. */
export const fixtures = fileURLToPath(new URL('../../../fixtures/transcripts', import.meta.url));

/** A transcript that was read to its end. */
export type Read = {
  readonly file: string;
  readonly session: Session;
  readonly events: readonly TranscriptEvent[];
};

/** A run over what is found under these variables and this home folder. */
export function contextOf(
  home: string,
  env: TranscriptContext['env'] = {},
  projects: readonly string[] = [],
): TranscriptContext {
  return { env, home, projects, openDatabase: (file) => openForeign(file, path.join(home, 'scratch')) };
}

/** Reads all there is, oldest first. */
export async function readAll(reader: TranscriptReader, context: TranscriptContext): Promise<readonly Read[]> {
  const all: Read[] = [];
  for (const source of await reader.sources(context)) {
    const transcript = await reader.open(source, context);
    const events = await collect(transcript.events());
    all.push({ file: path.basename(source.file), session: transcript.session(), events });
  }
  return all;
}

/** The events of one kind, in order. */
export function only<Kind extends TranscriptEvent['kind']>(events: readonly TranscriptEvent[], kind: Kind) {
  return events.filter((event): event is Extract<TranscriptEvent, { kind: Kind }> => event.kind === kind);
}

/** The calls among events. */
export function callsOf(events: readonly TranscriptEvent[]): readonly TranscriptCall[] {
  return only(events, 'call').map(({ call }) => call);
}

/** What persons typed, among events. */
export function turnsOf(events: readonly TranscriptEvent[]): readonly string[] {
  return only(events, 'userTurn').map(({ text }) => text);
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'headroom-transcripts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes JSON Lines, each file later than the one before. A line that is a text is written as it is. */
export function writeLines(folder: string, files: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [index, [name, lines]] of Object.entries(files).entries()) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
    writeFileSync(file, text);
    utimesSync(file, 1000 + index, 1000 + index);
  }
}

/** Every entry below a folder, with what a write would change. */
export function snapshot(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return ['.', ...names].map((name) => {
    const { size, mtimeMs, mode } = statSync(path.join(folder, name));
    return `${name} ${size} ${mtimeMs} ${mode}`;
  });
}
