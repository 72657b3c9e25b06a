import type { JsonObject } from '../../src/model/json.ts';
import type { Usage } from '../../src/model/usage.ts';

const pieceLength = 24;

/** A tool call that the simulated model makes. */
export type SimulatedCall = { readonly id: string; readonly name: string; readonly input: JsonObject };

/** One answer of the simulated model. */
export type SimulatedTurn = { readonly text?: string; readonly calls?: readonly SimulatedCall[] };

/** A complete answer, as this API returns it for a request without streaming. */
export function answerBody(turn: SimulatedTurn, id: string, model: string, usage: Usage): JsonObject {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: answerBlocks(turn),
    stop_reason: turn.calls?.length ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: receipt(usage),
  };
}

/** The content blocks of a turn. */
export function answerBlocks(turn: SimulatedTurn): readonly JsonObject[] {
  const text = turn.text === undefined ? [] : [{ type: 'text', text: turn.text }];
  return [...text, ...(turn.calls ?? []).map((call) => ({ type: 'tool_use', ...call }))];
}

/**
 * The same answer as server-sent events, one string each: the start with the prompt's receipt, each block in pieces,
 * the end.
 */
export function answerEvents(answer: JsonObject): readonly string[] {
  const {
    content,
    usage,
    stop_reason: reason,
    ...head
  } = answer as JsonObject & {
    readonly content: readonly JsonObject[];
    readonly usage: JsonObject;
  };
  const started = { ...head, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    event('message_start', { message: started }),
    event('ping', {}),
    ...content.flatMap(blockEvents),
    event('message_delta', {
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    }),
    event('message_stop', {}),
  ];
}

function blockEvents(block: JsonObject, index: number): readonly string[] {
  const isText = block.type === 'text';
  const whole = isText ? String(block.text) : JSON.stringify(block.input);
  const deltas = pieces(whole).map((piece) =>
    event('content_block_delta', {
      index,
      delta: isText ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece },
    }),
  );
  const empty = isText ? { type: 'text', text: '' } : { ...block, input: {} };
  return [
    event('content_block_start', { index, content_block: empty }),
    ...deltas,
    event('content_block_stop', { index }),
  ];
}

function pieces(text: string): readonly string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / pieceLength) }, (_, index) =>
    characters.slice(index * pieceLength, (index + 1) * pieceLength).join(''),
  );
}

function event(type: string, data: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function receipt(usage: Usage): JsonObject {
  return {
    input_tokens: usage.uncached,
    cache_creation_input_tokens: usage.write + usage.writeLong,
    cache_read_input_tokens: usage.read,
    cache_creation: { ephemeral_5m_input_tokens: usage.write, ephemeral_1h_input_tokens: usage.writeLong },
    output_tokens: usage.output,
    service_tier: 'standard',
  };
}
