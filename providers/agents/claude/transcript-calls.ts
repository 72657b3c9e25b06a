import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall } from '../../../src/model/transcript.ts';
import { toolAction } from '../../actions.ts';
import { known } from '../../apis/figures.ts';
import { textOf, textParts } from '../transcript-values.ts';

/** What the line of a call says besides the call itself. */
export type CallLine = { readonly time?: number; readonly model?: string; readonly folder?: string };

/** How the result of a command begins that did not end with 0. */
const exitLine = /^(?:Error: )?Exit code (\d{1,10})(?:\n|$)/;

/** As many calls may be open at once: the oldest is told without a result when there are more. */
const openAtOnce = 256;

/** Joins calls with their results, which come in later lines. */
export type CallLines = {
  /** Takes a `tool_use` block. Gives calls that got no result until now. */
  begin(block: JsonObject, line: CallLine): readonly TranscriptCall[];
  /**
   * Takes a `tool_result` block. A result whose call is not in this file gives none.
   * @param told the line's `toolUseResult`
   */
  finish(block: JsonObject, told: Json | undefined, time: number | undefined): readonly TranscriptCall[];
  /** Gives the calls that got no result. */
  end(): readonly TranscriptCall[];
};

/** Begins with no call. */
export function callLines(): CallLines {
  const open = new Map<string, TranscriptCall>();
  const take = (id: string) => {
    const call = open.get(id);
    open.delete(id);
    return call === undefined ? [] : [call];
  };
  return {
    begin(block, line) {
      const id = textOf(block.id);
      const tool = textOf(block.name);
      if (id === undefined || tool === undefined) return [];
      const [oldest = ''] = open.size < openAtOnce ? [] : open.keys();
      const before = [...take(id), ...take(oldest)];
      open.set(id, unanswered(id, tool, block.input ?? {}, line));
      return before;
    },
    finish: (block, told, time) =>
      take(textOf(block.tool_use_id) ?? '').map((call) => answered(call, block, told, time)),
    end: () => [...open.values()],
  };
}

function unanswered(id: string, tool: string, input: Json, { time, model, folder }: CallLine): TranscriptCall {
  const action = toolAction(tool, input);
  const told = known({ start: time, model, folder });
  return { id, tool, input, action, output: '', outputLength: 0, failed: false, unanswered: true, ...told };
}

function answered(
  { unanswered: _, ...call }: TranscriptCall,
  block: JsonObject,
  told: Json | undefined,
  end: number | undefined,
): TranscriptCall {
  const output = textParts(block.content).join('\n');
  const interrupted = isJsonObject(told) && told.interrupted === true;
  const exit = block.is_error === true ? exitLine.exec(output)?.[1] : undefined;
  return {
    ...call,
    output,
    outputLength: output.length,
    failed: block.is_error === true || interrupted,
    ...known({ exitCode: exit === undefined ? undefined : Number(exit), end }),
  };
}
