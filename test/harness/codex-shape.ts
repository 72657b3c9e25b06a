import type { Json, JsonObject } from '../../src/model/json.ts';
import { answerWith } from './fake-upstream.ts';
import type { Proxied } from './proxied.ts';

/** Header fields as Codex sends them. */
export const codexFields = [
  ['Authorization', 'Bearer test'],
  ['Content-Type', 'application/json'],
  ['Accept', 'text/event-stream'],
  ['originator', 'codex_exec'],
  ['session-id', '01a1'],
  ['x-codex-turn-metadata', '{"request_kind":"turn"}'],
  ['x-openai-internal-codex-responses-lite', 'true'],
] as const;

/** A request as Codex sends it. */
export function codexRequest(input: readonly Json[]): JsonObject {
  return {
    model: 'gpt-6.1-sol',
    input,
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'low', context: 'all_turns' },
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: '01a1',
    text: { verbosity: 'low' },
    client_metadata: { turn: '1' },
  };
}

/** A shell call of the model. */
export const shellCall = (id: string, command: string) => ({
  type: 'function_call',
  id: `fc_${id}`,
  name: 'exec_command',
  arguments: `{ "cmd":  ${JSON.stringify(command)} }`,
  call_id: id,
});
/** The output of a call. */
export const callOutput = (id: string, text: Json) => ({
  type: 'function_call_output',
  id: `fco_${id}`,
  call_id: id,
  output: text,
});

/** Posts a body as Codex does. */
export async function postCodex(
  proxied: Proxied,
  body: string | Buffer,
  more: readonly (readonly [string, string])[] = [],
) {
  proxied.upstream.respond(
    answerWith('200 OK', [['content-type', 'application/json']], '{"id":"resp_1","object":"response","output":[]}'),
  );
  return proxied.exchange({ target: '/v1/responses', fields: [...codexFields, ...more], body });
}

/** What a body says once the text of its tool outputs is blanked. */
export function withoutOutputs(body: string): Json {
  return JSON.parse(body, (key, value) =>
    key === 'output' ? (typeof value === 'string' ? '' : value.map(({ text: _, ...rest }: JsonObject) => rest)) : value,
  );
}
