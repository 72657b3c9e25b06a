import { describe, expect, it } from 'vitest';
import { createCacheAligner } from '../../src/aligner/aligner.ts';
import type { LlmRequest } from '../../src/model/block.ts';

/** A request whose body is its system prompt. */
const request = (prompt: string, session = 's', model = 'm'): LlmRequest => {
  const raw = Buffer.from(prompt);
  const span = [0, raw.length] as const;
  const system = [{ span, role: 'system' as const, text: prompt }];
  return { api: 'a', model, session, raw, blocks: [], system, conversation: [raw.length, raw.length] };
};
const uuid = (digit: number) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`;

describe('the cache aligner', () => {
  it('scores a prompt by what is volatile in it', () => {
    const { align } = createCacheAligner();
    expect(align(request('You are helpful.'))).toEqual({ score: 100, tokens: [], changed: [], fresh: false });
    expect(align(request(`id ${uuid(1)} of 2025-06-15`))).toEqual({
      score: 80,
      tokens: [
        { kind: 'uuid', label: 'id' },
        { kind: 'iso8601', label: 'of' },
      ],
      changed: [],
      fresh: true,
    });
    expect(align(request(`${uuid(1)} `.repeat(30)))?.score).toBe(0);
  });

  it('says nothing of a constant token, and names one that changed within a session', () => {
    const { align } = createCacheAligner();
    const prompt = (time: string) => `agent ${uuid(1)}, now: 2025-06-15 ${time}`;
    expect(align(request(prompt('12:00:00')))).toMatchObject({ fresh: true, changed: [] });
    expect(align(request(prompt('12:00:00')))).toMatchObject({ fresh: false, changed: [] });
    const changed = { fresh: true, changed: [{ kind: 'iso8601', label: 'now' }] };
    expect(align(request(prompt('12:00:01')))).toMatchObject(changed);
    expect(align(request(prompt('12:00:02')))).toMatchObject(changed);
    expect(align(request(prompt('12:00:02'), 'other'))).toMatchObject({ fresh: true, changed: [] });
    expect(align(request(prompt('12:00:03'), 's', 'other model'))).toMatchObject({ fresh: true, changed: [] });
  });

  it('takes another prompt for another prompt, and values that come back for a second conversation', () => {
    const { align } = createCacheAligner();
    align(request(`main ${uuid(1)}`));
    expect(align(request(`helper ${uuid(2)}`))?.changed).toEqual([]);
    expect(align(request(`main ${uuid(1)}`))).toMatchObject({ fresh: false, changed: [] });
    expect(align(request(`helper ${uuid(3)}`))?.changed).toHaveLength(1);
    expect(align(request(`helper ${uuid(2)}`))).toMatchObject({ fresh: false, changed: [] });
  });

  it('looks at each part by itself, whatever becomes of the others', () => {
    const { align } = createCacheAligner();
    const parts = (...texts: string[]): LlmRequest => {
      let at = 0;
      const system = texts.map((text) => {
        const span = [at, at + text.length] as const;
        at += text.length;
        return { span, role: 'system' as const, text };
      });
      return { ...request(texts.join('')), system };
    };
    align(parts('signature: 5828d', 'now: 2025-06-15 12:00:01', 'constant 2025-06-15'));
    const second = align(parts('signature: 91c0a', 'now: 2025-06-15 12:00:02', 'constant 2025-06-15'));
    expect(second).toMatchObject({ score: 80, fresh: true, changed: [{ kind: 'iso8601', label: 'now' }] });
  });

  it('has nothing to say where there is no prompt, and survives one that cannot be read', () => {
    const { align } = createCacheAligner();
    expect(align({ ...request('x'), system: undefined })).toBeUndefined();
    expect(align(request(''))).toBeUndefined();
    const broken = {
      span: [0, 1] as const,
      role: 'system' as const,
      get text(): string {
        throw new Error('no');
      },
    };
    expect(align({ ...request('x'), system: [broken] })).toBeUndefined();
  });
});
