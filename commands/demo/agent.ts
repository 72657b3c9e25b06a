import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { HeadroomError } from '../../src/model/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { messagesPath } from './provider.ts';
import type { Session } from './session.ts';

const cacheMark = { type: 'ephemeral' } as const;

type Message = { readonly role: 'user' | 'assistant'; readonly content: readonly JsonObject[] };

/**
 * Plays a session against a base URL as coding agents do: each request has the whole conversation in its original
 * words, the system prompt and the newest block are marked for the cache, the answer is streamed, and each call is
 * answered with its tool's output. Ends when the model calls nothing more. Returns the number of requests.
 * @throws {HeadroomError} `upstream` for an answer other than a complete stream
 */
export async function playSession(
  session: Session,
  baseUrl: string,
  onRequest: (number: number) => void = () => {},
): Promise<number> {
  const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: session.task }] }];
  for (let number = 1; ; number++) {
    onRequest(number);
    const content = await ask(baseUrl, requestBody(session, messages));
    const calls = content.filter((block) => block.type === 'tool_use');
    if (calls.length === 0) return number;
    messages.push({ role: 'assistant', content });
    messages.push({ role: 'user', content: calls.map((call) => runTool(session, String(call.id))) });
  }
}

function runTool(session: Session, id: string): JsonObject {
  const output = session.outputs.get(id);
  if (output === undefined) throw new HeadroomError('internal', `expected a call of the session, found ${id}`);
  return { tool_use_id: id, type: 'tool_result', content: output };
}

function requestBody(session: Session, messages: readonly Message[]): JsonObject {
  const last = messages.at(-1)!;
  const newest = { ...last.content.at(-1), cache_control: cacheMark };
  return {
    model: session.model,
    messages: [...messages.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), newest] }],
    system: [{ type: 'text', text: session.system, cache_control: cacheMark }],
    tools: session.tools,
    max_tokens: 32_000,
    stream: true,
  };
}

async function ask(baseUrl: string, body: JsonObject): Promise<readonly JsonObject[]> {
  const outgoing = request(`${baseUrl}${messagesPath}?beta=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': 'demo' },
  });
  outgoing.end(JSON.stringify(body));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk as string;
  if (response.statusCode !== 200) {
    throw new HeadroomError('upstream', `expected status 200, found ${response.statusCode}: ${text.slice(0, 200)}`);
  }
  return contentOf(text);
}

/** The content blocks of a streamed answer. */
function contentOf(stream: string): readonly JsonObject[] {
  const blocks: { readonly start: JsonObject; text: string }[] = [];
  let complete = false;
  for (const event of eventsOf(stream)) {
    const { type, content_block: start, delta } = event;
    if (type === 'content_block_start' && isJsonObject(start)) blocks.push({ start, text: '' });
    const block = blocks.at(-1);
    if (type === 'content_block_delta' && isJsonObject(delta) && block) {
      block.text += String(delta.text ?? delta.partial_json);
    }
    if (type === 'message_stop') complete = true;
  }
  if (!complete) throw new HeadroomError('upstream', 'expected a complete stream, found one without its end');
  return blocks.map(({ start, text }) =>
    start.type === 'text' ? { ...start, text } : { ...start, input: JSON.parse(text) as Json },
  );
}

function eventsOf(stream: string): readonly JsonObject[] {
  return stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as JsonObject);
}
