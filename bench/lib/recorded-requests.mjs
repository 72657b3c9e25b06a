// Recorded sessions as the requests that led to each answer, with the provider's bill for each.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const readers = { pi: fromPi, 'claude-code': fromClaudeCode };

/** Every session with receipts below a folder of transcripts: its name, and its requests `{model, messages, usage}` in order. */
export function recordedSessions(folder) {
  return Object.entries(readers).flatMap(([agent, requestsIn]) =>
    readdirSync(path.join(folder, agent)).map((file) => {
      const lines = gunzipSync(readFileSync(path.join(folder, agent, file)))
        .toString('utf8')
        .split('\n');
      return { name: `${agent}/${file}`, requests: requestsIn(lines.filter(Boolean).map((line) => JSON.parse(line))) };
    }),
  );
}

function fromPi(lines) {
  const messages = [];
  const requests = [];
  for (const { message } of lines) {
    if (message === undefined) continue;
    if (message.role !== 'assistant') {
      add(messages, 'user', [message].flatMap(piResult));
      continue;
    }
    const { input, output, cacheRead, cacheWrite } = message.usage;
    const usage = { uncached: input, write: cacheWrite, writeLong: 0, read: cacheRead, output };
    requests.push({ model: message.model, messages: [...messages], usage });
    add(messages, 'assistant', message.content.map(piBlock));
  }
  return requests;
}

function piResult({ role, toolCallId, content }) {
  return role === 'toolResult' ? [{ type: 'tool_result', tool_use_id: toolCallId, content }] : content;
}

function piBlock(block) {
  return block.type === 'toolCall'
    ? { type: 'tool_use', id: block.id, name: block.name, input: block.arguments }
    : block;
}

/** Each block of an answer has its own line; all have the same id, and the last has the highest output count. */
function fromClaudeCode(lines) {
  const messages = [];
  const requests = [];
  const answers = new Map();
  for (const { type, isSidechain, message } of lines) {
    if (isSidechain || message === undefined) continue;
    if (type === 'user') add(messages, 'user', blocksOf(message.content));
    if (type !== 'assistant') continue;
    const known = answers.get(message.id);
    const { usage } = message;
    if (known !== undefined) {
      known.content.push(...message.content);
      known.request.usage.output = Math.max(known.request.usage.output, usage.output_tokens);
      continue;
    }
    const request = { model: message.model, messages: [...messages], usage: usageOf(usage) };
    const content = [...message.content];
    answers.set(message.id, { request, content });
    requests.push(request);
    messages.push({ role: 'assistant', content });
  }
  return requests;
}

function usageOf(usage) {
  return {
    uncached: usage.input_tokens,
    write: usage.cache_creation_input_tokens,
    writeLong: 0,
    read: usage.cache_read_input_tokens,
    output: usage.output_tokens,
  };
}

function blocksOf(content) {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** Results of one turn are in one message. */
function add(messages, role, content) {
  const last = messages.at(-1);
  if (last?.role === role) messages[messages.length - 1] = { role, content: [...last.content, ...content] };
  else messages.push({ role, content });
}
