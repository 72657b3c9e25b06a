/** Fields of a streamed answer. */
export const streamFields = [
  ['Content-Type', 'text/event-stream; charset=utf-8'],
  ['Transfer-Encoding', 'chunked'],
] as const;

/** One event of a stream. */
export function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

/** The event that a stream begins with. */
export const begin = event('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    usage: { input_tokens: 7, cache_creation_input_tokens: 30, cache_read_input_tokens: 500, output_tokens: 1 },
  },
});
/** An event with a piece of text. */
export const delta = (text: string) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
/** The events that a stream ends with. */
export const finish =
  event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 42 } }) +
  event('message_stop', {});
