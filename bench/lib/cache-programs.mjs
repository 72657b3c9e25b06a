// Programs that ask for no caching: what they send, and when. Every text is generated, from fixed seeds.

const second = 1000;
const charactersPerToken = 5;

/** The model that all of them use. */
const model = 'claude-sonnet-4-5';

/** Times in milliseconds. */
export const seconds = (count) => count * second;
export const minutes = (count) => count * 60 * second;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A maker of prompts and conversations; all its texts differ.
 * @param filler `(characters, seed) => text`
 */
export function author(filler) {
  let texts = 0;
  const text = (tokens) => {
    texts += 1;
    return filler(tokens * charactersPerToken, texts);
  };
  const tool = (name) => ({
    name,
    description: text(150),
    input_schema: {
      type: 'object',
      properties: {
        path: { type: 'string', description: text(20) },
        pattern: { type: 'string', description: text(20) },
      },
      required: ['path'],
    },
  });
  return {
    text,
    tools: (count) => Array.from({ length: count }, (_, index) => tool(`tool_${index + 1}`)),
    /** A call of a tool and its result. */
    call(resultTokens) {
      texts += 1;
      const id = `toolu_${String(texts).padStart(8, '0')}`;
      const input = { path: `src/${text(2)}`, pattern: text(3) };
      return {
        assistant: [
          { type: 'text', text: text(40) },
          { type: 'tool_use', id, name: 'tool_1', input },
        ],
        user: [{ type: 'tool_result', tool_use_id: id, content: text(resultTokens) }],
      };
    },
  };
}

const block = (text) => ({ type: 'text', text });

/** A prompt of the user, as a string or as blocks. */
export const prompt = (texts, asBlocks) => (asBlocks ? texts.map(block) : texts.join('\n\n'));

/**
 * One request.
 * @param at when it is sent, in milliseconds
 * @param head its beginning: `system`, `tools`
 */
export function request(at, head, messages, answerTime = seconds(8)) {
  const body = { model, max_tokens: 4096, ...head, messages };
  return { at, begins: Math.min(seconds(2), answerTime), ends: answerTime, model, body, userAgent: 'script/1.0' };
}

/**
 * A conversation: one request per turn, each with the whole history.
 * @param turns `{wait, user, assistant}`: `wait` is the time since the previous request, `assistant` the answer to the
 * turn
 */
export function conversation(start, head, turns) {
  let at = start;
  const said = [];
  return turns.map(({ wait, user, assistant }) => {
    at += wait;
    said.push({ role: 'user', content: user });
    const sent = request(at, head, [...said]);
    said.push({ role: 'assistant', content: assistant });
    return sent;
  });
}

/**
 * An agent's rounds: a prompt, then one request for each result of a tool.
 * @param rounds `{wait, calls}`: time before the prompt, number of calls
 * @param size tokens of a prompt and of a result; `step` returns the time between an answer to a tool's call and the
 * next
 */
export function agent(
  writer,
  start,
  head,
  rounds,
  { promptTokens = 300, resultTokens = 900, step = () => seconds(10) } = {},
) {
  const turns = rounds.flatMap(({ wait, calls }) => {
    const made = Array.from({ length: calls }, () => writer.call(resultTokens));
    const answers = [...made.map(({ assistant }) => assistant), writer.text(120)];
    const asked = [writer.text(promptTokens), ...made.map(({ user }) => user)];
    return asked.map((user, index) => ({ wait: index === 0 ? wait : step(), user, assistant: answers[index] }));
  });
  return conversation(start, head, turns);
}

/** A chat: prompts of the user and answers in words. `pause` returns the time before each turn but the first. */
export function chat(writer, start, head, turns, pause, { promptTokens = 200, answerTokens = 400 } = {}) {
  const said = Array.from({ length: turns }, (_, index) => ({
    wait: index === 0 ? 0 : pause(),
    user: writer.text(promptTokens),
    assistant: writer.text(answerTokens),
  }));
  return conversation(start, head, said);
}
