import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptEvent } from '../../../src/model/transcript.ts';
import { countOf, known, objectAt } from '../../apis/figures.ts';
import { textOf, textParts, timeOf } from '../transcript-values.ts';
import { callsOf } from './transcript-calls.ts';

/** Turns the lines of one file into events. */
export type GeminiEvents = {
  add(line: JsonObject): readonly TranscriptEvent[];
  /** Returns the events that are still incomplete at the end of the file. */
  end(): readonly TranscriptEvent[];
  /** The folder of the project, once it is known. */
  folder(): string | undefined;
};

/**
 * Creates it without events. A message is written again, under the same `id`, whenever it grows: without its calls,
 * with them, with their results. The last of these lines counts; it is emitted when another message follows. `$set`
 * lines repeat the history, of which only new answers are emitted. Turns that are kept after a compaction get new
 * names.
 * @param hasPerson whether a person writes in the session; a sub-agent's prompt is written by another agent
 * @param marked the folder that a file beside the transcripts says they are about
 */
export function geminiEvents(hasPerson: boolean, marked: string): GeminiEvents {
  const told = new Set<string>();
  let growing: JsonObject | undefined;
  let hash: string | undefined;
  let folder: string | undefined;

  function message(value: JsonObject, isRepeated: boolean): readonly TranscriptEvent[] {
    const id = textOf(value.id);
    if (id === undefined) return [];
    if (growing?.id === id) {
      growing = value;
      return [];
    }
    const before = grown();
    if (told.has(id)) return before;
    if (value.type === 'gemini') {
      growing = value;
      return before;
    }
    told.add(id);
    return value.type === 'user' ? [...before, ...input(value, isRepeated)] : before;
  }

  function grown(): readonly TranscriptEvent[] {
    const id = textOf(growing?.id);
    if (growing === undefined || id === undefined) return [];
    const whole = growing;
    growing = undefined;
    told.add(id);
    return [...callsOf(whole, folder).map((call) => ({ kind: 'call', call }) as const), ...request(whole, id)];
  }

  function input(value: JsonObject, isRepeated: boolean): readonly TranscriptEvent[] {
    const text = textParts(value.content).join('\n');
    const time = known({ time: timeOf(value.timestamp) });
    if (text.startsWith('<session_context>')) findFolder(workspaces(text));
    if (isRepeated) return text.includes('<state_snapshot>') ? [{ kind: 'compaction', ...time }] : [];
    const typed = textParts(value.displayContent ?? value.content).join('\n');
    return hasPerson && isTyped(text) ? [{ kind: 'userTurn', text: typed, ...time }] : [];
  }

  function findFolder(named: readonly string[]): void {
    folder ??= named.find((each) => createHash('sha256').update(each).digest('hex') === hash);
  }

  return {
    add({ $set, ...line }) {
      if (isJsonObject($set)) {
        const { messages } = $set;
        return Array.isArray(messages) ? messages.filter(isJsonObject).flatMap((each) => message(each, true)) : [];
      }
      hash ??= textOf(line.projectHash);
      findFolder([marked]);
      return message(line, false);
    },
    end: grown,
    folder: () => folder,
  };
}

/** Whether a person wrote it, and to the model: results have no text, and the agent's additions begin with a tag. */
function isTyped(text: string): boolean {
  return text.trim() !== '' && !/^\s*(?:[/?]|<(?:session_context|hook_context)>)/.test(text);
}

function workspaces(context: string): readonly string[] {
  const list = /\*\*Workspace Directories:\*\*\n((?: {2}- [^\n]+\n)+)/.exec(context)?.[1] ?? '';
  return list.split('\n').flatMap((line) => (line.startsWith('  - ') ? [line.slice(4)] : []));
}

/** Cached tokens are part of the input; thoughts are counted apart from the output and billed with it. */
function request(message: JsonObject, id: string): readonly TranscriptEvent[] {
  if (!isJsonObject(message.tokens)) return [];
  const tokens = objectAt(message, 'tokens');
  const count = (value: Json | undefined) => countOf(value) ?? 0;
  const read = count(tokens.cached);
  const usage = {
    uncached: Math.max(0, count(tokens.input) + count(tokens.tool) - read),
    write: 0,
    writeLong: 0,
    read,
    output: count(tokens.output) + count(tokens.thoughts),
  };
  const facts = known({ model: textOf(message.model), time: timeOf(message.timestamp) });
  return [{ kind: 'request', id, usage, ...facts }];
}
