import { fileURLToPath } from 'node:url';
import { smallest } from '../../../src/lib/lists.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { TranscriptCall } from '../../../src/model/transcript.ts';
import { toolAction } from '../../actions.ts';
import { known, objectAt } from '../../apis/figures.ts';
import { commandArgument } from '../../tools.ts';
import { textOf } from '../transcript-values.ts';
import { readOutput } from './transcript-output.ts';

/** What is known about a call besides its own line. */
export type CallPlace = { readonly time?: number; readonly model?: string; readonly folder?: string };

/** How a call ended, from an event of its own. */
type Ending = { readonly exitCode?: number; readonly failed: boolean; readonly folder?: string };

/** A call that was not emitted yet. */
type Open = {
  readonly call: TranscriptCall;
  /** The script or command is run by a shell, whose end an event reports. */
  readonly isCommand: boolean;
  readonly isScript: boolean;
  readonly endings: Ending[];
  /** There is already a result, but the process continues: its end is reported later. */
  result?: {
    text: string;
    length: number;
    readonly refused: boolean;
    readonly end?: number;
    readonly exitCode?: number;
  };
  running?: string;
};

/** How many calls may be open at once; beyond that, the oldest is emitted as it is. */
const openAtOnce = 256;
/** From this length on, in characters, a result is not extended by the results of later calls. */
const longResult = 1_000_000;

/** Joins calls, their results and the events that report how they ended. */
export type CodexCalls = {
  begin(payload: JsonObject, place: CallPlace): readonly TranscriptCall[];
  /** Adds a result. Returns the calls that are then complete. */
  finish(payload: JsonObject, time: number | undefined): readonly TranscriptCall[];
  /** Adds an event that names its call: `exec_command_end`, `patch_apply_end`, `mcp_tool_call_end`. */
  ended(payload: JsonObject): readonly TranscriptCall[];
  /** Adds a `CommandExecution`, which does not name its call: it belongs to the oldest script that runs its command. */
  ran(item: JsonObject): readonly TranscriptCall[];
  end(): readonly TranscriptCall[];
};

/** Creates it without calls. */
export function codexCalls(): CodexCalls {
  const open = new Map<string, Open>();

  /** Emits a call that has its result, and its end event if one is expected. */
  function complete(id: string): readonly TranscriptCall[] {
    const each = open.get(id);
    if (each?.result === undefined || isPending(each)) return [];
    open.delete(id);
    return [told(each)];
  }

  function close(id: string): readonly TranscriptCall[] {
    const each = open.get(id);
    open.delete(id);
    return each === undefined ? [] : [told(each)];
  }

  /** Adds the result of a later call to the call that it asks about. */
  function polled(asking: Open, text: string, exitCode: number | undefined): readonly TranscriptCall[] {
    const { input } = asking.call;
    const name = isJsonObject(input) ? (input.session_id ?? input.cell_id) : undefined;
    if (name === undefined) return [];
    const found = [...open].find(([, each]) => each.running === String(name));
    const result = found?.[1].result;
    if (found === undefined || result === undefined) return [];
    if (result.text.length < longResult) result.text += text;
    result.length += text.length;
    if (exitCode === undefined) return [];
    found[1].endings.push({ exitCode, failed: exitCode !== 0 });
    return complete(found[0]);
  }

  return {
    begin(payload, place) {
      const id = textOf(payload.call_id);
      const each = opened(payload, place);
      if (id === undefined || each === undefined) return [];
      const [oldest = ''] = open.size < openAtOnce ? [] : open.keys();
      const before = [...close(id), ...close(oldest)];
      open.set(id, each);
      return before;
    },
    finish(payload, time) {
      const id = textOf(payload.call_id) ?? '';
      const each = open.get(id);
      if (each === undefined) return [];
      const { text, exitCode, refused, running } = readOutput(payload.output);
      const asked = polled(each, text, exitCode);
      const own = each.isCommand ? exitCode : undefined;
      each.result = { text, length: text.length, refused, ...known({ end: time, exitCode: own }) };
      each.running = running;
      return [...asked, ...complete(id)];
    },
    ended(payload) {
      const id = textOf(payload.call_id) ?? '';
      open.get(id)?.endings.push(endingOf(payload));
      return complete(id);
    },
    ran(item) {
      const id = scriptOf(commandArgument(item), [...open.values()]);
      open.get(id ?? '')?.endings.push(endingOf(item));
      return id === undefined ? [] : complete(id);
    },
    end: () => [...open.keys()].flatMap(close),
  };
}

