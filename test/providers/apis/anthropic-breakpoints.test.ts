import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicMessages as adapter } from '../../../providers/apis/anthropic-messages/adapter.ts';
import type { Edit } from '../../../src/model/block.ts';
import type { BreakpointPlan, BreakpointSyntax, PromptBlock } from '../../../src/model/prompt.ts';
import { splice } from '../../../src/pipeline/splice.ts';
import { bodies, type JsonRecord, type JsonValue, spelled } from './messages-bodies.ts';

type Path = readonly (string | number)[];
type Place = { readonly path: Path; readonly value: JsonValue; readonly carrier: PromptBlock['carrier'] };

const syntax = adapter.breakpoints as BreakpointSyntax;
const mark = { type: 'ephemeral' };

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
const isRecord = (value: JsonValue | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const shows = (text: JsonValue | undefined) =>
  typeof text === 'string' && /[^\s\u0000-\u001f\u007f-\u009f\u200b\ufeff\u00ad]/.test(text);

function takes(block: JsonValue): boolean {
  if (!isRecord(block)) return false;
  if (block.type === 'text') return shows(block.text);
  if (block.type !== 'tool_result') {
    return ['image', 'document', 'search_result', 'tool_use'].includes(String(block.type));
  }
  const parts = listOf(block.content);
  return shows(block.content) || parts.some((part) => isRecord(part) && (part.type !== 'text' || shows(part.text)));
}

function placesIn(path: Path, content: JsonValue | undefined): readonly Place[] {
  if (typeof content === 'string') return [{ path, value: content, carrier: shows(content) ? 'string' : undefined }];
  return listOf(content).map((value, index) => ({
    path: [...path, index],
    value,
    carrier: takes(value) ? 'object' : undefined,
  }));
}

/** The prompt of a body, worked out from its value instead of its bytes. */
function placesOf(body: JsonRecord): readonly Place[] {
  const tools = listOf(body.tools).flatMap((tool, index): readonly Place[] => {
    if (isRecord(tool) && tool.defer_loading === true) return [];
    const carrier = isRecord(tool) && typeof tool.name === 'string' ? 'object' : undefined;
    return [{ path: ['tools', index], value: tool, carrier }];
  });
  const isHeader = ({ value }: Place) =>
    isRecord(value) && String(value.text).startsWith('x-anthropic-billing-header:');
  const system = placesIn(['system'], body.system).filter((place) => !isHeader(place));
  const messages = listOf(body.messages).flatMap((message, index) =>
    isRecord(message) ? placesIn(['messages', index, 'content'], message.content) : [],
  );
  return [...tools, ...system, ...messages];
}

/** The value with the one at a path replaced. */
function replaced(value: JsonValue, path: Path, by: JsonValue): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as JsonRecord) };
  Object.assign(copy, { [step]: replaced((value as JsonRecord)[step] as JsonValue, rest, by) });
  return copy;
}

function marked({ value, carrier }: Place, isMarked: boolean): JsonValue {
  const own: JsonRecord = isMarked ? { cache_control: mark } : {};
  return carrier === 'string' ? [{ type: 'text', text: value, ...own }] : { ...(value as JsonRecord), ...own };
}

/** A content as the service reads it: a string is one block of text, and a breakpoint is no part of it. */
function read(content: JsonValue | undefined): JsonValue | undefined {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return Array.isArray(blocks) ? blocks.map(unmarked) : blocks;
}

function unmarked(block: JsonValue): JsonValue {
  if (!isRecord(block)) return block;
  const { cache_control: _asked, ...rest } = block;
  return rest;
}

function readBody(body: JsonRecord): unknown {
  const messages = listOf(body.messages).map((each) =>
    isRecord(each) ? { ...each, content: read(each.content) } : each,
  );
  return { ...body, tools: listOf(body.tools).map(unmarked), system: read(body.system), messages };
}

/** Up to four of the given indices, in order. */
function chosen(from: readonly number[], among: readonly number[]): readonly number[] {
  return [...new Set(from.flatMap((nth) => among[nth % among.length] ?? []))].sort((a, b) => a - b);
}

/** The body as it should come out, as a value. */
function planned(body: JsonRecord, places: readonly Place[], { marks, arrays }: BreakpointPlan): JsonValue {
  return [...new Set([...marks, ...arrays])].reduce<JsonValue>((value, index) => {
    const place = places[index] as Place;
    return replaced(value, place.path, marked(place, marks.includes(index)));
  }, body);
}

/** What is left of the bytes that were sent when the inserted ranges are taken out. */
function withoutInserted(sent: Buffer, edits: readonly Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  let inserted = 0;
  for (const { span, json } of edits) {
    expect(span[0]).toBe(span[1]);
    pieces.push(sent.subarray(at, span[0] + inserted));
    inserted += json.length;
    at = span[0] + inserted;
  }
  return Buffer.concat([...pieces, sent.subarray(at)]);
}

