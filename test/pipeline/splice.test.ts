import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/model/block.ts';
import { splice } from '../../src/pipeline/splice.ts';

const edit = (start: number, end: number, text: string): Edit => ({ span: [start, end], json: Buffer.from(text) });

describe('splice', () => {
  it('gives back the very same buffer when there is nothing to edit', () => {
    const raw = Buffer.from('{"a":"b"}');
    expect(splice(raw, [])).toBe(raw);
  });

  it('replaces only the ranges it is given', () => {
    const raw = Buffer.from('{"a":"long","b" : "text"}');
    expect(Buffer.from(splice(raw, [edit(6, 10, 'x'), edit(19, 23, '')])).toString()).toBe('{"a":"x","b" : ""}');
  });

  it('refuses spans that overlap or leave the body', () => {
    const raw = Buffer.from('0123456789');
    expect(() => splice(raw, [edit(2, 5, ''), edit(4, 6, '')])).toThrow(RangeError);
    expect(() => splice(raw, [edit(8, 11, '')])).toThrow(RangeError);
  });

  it('keeps every byte outside the edits, whatever the edits are', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.array(fc.nat(199), { maxLength: 8 }),
        (raw, cuts) => {
          const points = [...new Set(cuts.filter((cut) => cut <= raw.length))].sort((a, b) => a - b);
          const edits: Edit[] = [];
          for (let index = 0; index + 1 < points.length; index += 2) {
            edits.push(edit(points[index] as number, points[index + 1] as number, '#'));
          }
          let expected = '';
          let position = 0;
          for (const { span } of edits) {
            expected += `${Buffer.from(raw.subarray(position, span[0])).toString('latin1')}#`;
            position = span[1];
          }
          expected += Buffer.from(raw.subarray(position)).toString('latin1');
          expect(Buffer.from(splice(raw, edits)).toString('latin1')).toBe(expected);
        },
      ),
    );
  });
});