/**
 * The script that ran a command: the oldest of those that have it and the fewest end events, else the oldest that still
 * runs.
 */
function scriptOf(command: string | undefined, open: readonly Open[]): string | undefined {
  const scripts = open.filter((each) => each.isScript);
  const having = scripts.filter(
    ({ call: { action } }) => command !== undefined && action.kind === 'command' && action.command.includes(command),
  );
  const fewest = smallest(having.map(({ endings }) => endings.length));
  const found = having.find(({ endings }) => endings.length === fewest) ?? scripts.find(({ result }) => !result);
  return found?.call.id;
}

function opened(payload: JsonObject, { time, model, folder }: CallPlace): Open | undefined {
  const id = textOf(payload.call_id);
  const tool = textOf(payload.name) ?? (payload.type === 'local_shell_call' ? 'local_shell' : undefined);
  if (id === undefined || tool === undefined) return undefined;
  const input = argumentsOf(payload);
  const action = toolAction(tool, input);
  const place = isJsonObject(input) ? (textOf(input.workdir) ?? folder) : folder;
  const none = { output: '', outputLength: 0, failed: false, unanswered: true } as const;
  return {
    call: { id, tool, input, action, ...none, ...known({ start: time, model, folder: place }) },
    isCommand: action.kind === 'command',
    isScript: typeof input === 'string' && action.kind !== 'edit',
    endings: [],
  };
}

function argumentsOf({ arguments: given, input, action }: JsonObject): Json {
  if (typeof given !== 'string') return input ?? action ?? given ?? '';
  try {
    const value: Json = JSON.parse(given);
    return value;
  } catch {
    return given;
  }
}

function isPending({ result, endings, running, isScript, isCommand }: Open): boolean {
  if (endings.length > 0 || result?.refused === true) return false;
  return running !== undefined || (isScript && isCommand);
}

function told({ call, endings, result }: Open): TranscriptCall {
  const failure = endings.find((ending) => ending.failed) ?? endings.at(-1);
  const exitCode = failure?.exitCode ?? result?.exitCode;
  const failed = failure?.failed === true || result?.refused === true || (exitCode ?? 0) !== 0;
  const facts = known({ exitCode, folder: failure?.folder ?? call.folder, end: result?.end });
  const { unanswered: _, ...answered } = call;
  const { text: output, length: outputLength } = result ?? { text: '', length: 0 };
  return { ...(result === undefined ? call : answered), output, outputLength, failed, ...facts };
}

function endingOf(event: JsonObject): Ending {
  const { exit_code: code, status, success, result } = event;
  const exitCode = typeof code === 'number' ? code : undefined;
  const refused = status === 'failed' || status === 'declined' || success === false;
  const failed = refused || (exitCode ?? 0) !== 0 || (isJsonObject(result) && saysError(result));
  return { failed, ...known({ exitCode, folder: folderOf(event.cwd) }) };
}

/** The result of an MCP server's tool, as `Ok` or `Err`. */
function saysError(result: JsonObject): boolean {
  const { isError, is_error } = objectAt(result, 'Ok');
  return result.Err !== undefined || isError === true || is_error === true;
}

function folderOf(value: Json | undefined): string | undefined {
  const text = textOf(value);
  if (text?.startsWith('file:') !== true) return text;
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}
