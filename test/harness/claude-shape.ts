import type { Json, JsonObject } from '../../src/model/json.ts';
import { buildLog } from './texts.ts';

/** Header fields as Claude Code sends them. */
export const claudeFields: readonly (readonly [string, string])[] = [
  ['Accept', 'application/json'],
  ['Content-Type', 'application/json'],
  ['User-Agent', 'claude-cli/2.1.197 (external, cli)'],
  ['X-Claude-Code-Session-Id', '0f0f0f0f-1111-4222-8333-444444444444'],
  ['X-Stainless-Retry-Count', '0'],
  ['anthropic-beta', 'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27'],
  ['anthropic-version', '2023-06-01'],
  ['x-api-key', 'test-key'],
];

/** Where Claude Code posts. */
export const claudeTarget = '/v1/messages?beta=true';

const cache = { type: 'ephemeral' } as const;

const toolNames =
  'Agent AskUserQuestion Bash BashOutput Edit ExitPlanMode Glob Grep KillShell LSP NotebookEdit Read Skill TaskCreate TaskGet TaskList TaskOutput TaskUpdate TodoWrite WebFetch WebSearch Write'.split(
    ' ',
  );

/** Definitions of 22 tools. */
export const claudeTools: readonly JsonObject[] = toolNames.map((name) => ({
  name,
  description: `The ${name} tool. It does what its name says.`,
  input_schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { title: { type: 'string' }, command: { type: 'string', description: 'what to run' } },
    additionalProperties: false,
  },
}));

/** The three system blocks: billing line, identity, prompt. */
export const claudeSystem: readonly JsonObject[] = [
  { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.197.5ab; cc_entrypoint=cli; cch=00000;' },
  { type: 'text', text: "You are Claude Code, Anthropic's official CLI for Claude.", cache_control: cache },
  {
    type: 'text',
    text: `You are an interactive agent.\n${'Keep to the conventions of the project. '.repeat(120)}`,
    cache_control: cache,
  },
];

/** A request in Claude Code's key order, with whatever should be otherwise. */
export function claudeRequest(messages: readonly Json[], changes: JsonObject = {}): JsonObject {
  return {
    model: 'claude-opus-4-8',
    messages,
    system: claudeSystem,
    tools: claudeTools,
    metadata: { user_id: '{"device_id":"d0","account_uuid":"","session_id":"0f0f0f0f"}' },
    max_tokens: 64_000,
    thinking: { type: 'adaptive' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    output_config: { effort: 'high' },
    stream: true,
    ...changes,
  };
}

/** A user's prompt. */
export function prompt(text: string): JsonObject {
  return { role: 'user', content: [{ type: 'text', text }] };
}

/** An assistant's message that calls a tool. */
export function toolUse(id: string, name: string, input: JsonObject): JsonObject {
  return { role: 'assistant', content: [{ type: 'tool_use', id, name, input }] };
}

/** A user message that holds a tool's result. */
export function toolResult(id: string, content: Json, more: JsonObject = {}): JsonObject {
  return { role: 'user', content: [{ tool_use_id: id, type: 'tool_result', content, ...more }] };
}

/** A conversation with one shell call and its output. */
export function oneResult(
  id: string,
  content: Json,
  options: { name?: string; command?: string; more?: JsonObject } = {},
): JsonObject[] {
  const input = { command: options.command ?? 'npm run build' };
  return [prompt('Build it.'), toolUse(id, options.name ?? 'Bash', input), toolResult(id, content, options.more)];
}

/**
 * The bodies of a session, one a turn: the client resends everything in its original words, and moves `cache_control` to the
 * newest block. `large` are the turns whose result is a long log.
 */
export function claudeSession(name: string, turns: number, large: readonly number[]): string[] {
  const messages: JsonObject[] = [prompt(`Session ${name}: please fix the build.`)];
  const bodies: string[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    bodies.push(JSON.stringify(claudeRequest(withBreakpoint(messages))));
    const id = `toolu_${name}_${turn}`;
    const seed = [...name].reduce((sum, character) => sum * 31 + character.charCodeAt(0), turn);
    messages.push(
      toolUse(id, 'Bash', { command: `npm run build -- --step ${turn}` }),
      toolResult(id, large.includes(turn + 1) ? buildLog(seed % 100_000) : `step ${turn}: ok`),
    );
  }
  return bodies;
}

/** Messages with `cache_control` on the newest block. */
export function withBreakpoint(messages: readonly JsonObject[]): JsonObject[] {
  const last = messages.at(-1) as JsonObject;
  const blocks = last.content as readonly JsonObject[];
  const marked = blocks.map((block, index) =>
    index === blocks.length - 1 ? { ...block, cache_control: cache } : block,
  );
  return [...messages.slice(0, -1), { ...last, content: marked }];
}

/** The conversation's part of a body, without `cache_control` keys and without what closes it. */
export function conversationOf(body: string): string {
  const start = body.indexOf('"messages":[');
  const end = body.indexOf('],"system":');
  return body.slice(start, end).replaceAll(',"cache_control":{"type":"ephemeral"}', '');
}

/** The content of every tool result of a body, in order. */
export function resultsOf(body: string): Json[] {
  const { messages } = JSON.parse(body) as { messages: { content: Json }[] };
  return messages.flatMap(({ content }) =>
    Array.isArray(content)
      ? (content as JsonObject[]).filter((block) => block.type === 'tool_result').map((block) => block.content as Json)
      : [],
  );
}

/** A body with the text of every tool result blanked, for comparing everything else. */
export function withoutResults(body: string): Json {
  return JSON.parse(body, (key, value) => {
    if (key !== 'content' || typeof value === 'string' || !Array.isArray(value)) return value;
    return value.map((block: JsonObject) =>
      block?.type === 'tool_result' ? { ...block, content: blank(block.content) } : block,
    );
  });
}

function blank(content: Json | undefined): Json | undefined {
  if (typeof content === 'string') return '';
  if (!Array.isArray(content)) return content;
  return content.map((part: Json) =>
    (part as JsonObject).type === 'text' ? { ...(part as JsonObject), text: '' } : part,
  );
}
