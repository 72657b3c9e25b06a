import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall } from '../../../src/model/transcript.ts';
import { toolAction } from '../../actions.ts';
import { known } from '../../apis/figures.ts';
import { textOf, textParts } from '../transcript-values.ts';

/** The data in the line of a call besides the call itself. */
export type CallLine = { readonly time?: number; readonly model?: string; readonly folder?: string };

/** The beginning of the result of a command with a non-zero exit code. */
const exitLine = /^(?:Error: )?Exit code (\d{1,10})(?:\n|$)/;

/** How many calls may be open at once; beyond that, the oldest is emitted without a result. */
const openAtOnce = 256;

/** Joins calls with their results, which come in later lines. */
export type CallLines = {
  /** Adds a `tool_use` block. Returns the calls that have got no result so far. */
  begin(block: JsonObject, line: CallLine): readonly TranscriptCall[];
  /**
   * Adds a `tool_result` block. Returns nothing for a result whose call is not in this file.
   * @param told the line's `toolUseResult`
   */
  finish(block: JsonObject, told: Json | undefined, time: number | undefined): readonly TranscriptCall[];
  /** Returns the calls that got no result. */
  end(): readonly TranscriptCall[];
};

/** Creates it without calls. */
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
