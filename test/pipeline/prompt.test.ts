import { describe, expect, it } from 'vitest';
import type { Block, LlmRequest } from '../../src/model/block.ts';
import type { Decider, Decision } from '../../src/model/decision.ts';
import { createDecisionMemory } from '../../src/pipeline/memory.ts';
import { createPipeline } from '../../src/pipeline/pipeline.ts';
import { openParts, surveyPrompt } from '../../src/pipeline/prompt.ts';

type Part = { text: string; id?: string; command?: string; role?: 'tool' | 'assistant' | 'user' };

/** A request whose body is a list of strings. */
function request(parts: readonly Part[], more: Partial<LlmRequest> = {}): LlmRequest {
  const raw = Buffer.from(JSON.stringify(parts.map(({ text }) => text)));
  let at = 1;
  const blocks = parts.map(({ text, id, command = 'ls', role = 'tool' }): Block => {
    const length = Buffer.byteLength(JSON.stringify(text));
    const span = [at + 1, at + length - 1] as const;
    at += length + 1;
    return { span, role, text, call: { id, tool: 'Bash', input: command, command } };
  });
  const pick = (...roles: string[]) => blocks.filter(({ role }) => roles.includes(role));
  const found = { blocks: pick('tool'), context: pick('assistant', 'user') };
  return { api: 'test', model: 'm', raw, ...found, conversation: [0, raw.length], ...more };
}

const survey = (of: LlmRequest) => {
  const parts = surveyPrompt(of, createDecisionMemory(1e6));
  return openParts(of, parts);
};

describe('a prompt', () => {
  it('tells open blocks in order, with what the user said last above each', () => {
    const { open } = survey(
      request([
        { text: 'fix the test', role: 'user' },
        { text: 'one', id: 'a' },
        { text: '<system-reminder>mind</system-reminder>', role: 'user' },
        { text: 'two', id: 'b' },
        { text: 'now the docs', role: 'user' },
        { text: 'three', id: 'c' },
      ]),
    );
    expect([...open.values()].map(({ text, asked }) => [text, asked])).toEqual([
      ['one', 'fix the test'],
      ['two', 'fix the test'],
      ['three', 'now the docs'],
    ]);
  });

  it('tells the second of two like outputs from the first where calls have no ids', () => {
    const { open } = survey(
      request([{ text: 'same' }, { text: 'same' }, { text: 'same', id: 'x' }, { text: 'same', id: 'x' }]),
    );
    expect([...open.values()].map(({ occurrence }) => occurrence)).toEqual([undefined, 1, undefined]);
  });

  it('names what the model wrote above an open block, when it is long enough', () => {
    const { above } = survey(
      request([
        { text: 'w'.repeat(300), id: 'w', role: 'assistant' },
        { text: 'short', id: 's', role: 'assistant' },
        { text: 'out', id: 'w' },
      ]),
    );
    expect(above.map(({ own, after }) => [own, after])).toEqual([[true, 0]]);
  });
});

describe('the pipeline', () => {
  /** Answers every block but the first of a request with a pointer at it. */
  const asked: string[][] = [];
  const decider: Decider = {
    async decide(blocks, above = []) {
      asked.push(blocks.map(({ text }) => text));
      const ids = above.map(({ id }) => id);
      return blocks.map(({ text, alone }): Decision => {
        const base = { key: `k ${text}`, tool: 'Bash', tokensBefore: 9, tokensAfter: 1, durable: true };
        if (text === 'first' || alone === true)
          return { ...base, ...(alone ? { key: `k ${text} alone`, alone } : {}), reason: 'noWin' };
        const source = ids[0] ?? 'k first';
        return { ...base, form: `f ${text}`, sent: 'see above', sources: [source], fidelity: 'repeat' };
      });
    },
  };
  const build = () =>
    createPipeline({ decider, memory: createDecisionMemory(1e6), encode: (text) => Buffer.from(text), emit: () => {} });
  const sent = async (pipeline: ReturnType<typeof build>, of: LlmRequest) =>
    JSON.parse(Buffer.from((await pipeline.prepare(of, 'r')).body).toString('utf8')) as string[];
  const two = [
    { text: 'first', id: '1' },
    { text: 'second', id: '2' },
  ];

  it('sends a pointer while its source stands above, the block itself when not, and the pointer again', async () => {
    const pipeline = build();
    expect(await sent(pipeline, request(two))).toEqual(['first', 'see above']);
    expect(await sent(pipeline, request([{ text: 'cleared', id: '1' }, two[1] as Part]))).toEqual([
      'cleared',
      'second',
    ]);
    asked.length = 0;
    expect(await sent(pipeline, request(two))).toEqual(['first', 'see above']);
    expect(asked).toEqual([]);
  });

  it('sends no pointer where the provider drops results', async () => {
    expect(await sent(build(), request(two, { clearsResults: true }))).toEqual(['first', 'second']);
  });

  it('sends no pointer at something that it cannot see, whatever the decider says', async () => {
    expect(await sent(build(), request([two[1] as Part]))).toEqual(['second']);
  });
});
