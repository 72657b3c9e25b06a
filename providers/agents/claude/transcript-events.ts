import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall, TranscriptEvent } from '../../../src/model/transcript.ts';
import { countOf, known, objectAt } from '../../apis/figures.ts';
import type { Reading } from '../told-once.ts';
import { textOf, textParts, timeOf } from '../transcript-values.ts';
import { callLines } from './transcript-calls.ts';
import { requestLines } from './transcript-requests.ts';
import { typedText } from './typed-text.ts';

/** Turns the lines of one file into events. */
export type ClaudeEvents = {
  add(line: JsonObject): readonly TranscriptEvent[];
  /** Returns the events that are still incomplete at the end of the file. */
  end(): readonly TranscriptEvent[];
};

/**
 * Creates it without events.
 * @param reading says which lines are also in another file
 */
export function claudeEvents(reading: Reading): ClaudeEvents {
  const requests = requestLines();
  const calls = callLines();

  function answer(line: JsonObject): readonly TranscriptEvent[] {
    const message = objectAt(line, 'message');
    const time = timeOf(line.timestamp);
    const from = known({ time, model: textOf(message.model), folder: textOf(line.cwd) });
    const replaced = blocksOf(message, 'tool_use').flatMap((block) => calls.begin(block, from));
    return [...requests.add(message, agentOf(line), time), ...told(replaced)];
  }

  function input(line: JsonObject): readonly TranscriptEvent[] {
    const message = objectAt(line, 'message');
    const time = timeOf(line.timestamp);
    const results = blocksOf(message, 'tool_result');
    const ended = results.flatMap((block) => calls.finish(block, line.toolUseResult, time));
    return [...told(ended), ...turn(line, message.content)];
  }

  function turn(line: JsonObject, content: Json | undefined): readonly TranscriptEvent[] {
    if (!mayBeTyped(line)) return [];
    const text = textParts(content).map(typedText).filter(Boolean).join('\n');
    return text === '' ? [] : [{ kind: 'userTurn', text, ...known({ time: timeOf(line.timestamp) }) }];
  }

  return {
    add(line) {
      const uuid = textOf(line.uuid);
      if (uuid !== undefined && reading.isCopy(uuid)) return [];
      if (line.type === 'assistant') return answer(line);
      if (line.type === 'user') return input(line);
      if (line.type === 'system' && line.subtype === 'compact_boundary') return [compaction(line)];
      const attached = objectAt(line, 'attachment');
      return attached.type === 'queued_command' ? turn(line, attached.prompt) : [];
    },
    end: () => [...requests.end(), ...told(calls.end())],
  };
}

function told(calls: readonly TranscriptCall[]): readonly TranscriptEvent[] {
  return calls.map((call) => ({ kind: 'call', call }));
}

function blocksOf(message: JsonObject, type: string): readonly JsonObject[] {
  const { content } = message;
  if (!Array.isArray(content)) return [];
  return content.filter((block: Json): block is JsonObject => isJsonObject(block) && block.type === type);
}

/** The agent of a line's answer, for `RequestLines`. */
function agentOf(line: JsonObject): string {
  return textOf(line.agentId) ?? (line.isSidechain === true ? '*' : '');
}

/** Members of lines that the agent writes in the name of the user; `planContent`: it passes a plan to a new session. */
function mayBeTyped(line: JsonObject): boolean {
  const written = line.isMeta === true || line.isCompactSummary === true || line.isVisibleInTranscriptOnly === true;
  const origin = objectAt(line, 'origin').kind ?? 'human';
  return !written && line.isSidechain !== true && line.planContent === undefined && origin === 'human';
}

function compaction(line: JsonObject): TranscriptEvent {
  const { preTokens, postTokens } = objectAt(line, 'compactMetadata');
  const tokens = { tokensBefore: countOf(preTokens), tokensAfter: countOf(postTokens) };
  return { kind: 'compaction', ...known({ time: timeOf(line.timestamp), ...tokens }) };
}
