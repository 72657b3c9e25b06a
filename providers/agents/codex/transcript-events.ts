import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall, TranscriptEvent } from '../../../src/model/transcript.ts';
import { known, objectAt } from '../../apis/figures.ts';
import { textOf, textParts, timeOf } from '../transcript-values.ts';
import { codexCalls } from './transcript-calls.ts';
import { codexUsage, type ToldRequest } from './transcript-usage.ts';

/** Turns the lines of one file into events. */
export type CodexEvents = {
  add(line: JsonObject): readonly TranscriptEvent[];
  /** Returns the events that are still incomplete at the end of the file. */
  end(): readonly TranscriptEvent[];
};

/** The beginnings of texts that the agent puts in a person's place. */
const agentText = /^<(?:environment_context|user_instructions|user_shell_command|turn_aborted|subagent_notification)>/;
/** The line after which an editor's extension puts the person's words. */
const request = '## My request for Codex:';

/**
 * Creates it without events.
 * @param isCopy says by a name within the root whether another file has the same
 * @param hasPerson whether the file is a person's session, not a sub-agent's
 * @param folder in which the session began
 */
export function codexEvents(isCopy: (name: string) => boolean, hasPerson: boolean, folder?: string): CodexEvents {
  const calls = codexCalls();
  const usage = codexUsage();
  let place: { readonly folder?: string; readonly model?: string } = known({ folder });
  let turn: { readonly from: string; readonly text: string } | undefined;
  let turns = 0;

  function requested(told: ToldRequest | undefined, time: number | undefined): readonly TranscriptEvent[] {
    if (told === undefined || isCopy(`request ${told.id} ${JSON.stringify(told.usage)}`)) return [];
    return [{ kind: 'request', ...told, ...known({ model: place.model, time }) }];
  }

  function typed(from: string, content: Json | undefined, time: number | undefined): readonly TranscriptEvent[] {
    const text = typedText(textParts(content).join('\n'));
    if (!hasPerson || text === '') return [];
    // Some versions report a message twice, by an event and by an item.
    const isSame = turn !== undefined && turn.from !== from && turn.text === text;
    turn = isSame ? undefined : { from, text };
    if (isSame || isCopy(`turn ${++turns} ${text}`)) return [];
    return [{ kind: 'userTurn', text, ...known({ time }) }];
  }

  function itemCompleted(item: JsonObject, time: number | undefined): readonly TranscriptEvent[] {
    if (item.type === 'CommandExecution') return asEvents(calls.ran(item));
    return item.type === 'UserMessage' ? typed('item', item.content, time) : [];
  }

  function payloadEvents(payload: JsonObject, time: number | undefined): readonly TranscriptEvent[] {
    switch (payload.type) {
      case 'function_call':
      case 'custom_tool_call':
      case 'local_shell_call':
        if (isCopy(`call ${payload.call_id} ${payload.arguments ?? payload.input ?? ''}`)) return [];
        return asEvents(calls.begin(payload, { ...place, ...known({ time }) }));
      case 'function_call_output':
      case 'custom_tool_call_output':
        return asEvents(calls.finish(payload, time));
      case 'exec_command_end':
      case 'patch_apply_end':
      case 'mcp_tool_call_end':
        return asEvents(calls.ended(payload));
      case 'item_completed':
        return itemCompleted(objectAt(payload, 'item'), time);
      case 'token_count':
        return requested(usage.count(payload), time);
      case 'user_message':
        return payload.kind === undefined || payload.kind === 'plain' ? typed('event', payload.message, time) : [];
      default:
        return [];
    }
  }

  return {
    add(line) {
      const payload = objectAt(line, 'payload');
      const time = timeOf(line.timestamp);
      switch (line.type) {
        case 'turn_context':
          place = { ...place, ...known({ folder: textOf(payload.cwd), model: textOf(payload.model) }) };
          return [];
        case 'token_usage_record':
          return requested(usage.record(payload), time);
        case 'compacted':
          if (isCopy(`compaction ${turns} ${usage.lastPrompt()}`)) return [];
          return [{ kind: 'compaction', ...known({ time, tokensBefore: usage.lastPrompt() }) }];
        default:
          return payloadEvents(payload, time);
      }
    },
    end: () => asEvents(calls.end()),
  };
}

function asEvents(calls: readonly TranscriptCall[]): readonly TranscriptEvent[] {
  return calls.map((call) => ({ kind: 'call', call }));
}

function typedText(text: string): string {
  const at = text.startsWith('# Context from my IDE') ? text.indexOf(request) : -1;
  const own = (at === -1 ? text : text.slice(at + request.length)).trim();
  return agentText.test(own) ? '' : own;
}
