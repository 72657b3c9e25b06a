import { noticeHandles } from '../../src/content/marker.ts';
import type { Handle } from '../../src/model/block.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import type { Session } from './session.ts';

/** What happened to one tool's output on the way to the provider. */
export type OutputOutcome = {
  /** The call, in a few words: a command line, or a tool and its file. */
  readonly call: string;
  /** Tokens of the tool's output. */
  readonly before: number;
  /** Tokens of what the provider received. */
  readonly after: number;
  /** The change according to its notice; `undefined` for an output that was forwarded unchanged. */
  readonly how?: string;
  /** Handle of the original, if something was left out. */
  readonly handle?: Handle;
  readonly original: string;
};

/** Compares the tools' outputs of a session with a request that the provider received. */
export function outcomesOf(
  session: Session,
  received: JsonObject,
  count: (text: string) => number,
): readonly OutputOutcome[] {
  const sent = new Map(resultsIn(received));
  const calls = session.turns.flatMap((turn) => turn.calls ?? []);
  return calls.map(({ id, name, input }) => {
    const original = session.outputs.get(id) ?? '';
    const text = sent.get(id) ?? '';
    const call = typeof input.command === 'string' ? input.command : `${name} ${String(input.file_path)}`;
    const outcome = { call, before: count(original), after: count(text), original };
    return text === original ? outcome : { ...outcome, how: describe(text), handle: noticeHandles(text).at(-1) };
  });
}

/** The notice's own words, short. */
function describe(text: string): string {
  const omitted = /\[headroom: omitted (\d+ of \d+ \w+)/.exec(text);
  if (omitted) return `left out ${omitted[1]}`;
  const lossless = /\[headroom: lossless, ([^\]:;]+)/.exec(text);
  if (lossless) return `lossless, ${lossless[1]}`;
  return /^\[headroom: .* taken out of \d/m.test(text) ? 'colours and progress removed' : 'shortened';
}

function resultsIn(body: JsonObject): readonly (readonly [id: string, text: string])[] {
  const messages = Array.isArray(body.messages) ? body.messages : [];
  return messages.flatMap((message) => {
    const content = isJsonObject(message) && Array.isArray(message.content) ? message.content : [];
    const results = content.filter((block) => isJsonObject(block) && block.type === 'tool_result') as JsonObject[];
    return results.map((block) => [String(block.tool_use_id), String(block.content)] as const);
  });
}
