import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall, TranscriptEvent } from '../../../src/model/transcript.ts';
import { toolAction } from '../../actions.ts';
import { countOf, known, objectAt } from '../../apis/figures.ts';
import { textOf, textParts, timeOf } from '../transcript-values.ts';

/** Turns the entries of one file into events. */
export type PiEvents = {
  /** Reads the first line, which says where the session works. */
  begin(header: JsonObject): void;
  add(entry: JsonObject): readonly TranscriptEvent[];
  /** Returns the calls that got no result. */
  end(): readonly TranscriptEvent[];
};

/** Creates it without events. */
export function piEvents(): PiEvents {
  const open = new Map<string, TranscriptCall>();
  let folder: string | undefined;

  function answer(entry: JsonObject, message: JsonObject): readonly TranscriptEvent[] {
    const model = textOf(message.model);
    const time = countOf(message.timestamp) ?? timeOf(entry.timestamp);
    const content = Array.isArray(message.content) ? message.content.filter(isJsonObject) : [];
    const replaced = content.flatMap((block) => {
      const id = textOf(block.id);
      const tool = textOf(block.name);
      if (block.type !== 'toolCall' || id === undefined || tool === undefined) return [];
      const before = take(id);
      const input = objectAt(block, 'arguments');
      const facts = { id, tool, input, action: toolAction(tool, input), ...known({ start: time, model, folder }) };
      open.set(id, { ...facts, output: '', outputLength: 0, failed: false, unanswered: true });
      return before;
    });
    return [...told(replaced), ...request(entry, message, known({ model, time }))];
  }

  function result(entry: JsonObject, message: JsonObject): readonly TranscriptEvent[] {
    const end = countOf(message.timestamp) ?? timeOf(entry.timestamp);
    return told(take(textOf(message.toolCallId)).map((call) => answered(call, message, end)));
  }

  function take(id: string | undefined): readonly TranscriptCall[] {
    const call = open.get(id ?? '');
    open.delete(id ?? '');
    return call === undefined ? [] : [call];
  }

  return {
    begin(header) {
      folder = textOf(header.cwd);
    },
    add(entry) {
      if (entry.type === 'compaction') return [compaction(entry)];
      if (entry.type !== 'message') return [];
      const message = objectAt(entry, 'message');
      if (message.role === 'assistant') return answer(entry, message);
      if (message.role === 'toolResult') return result(entry, message);
      return message.role === 'user' ? turn(entry, message) : [];
    },
    end: () => told([...open.values()]),
  };
}

function told(calls: readonly TranscriptCall[]): readonly TranscriptEvent[] {
  return calls.map((call) => ({ kind: 'call', call }));
}

/** The end of the output of a command with a non-zero exit code. */
const exitLine = /(?:^|\n\n)Command exited with code (\d{1,10})$/;

function answered(
  { unanswered: _, ...call }: TranscriptCall,
  message: JsonObject,
  end: number | undefined,
): TranscriptCall {
  const text = textParts(message.content).join('\n');
  const failed = message.isError === true;
  const exit = failed && call.action.kind === 'command' ? exitLine.exec(text) : null;
  const printed = exit === null ? text : text.slice(0, exit.index);
  const output = printed === '(no output)' ? '' : printed;
  const exitCode = exit === null ? undefined : Number(exit[1]);
  return { ...call, output, outputLength: output.length, failed, ...known({ exitCode, end }) };
}

function turn(entry: JsonObject, message: JsonObject): readonly TranscriptEvent[] {
  const text = textParts(message.content).join('\n');
  const time = known({ time: countOf(message.timestamp) ?? timeOf(entry.timestamp) });
  return text === '' ? [] : [{ kind: 'userTurn', text, ...time }];
}

/** An answer that was stopped or failed before it was billed has a usage of zeros. */
function request(
  entry: JsonObject,
  message: JsonObject,
  facts: { model?: string; time?: number },
): readonly TranscriptEvent[] {
  const told = objectAt(message, 'usage');
  const count = (value: Json | undefined) => countOf(value) ?? 0;
  const usage = {
    uncached: count(told.input),
    write: count(told.cacheWrite),
    writeLong: 0,
    read: count(told.cacheRead),
    output: count(told.output),
  };
  const id = textOf(message.responseId) ?? textOf(entry.id);
  if (id === undefined || Object.values(usage).every((tokens) => tokens === 0)) return [];
  return [{ kind: 'request', id, usage, ...facts }];
}

function compaction(entry: JsonObject): TranscriptEvent {
  const facts = { time: timeOf(entry.timestamp), tokensBefore: countOf(entry.tokensBefore) };
  return { kind: 'compaction', ...known(facts) };
}
