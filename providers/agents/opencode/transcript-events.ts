import path from 'node:path';
import type { JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall, TranscriptEvent } from '../../../src/model/transcript.ts';
import { toolAction } from '../../actions.ts';
import { countOf, known, objectAt } from '../../apis/figures.ts';
import { textOf } from '../transcript-values.ts';
import type { MessageRow, PartRow } from './transcript-rows.ts';

/**
 * The events of a message.
 * @param hasPerson whether a person writes in the session; a sub-agent's prompt is written by another agent
 */
export function messageEvents({ data, parts }: MessageRow, hasPerson: boolean): readonly TranscriptEvent[] {
  if (data === undefined) return [{ kind: 'broken' }];
  const broken: TranscriptEvent[] = parts.filter((part) => part.data === undefined).map(() => ({ kind: 'broken' }));
  const events = data.role === 'user' ? userEvents(data, parts, hasPerson) : answerEvents(data, parts);
  return [...broken, ...events];
}

function userEvents(message: JsonObject, parts: readonly PartRow[], hasPerson: boolean): readonly TranscriptEvent[] {
  const time = known({ time: countOf(objectAt(message, 'time').created) });
  const compacted = ofType(parts, 'compaction').map(() => ({ kind: 'compaction', ...time }) as const);
  // The agent's own additions are marked: files that the person named, reminders, "continue".
  const typed = ofType(parts, 'text').filter(({ data }) => data.synthetic !== true && data.ignored !== true);
  const text = typed.map(({ data }) => unquoted(textOf(data.text) ?? '')).join('\n');
  return hasPerson && text !== '' ? [...compacted, { kind: 'userTurn', text, ...time }] : compacted;
}

/** `opencode run` puts quotes around a prompt that has a space. */
function unquoted(text: string): string {
  return /^"(?:[^"\\]|\\.)*"$/s.test(text) && text.includes(' ') ? text.slice(1, -1).replaceAll('\\"', '"') : text;
}

function answerEvents(message: JsonObject, parts: readonly PartRow[]): readonly TranscriptEvent[] {
  const model = textOf(message.modelID);
  const folder = textOf(objectAt(message, 'path').cwd);
  const began = countOf(objectAt(message, 'time').created) ?? 0;
  return parts.flatMap(({ data, created }, index): readonly TranscriptEvent[] => {
    if (data?.type === 'tool') {
      const call = callOf(data, { model, folder });
      return call === undefined ? [] : [{ kind: 'call', call }];
    }
    if (data?.type !== 'step-finish') return [];
    return [{ kind: 'request', id: `${began}/${index}`, usage: usageOf(data), ...known({ model, time: created }) }];
  });
}

/** The thoughts of a model are counted apart from its answer, and billed with it. */
function usageOf(step: JsonObject) {
  const tokens = objectAt(step, 'tokens');
  const cache = objectAt(tokens, 'cache');
  const count = (value: Parameters<typeof countOf>[0]) => countOf(value) ?? 0;
  return {
    uncached: count(tokens.input),
    write: count(cache.write),
    writeLong: 0,
    read: count(cache.read),
    output: count(tokens.output) + count(tokens.reasoning),
  };
}

type Around = { readonly model?: string; readonly folder?: string };

function callOf(part: JsonObject, { model, folder }: Around): TranscriptCall | undefined {
  const id = textOf(part.callID);
  const tool = textOf(part.tool);
  if (id === undefined || tool === undefined) return undefined;
  const state = objectAt(part, 'state');
  const input = objectAt(state, 'input');
  const { start, end } = objectAt(state, 'time');
  const times = { start: countOf(start), end: countOf(end) };
  const call = {
    ...{ id, tool, input, action: toolAction(tool, input) },
    ...known({ ...times, model, folder: folderOf(input, folder) }),
  };
  if (state.status !== 'completed' && state.status !== 'error') {
    return { ...call, output: '', outputLength: 0, failed: false, unanswered: true };
  }
  const told = (state.status === 'error' ? textOf(state.error) : textOf(state.output)) ?? '';
  const output = call.action.kind === 'command' && told === '(no output)' ? '' : told;
  return { ...call, output, outputLength: output.length, ...outcomeOf(state) };
}

/** How a call ended. A command that ran counts as completed, whatever its exit code; one that was killed has none. */
function outcomeOf(state: JsonObject): Pick<TranscriptCall, 'failed' | 'exitCode'> {
  const { exit } = objectAt(state, 'metadata');
  const exitCode = countOf(exit);
  const failed = state.status === 'error' || exit === null || (exitCode !== undefined && exitCode !== 0);
  return { failed, ...known({ exitCode }) };
}

/** A command may name a folder to run in. */
function folderOf(input: JsonObject, folder: string | undefined): string | undefined {
  const named = textOf(input.workdir);
  if (named === undefined) return folder;
  return folder === undefined && !path.isAbsolute(named) ? undefined : path.resolve(folder ?? named, named);
}

function ofType(parts: readonly PartRow[], type: string): readonly { readonly data: JsonObject }[] {
  return parts.flatMap(({ data }) => (data?.type === type ? [{ data }] : []));
}
