// Request bodies in the shape that agents send: a system prompt, tools, and a conversation of calls and their outputs.

const words =
  'worker request payment cache session token retry queue index shard handler buffer commit schema replica'.split(' ');

/** A generator of numbers below `limit`, the same for the same seed (xorshift32, Marsaglia 2003). */
export function numbers(seed) {
  let state = seed | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const line = (next, number) =>
  `2026-11-21T08:${String(10 + next(49))}:${String(10 + next(49))}Z ${next(40) === 0 ? 'WARN' : 'INFO'} [${words[next(15)]}-${next(16)}] ` +
  `${words[next(15)]} ${next(1e9).toString(16)} done in ${next(900)} ms path="/srv/${words[next(15)]}/${number}.ts"`;

/** A tool's output of about `size` characters: a log, search hits, or JSON records. */
export function toolOutput(next, size) {
  const kind = next(3);
  const parts = [];
  for (let length = 0, number = 1; length < size; number++) {
    const part =
      kind === 0
        ? line(next, number)
        : kind === 1
          ? `src/${words[next(15)]}/${words[next(15)]}.ts:${number}:  const ${words[next(15)]} = await get("${next(1e6)}");`
          : JSON.stringify({
              id: number,
              name: `${words[next(15)]}-${next(1e6)}`,
              status: next(30) ? 'ok' : 'failed',
              ms: next(900),
            });
    parts.push(part);
    length += part.length + 1;
  }
  return kind === 2 ? `[${parts.join(',')}]` : parts.join('\n');
}

/** A call and its output, as their two messages, in JSON. */
export function exchange(id, command, output) {
  const call = { type: 'tool_use', id, name: 'Bash', input: { command } };
  const result = { type: 'tool_result', tool_use_id: id, content: output };
  return `${JSON.stringify({ role: 'assistant', content: [call] })},${JSON.stringify({ role: 'user', content: [result] })}`;
}

const text = 'You are an agent that works in a repository through tools. '.repeat(60);
const tool = {
  name: 'Bash',
  description: text,
  input_schema: { type: 'object', properties: { command: { type: 'string' } } },
};
const head = `{"model":"claude-sonnet-4-5","max_tokens":1024,"stream":true,"system":${JSON.stringify(text)},"tools":[${JSON.stringify(tool)}],"messages":[`;
const first = JSON.stringify({ role: 'user', content: 'Find out why the build is slow.' });

/** A body from exchanges that are JSON already. */
export function bodyOf(exchanges) {
  return Buffer.from(`${head}${[first, ...exchanges].join(',')}]}`);
}

/** A body of about `size` bytes with outputs of 1 to 40 kB. */
export function agentBody(size, seed) {
  const next = numbers(seed);
  const exchanges = [];
  for (let length = head.length; length < size; length += exchanges.at(-1).length) {
    const output = toolOutput(next, 1000 + next(39_000));
    exchanges.push(exchange(`toolu_${seed}_${exchanges.length}`, 'npm test 2>&1', output));
  }
  return bodyOf(exchanges);
}
