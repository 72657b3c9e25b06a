import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/model/json.ts';

/** What every request of a program has in common. */
export type Program = {
  readonly name: string;
  readonly settings: JsonObject;
  readonly system: Json | undefined;
  readonly tools: readonly JsonObject[];
  /** Whether the messages stand before the system prompt in the body. */
  readonly messagesFirst: boolean;
  /** Spaces by which its JSON is indented. */
  readonly indent: number;
};

/** What happens next: a request of one of the conversations, after a pause. */
export type Step = {
  readonly conversation: number;
  readonly kind: 'next' | 'again' | 'branch' | 'marked';
  /** Milliseconds since the step before. */
  readonly pause: number;
  /** When its answer begins: at once, so many steps later, or never. */
  readonly answer: number | 'never';
  readonly said: Json;
  readonly asks: Json;
  /** Sent behind the user's message, and not again. */
  readonly prefill: string | undefined;
  /** A message of the operator behind the user's, which stays. */
  readonly note: string | undefined;
  /** What the receipt says, where there is one. */
  readonly dollars: number;
};

/** Programs with conversations, and what happens in them. */
export type World = {
  readonly programs: readonly Program[];
  /** The program of each conversation that there is at first. */
  readonly conversations: readonly number[];
  readonly steps: readonly Step[];
};

const blank = fc.constantFrom('', ' ', '\n\t', '\u00a0', '\u3000 ');
const words = fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab \n"\\é€😀{}[],:') });
const text = fc.oneof({ weight: 4, arbitrary: words.map((each) => `said: ${each}`) }, { weight: 1, arbitrary: blank });
const textBlock = text.map((value): JsonObject => ({ type: 'text', text: value }));
const asking = { cache_control: { type: 'ephemeral' } };

const userBlock: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 4, arbitrary: textBlock },
  text.map((content): JsonObject => ({ tool_use_id: 'call', content, type: 'tool_result' })),
  textBlock.map((part): JsonObject => ({ type: 'tool_result', tool_use_id: 'call', content: [part] })),
  fc.constantFrom<JsonObject>(
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a document' } },
    { type: 'of_tomorrow', anything: [1, 2] },
  ),
);

const modelBlock: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 2, arbitrary: textBlock },
  fc.constantFrom<JsonObject>(
    { type: 'thinking', thinking: 'let me see', signature: 'abc==' },
    { type: 'redacted_thinking', data: 'AAA' },
    { type: 'tool_use', id: 'call', name: 'now', input: asking },
    { type: 'tool_use', id: 'call', name: 'now', input: {} },
  ),
);

const contentOf = (block: fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> =>
  fc.oneof(text, fc.array(block, { minLength: 1, maxLength: 4 }));

const tool = fc.constantFrom<JsonObject>(
  { name: 'now', description: 'It runs at once.', input_schema: { type: 'object', properties: asking } },
  { name: 'later', description: 'It is looked up first.', input_schema: {}, defer_loading: true },
  { type: 'web_search_20250305', name: 'search' },
);

const program: fc.Arbitrary<Program> = fc.record({
  name: fc.constantFrom('one', 'other'),
  settings: fc.constantFrom<JsonObject>({ max_tokens: 5 }, { thinking: { type: 'adaptive' } }, { stream: true }),
  system: fc.oneof(fc.constant(undefined), text, fc.array(textBlock, { maxLength: 3 })),
  tools: fc.array(tool, { maxLength: 3 }),
  messagesFirst: fc.boolean(),
  indent: fc.constantFrom(0, 0, 1),
});

const step: fc.Arbitrary<Step> = fc.record({
  conversation: fc.nat(20),
  kind: fc.constantFrom('next', 'next', 'next', 'next', 'again', 'branch', 'marked'),
  pause: fc.constantFrom(0, 1, 700, 20_000, 20_000, 20_000, 100_000, 299_000, 301_000, 1_000_000),
  answer: fc.constantFrom<number | 'never'>(0, 0, 0, 0, 0, 1, 3, 'never'),
  said: contentOf(modelBlock),
  asks: contentOf(userBlock),
  prefill: fc.option(fc.constantFrom('{', 'Here it is:'), { freq: 8, nil: undefined }),
  note: fc.option(fc.constantFrom('Be brief.', ' '), { freq: 8, nil: undefined }),
  dollars: fc.constantFrom(0.01, 0.01, -0.02),
});

/** Worlds of several conversations of one program or more, interleaved. */
export function worlds(steps: number): fc.Arbitrary<World> {
  return fc.record({
    programs: fc.array(program, { minLength: 1, maxLength: 3 }),
    conversations: fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }),
    steps: fc.array(step, { minLength: steps / 2, maxLength: steps, size: 'max' }),
  });
}
