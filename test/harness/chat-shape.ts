import type { Json, JsonObject } from '../../src/model/json.ts';
import { answerWith, type Responder } from './fake-upstream.ts';

/** Where a program posts that asks for no caching. */
export const chatTarget = '/v1/messages';

/** Header fields of a homemade program. */
export const chatFields: readonly (readonly [string, string])[] = [
  ['content-type', 'application/json'],
  ['user-agent', 'homemade/1.0'],
  ['anthropic-version', '2023-06-01'],
  ['x-api-key', 'test-key'],
];

/** The same of another program. */
export function fieldsOf(userAgent: string): typeof chatFields {
  return chatFields.map(([name, value]) => [name, name === 'user-agent' ? userAgent : value]);
}

/** What a breakpoint looks like in a block. */
export const breakpoint = ',"cache_control":{"type":"ephemeral"}';

/** A text about something, long enough that a provider keeps it. */
export function longText(about: string): string {
  return `About ${about}: ${'a line that says a little, and then one more. '.repeat(250)}`;
}

/** The messages of a request with so many questions, all contents strings. */
export function chatMessages(name: string, questions: number): JsonObject[] {
  return Array.from({ length: questions }, (_, index): JsonObject[] => [
    ...(index === 0 ? [] : [{ role: 'assistant', content: `Answer ${index} to ${name}.` }]),
    { role: 'user', content: longText(`${name} ${index + 1}`) },
  ]).flat();
}

/** A request in the shape of a homemade program. */
export function chatRequest(messages: readonly Json[], changes: JsonObject = {}): string {
  return JSON.stringify({ model: 'claude-opus-4-8', max_tokens: 500, system: longText('all'), messages, ...changes });
}

/** A body in which strings go up as lists of one text, each with a breakpoint or without. */
export function asLists(body: string, strings: readonly (readonly [text: string, marked: boolean])[]): string {
  return strings.reduce((before, [text, marked]) => {
    const written = JSON.stringify(text);
    if (before.split(written).length !== 2) throw new Error(`expected ${written.slice(0, 40)} once`);
    return before.replace(written, () => `[{"type":"text","text":${written}${marked ? breakpoint : ''}}]`);
  }, body);
}

/** Tokens of a prompt as the provider bills them. */
export type Billed = { readonly uncached?: number; readonly write?: number; readonly read?: number };

/** An answer with a receipt; four bytes a token, all uncached, unless it says otherwise. */
export function billing(billed?: Billed): Responder {
  return (request, reply) => {
    const { uncached = 0, write = 0, read = 0 } = billed ?? { uncached: Math.ceil(request.body.length / 4) };
    const usage = {
      input_tokens: uncached,
      cache_creation_input_tokens: write,
      cache_read_input_tokens: read,
      output_tokens: 20,
    };
    const body = JSON.stringify({ id: 'msg_1', type: 'message', role: 'assistant', content: [], usage });
    return answerWith('200 OK', [['content-type', 'application/json']], body)(request, reply);
  };
}