const cases = fc.record({
  body: bodies,
  seed: fc.integer(),
  marks: fc.array(fc.nat(), { maxLength: 4 }),
  arrays: fc.array(fc.nat(), { maxLength: 4 }),
});

describe('breakpoints in a Messages request', () => {
  it('are keys of the blocks that they stand on; a string becomes a block, and stays one without a breakpoint', () => {
    const body =
      '{"messages":[ {"content":"a" ,"role":"user"},{"role":"user","content":[{"type":"text","text":"b" }]}],"system":"s"}';
    const raw = Buffer.from(body);
    const { prompt = [] } = adapter.read(raw);
    const sent = splice(raw, syntax.edits(prompt, { marks: [0, 2], arrays: [0, 1] }));
    expect(Buffer.from(sent).toString()).toBe(
      '{"messages":[ {"content":[{"type":"text","text":"a"}] ,"role":"user"},' +
        '{"role":"user","content":[{"type":"text","text":"b" ,"cache_control":{"type":"ephemeral"}}]}],' +
        '"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]}',
    );
    expect(syntax.edits(prompt, { marks: [], arrays: [] })).toEqual([]);
  });

  it('are never put where there is nothing to carry one, whatever the plan says', () => {
    const raw = Buffer.from(
      '{"tools":[{}],"system":" ","messages":[{"role":"user","content":[{"type":"thinking"},3]}]}',
    );
    const { prompt = [] } = adapter.read(raw);
    expect(prompt).toHaveLength(4);
    expect(syntax.edits(prompt, { marks: [0, 1, 2, 3, 9], arrays: [0, 1, 2, 3, 9] })).toEqual([]);
  });

  it('are known again in what services say that do not take them, and in nothing else', () => {
    const refusals = [
      'messages.0.content.0.text.cache_control: Extra inputs are not permitted',
      'system.0.cache_control: extra fields not permitted',
      'Malformed input request: #: extraneous key [cache_control] is not permitted, please reformat your input and try again.',
      'Invalid JSON payload received. Unknown name "cache_control" at \'messages[0]\': Cannot find field.',
      'A maximum of 4 blocks with cache_control may be provided. Found 5.',
      'Unrecognized request argument supplied: foo',
      'additional properties are not allowed',
      'json: unknown field "x"',
      'messages.0.content: Input should be a valid string',
      '{"error":{"message":"system: Input should be a valid string"}}',
      'invalid type: sequence, expected a string at line 1 column 40',
      "[{'a': 1}] is not of type 'string' - 'messages.0.content'",
      'json: cannot unmarshal array into Go struct field .content of type string',
    ];
    for (const answer of refusals) expect(syntax.refuses(answer), answer).toBe(true);
    const others = [
      'prompt is too long: 210000 tokens > 200000 maximum',
      'max_tokens: Field required',
      'messages: text content blocks must be non-empty',
      'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1.',
      'Your credit balance is too low to access the API.',
      'model: claude-x is not supported',
      'messages.1.content.0.thinking.signature: Field required',
      'metadata.user_id: Input should be a valid string',
      'messages.1.content.0.tool_use.id: Input should be a valid string',
    ];
    for (const answer of others) expect(syntax.refuses(answer), answer).toBe(false);
  });

  it('stand where they were planned, and all other bytes are as the client wrote them', () => {
    let inserted = 0;
    fc.assert(
      fc.property(cases, ({ body, seed, marks, arrays }) => {
        const raw = Buffer.from(spelled(body, seed));
        const { prompt = [], takesBreakpoints } = adapter.read(raw);
        const places = placesOf(body);
        const found = prompt.map(({ span, carrier }) => [JSON.parse(raw.toString('utf8', ...span)), carrier]);
        expect(found).toEqual(places.map(({ value, carrier }) => [value, carrier]));
        expect(takesBreakpoints).toBe(places.length > 0);
        const able = [...places.keys()].filter((index) => places[index]?.carrier !== undefined);
        const strings = able.filter((index) => places[index]?.carrier === 'string');
        const plan = { marks: chosen(marks, able), arrays: chosen(arrays, strings) };
        const edits = syntax.edits(prompt, plan);
        const sent = Buffer.from(splice(raw, edits));
        const value = JSON.parse(sent.toString('utf8'));
        expect(value).toEqual(planned(body, places, plan));
        expect(readBody(value)).toEqual(readBody(body));
        expect(withoutInserted(sent, edits).equals(raw)).toBe(true);
        inserted += edits.length;
      }),
      { numRuns: 10_000 },
    );
    expect(inserted).toBeGreaterThan(10_000);
  });
});
