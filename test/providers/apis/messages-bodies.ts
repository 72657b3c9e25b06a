import fc from 'fast-check';

/** A value of JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An object of JSON. */
export type JsonRecord = { readonly [key: string]: JsonValue };

const texts = fc.oneof(
  fc.constantFrom('', ' ', '\n\t', '\u00a0', '\u3000', '\u200b\ufeff', '\u0085', '\b', '\u2028'),
  fc.constantFrom('a', 'same', 'same', 'é', '😀 x', '\ud83d', '\\"', '  x', 'cache_control', ',"cache_control":{}}]'),
  fc.string({ maxLength: 8 }),
);

const text = fc.record({ type: fc.constant('text'), text: texts });
const image = fc.constant({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } });
const asked = fc.constantFrom<JsonRecord>(
  {},
  { cache_control: { type: 'ephemeral' } },
  { a: ['cache_control', { b: 1 }] },
);

const resultContent = fc.oneof(
  texts,
  fc.array(fc.oneof(text, image), { maxLength: 3 }),
  fc.constantFrom<JsonValue>(null, {}, [{ type: 'tool_reference', tool_name: 'x' }]),
);

const block: fc.Arbitrary<JsonRecord> = fc.oneof(
  { arbitrary: text, weight: 4 },
  { arbitrary: image, weight: 1 },
  { arbitrary: fc.record({ type: fc.constant('tool_use'), id: texts, name: texts, input: asked }), weight: 2 },
  {
    arbitrary: fc.record(
      { type: fc.constant('tool_result'), tool_use_id: texts, content: resultContent, is_error: fc.boolean() },
      { requiredKeys: ['type', 'tool_use_id'] },
    ),
    weight: 3,
  },
  {
    arbitrary: fc.constantFrom<JsonRecord>(
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'd' }, title: 'cache_control' },
      { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'd' }] } },
      { type: 'search_result', source: 's', title: 't', content: [{ type: 'text', text: 'hit' }] },
      { type: 'thinking', thinking: 'cache_control', signature: 'a/+=' },
      { type: 'redacted_thinking', data: 'x' },
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { cache_control: 1 } },
      { type: 'container_upload', file_id: 'f' },
      { type: 'text', text: null },
      { type: 'text' },
      { text: 'no type' },
      {},
    ),
    weight: 2,
  },
);

const odd = fc.constantFrom<JsonValue>(null, 'bare', 1, [], true);
const blocks = fc.array(fc.oneof({ arbitrary: block, weight: 12 }, { arbitrary: odd, weight: 1 }), { maxLength: 4 });
const content = fc.oneof(
  { arbitrary: texts, weight: 3 },
  { arbitrary: blocks, weight: 5 },
  { arbitrary: odd, weight: 1 },
);
const message = fc.record(
  { role: fc.constantFrom('user', 'assistant', 'system'), content, name: texts },
  { requiredKeys: ['role', 'content'] },
);
const tool = fc.oneof(
  fc.record(
    {
      name: fc.constantFrom('Bash', 'cache_control', 'Edit'),
      input_schema: fc.constantFrom<JsonRecord>({}, { properties: { cache_control: { type: 'object' } } }),
      defer_loading: fc.boolean(),
    },
    { requiredKeys: ['name'] },
  ),
  fc.constantFrom<JsonValue>({ type: 'mcp_toolset', mcp_server_name: 'm' }, {}, null),
);
const header = { type: 'text', text: 'x-anthropic-billing-header: v=1' };
const systemBlock = fc.oneof(
  { arbitrary: text, weight: 4 },
  { arbitrary: fc.constantFrom<JsonValue>(header, null, 'bare'), weight: 1 },
);

/** Bodies as programs send them that say nothing about caching, and some that nobody should send; members in any order. */
export const bodies: fc.Arbitrary<JsonRecord> = fc
  .record(
    {
      model: fc.constant('m'),
      tools: fc.oneof(fc.array(tool, { maxLength: 3 }), fc.constant(null)),
      system: fc.oneof(texts, fc.array(systemBlock, { maxLength: 3 }), fc.constant(null)),
      messages: fc.oneof({ arbitrary: fc.array(message, { maxLength: 5 }), weight: 9 }, { arbitrary: odd, weight: 1 }),
      thinking: fc.constantFrom<JsonValue>({ type: 'enabled', budget_tokens: 1024 }, null),
      tool_choice: fc.constant({ type: 'auto' }),
      metadata: fc.constant({ cache_control: 'not here', user_id: 'u' }),
    },
    { requiredKeys: ['model'] },
  )
  .chain((body) =>
    fc.shuffledSubarray(Object.entries(body), { minLength: Object.keys(body).length }).map(Object.fromEntries),
  );

/** Numbers from 0 up to 1, the same for the same seed. Steps of a linear congruential generator modulo 2 to the 32. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** JSON of a value with white space and escapes where nobody needs them, another for every seed. */
export function spelled(value: JsonValue, seed: number): string {
  const random = numbersFrom(seed);
  const dense = random() < 0.5;
  const gap = () => (dense || random() < 0.6 ? '' : ([' ', '\n  ', '\t', '\r\n'][Math.floor(random() * 4)] as string));
  const unit = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const string = (source: string) =>
    JSON.stringify(source).replace(/[a-z_]/g, (letter, at: number, all: string) =>
      all[at - 1] === '\\' || /\\u[0-9a-f]{0,3}$/.test(all.slice(Math.max(0, at - 5), at)) || random() > 0.03
        ? letter
        : unit(letter),
    );
  const write = (each: JsonValue): string => {
    if (typeof each === 'string') return string(each);
    if (typeof each !== 'object' || each === null) return typeof each === 'number' ? `${each}.0` : String(each);
    const inner = Array.isArray(each)
      ? each.map((element: JsonValue) => gap() + write(element) + gap())
      : Object.entries(each as JsonRecord).map(
          ([key, member]) => `${gap()}${string(key)}${gap()}:${gap()}${write(member)}${gap()}`,
        );
    const [open, close] = Array.isArray(each) ? '[]' : '{}';
    return `${open}${inner.length === 0 ? gap() : inner.join(',')}${close}`;
  };
  return gap() + write(value) + gap();
}
