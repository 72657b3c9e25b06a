import path from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall } from '../../../src/model/transcript.ts';
import { toolAction } from '../../actions.ts';
import { known, objectAt } from '../../apis/figures.ts';
import { textOf, timeOf } from '../transcript-values.ts';

/**
 * The calls of a message, each with its result.
 * @param folder of the project
 */
export function callsOf(message: JsonObject, folder: string | undefined): readonly TranscriptCall[] {
  const { toolCalls } = message;
  if (!Array.isArray(toolCalls)) return [];
  return toolCalls.filter(isJsonObject).flatMap((call) => callOf(call, message, folder) ?? []);
}

function callOf(call: JsonObject, message: JsonObject, folder: string | undefined): TranscriptCall | undefined {
  const id = textOf(call.id);
  const tool = textOf(call.name);
  if (id === undefined || tool === undefined) return undefined;
  const input = objectAt(call, 'args');
  const action = toolAction(tool, input);
  const begun = {
    ...{ id, tool, input, action },
    ...known({
      start: timeOf(message.timestamp),
      model: textOf(message.model),
      folder: folderOf(input, folder, action.kind),
    }),
  };
  const { status } = call;
  if (status !== 'success' && status !== 'error' && status !== 'cancelled') {
    return { ...begun, output: '', outputLength: 0, failed: false, unanswered: true };
  }
  const { notice, body } = unwrapped(resultOf(call.result));
  const result: Result =
    action.kind === 'command' ? commandResult(body, textOf(call.resultDisplay) ?? '') : { output: body, killed: false };
  const { exitCode, killed } = result;
  const output = notice + result.output;
  const failed = status !== 'success' || killed || (exitCode !== undefined && exitCode !== 0);
  return {
    ...begun,
    output,
    outputLength: output.length,
    failed,
    ...known({ exitCode, end: timeOf(call.timestamp) }),
  };
}

/** A command may name a folder to run in. */
function folderOf(input: JsonObject, folder: string | undefined, kind: string): string | undefined {
  const named = kind === 'command' ? (textOf(input.dir_path) ?? textOf(input.directory)) : undefined;
  if (named === undefined) return folder;
  return folder === undefined && !path.isAbsolute(named) ? undefined : path.resolve(folder ?? named, named);
}

function resultOf(result: Json | undefined): string {
  const parts = Array.isArray(result) ? result.filter(isJsonObject) : [];
  const texts = parts.map((part) => {
    const { output, error } = objectAt(objectAt(part, 'functionResponse'), 'response');
    return textOf(output) ?? textOf(error) ?? textOf(part.text) ?? '';
  });
  return texts.filter(Boolean).join('\n');
}

const tooLarge = /^Output too large\.[^\n]*\n(?=<)/;

/** The agent puts a tag around untrusted text, and a line before it if it left something out. */
function unwrapped(text: string): { readonly notice: string; readonly body: string } {
  const opening = '<untrusted_context>\n';
  const closing = '\n</untrusted_context>';
  const notice = tooLarge.exec(text)?.[0] ?? '';
  const body = text.slice(notice.length);
  const isWrapped = body.startsWith(opening) && body.endsWith(closing);
  return { notice, body: isWrapped ? body.slice(opening.length, -closing.length) : body };
}

type Result = { readonly output: string; readonly exitCode?: number; readonly killed: boolean };

const label = 'Output: ';
/** The agent's additions after the output of a command, in this order. */
const outcome =
  /(?:^|\n)(?:Error: [^\n]*(?:\n|$))?(?:Exit Code: (\d{1,10})(?:\n|$))?(?:Signal: (\w+)(?:\n|$))?(?:Background PIDs: [\d, ]*(?:\n|$))?(?:Process Group PGID: \d+)?$/;

/**
 * The output of a command without the agent's additions. A command that ran is a success for the agent, whatever its
 * exit code. If the transcript also has the bare output, it shows which lines are the command's own.
 */
function commandResult(text: string, shown: string): Result {
  if (!text.startsWith(label)) return { output: text, killed: false };
  const body = text.slice(label.length);
  const own = ownEnd(body, shown);
  const [all = '', exit, signal] = outcome.exec(body.slice(own)) ?? [];
  const output = body.slice(0, body.length - all.length);
  return {
    output: output === '(empty)' ? '' : output,
    killed: signal !== undefined,
    ...known({ exitCode: exit === undefined ? undefined : Number(exit) }),
  };
}

const tailLength = 1000;

/** Where the command's own output ends at the earliest; a part may be missing in the middle of a long one. */
function ownEnd(body: string, shown: string): number {
  if (shown === '') return 0;
  if (body.startsWith(`${shown}\n`)) return shown.length;
  if (shown.length < tailLength) return 0;
  const tail = shown.slice(-tailLength);
  const found = body.lastIndexOf(tail);
  return found < 0 ? 0 : found + tail.length;
}
