import { describe, expect, it } from 'vitest';
import { tokenAt } from '../../src/aligner/token-at.ts';
import { commonPrefix } from '../../src/lib/json-scan/recent.ts';

/** What is told of two versions of a value, as they stand in a body. */
function told(one: unknown, other: unknown) {
  const [earlier, later] = [one, other].map((value) => Buffer.from(JSON.stringify(value))) as [Buffer, Buffer];
  return tokenAt(earlier, later, commonPrefix(earlier, later));
}
const tool = (description: string) => ({ name: 'x', description, input_schema: {} });
const uuid = (last: number) => `3f2504e0-4f89-11d3-9a0c-0305e82c330${last}`;

describe('the label of what changed', () => {
  it('is of the string in which it stands, and holds no key of the body', () => {
    expect(told(tool(`session ${uuid(1)} of`), tool(`session ${uuid(2)} of`))).toEqual({
      cause: 'volatile',
      names: ['uuid after "session"'],
    });
    expect(told(tool(`${uuid(1)} is it`), tool(`${uuid(2)} is it`))?.names).toEqual(['uuid']);
    expect(told({ type: 'text', text: 'step 4 of' }, { type: 'text', text: 'step 5 of' })).toEqual({
      cause: 'counter',
      names: ['number after "step"'],
    });
    expect(told('Now: 10:00:01', 'Now: 10:00:02')?.names).toEqual(['time after "Now"']);
  });

  it('goes on through quotes that are part of the string, and ends where a line does', () => {
    expect(told(tool('for "user name" 4'), tool('for "user name" 5'))?.names).toEqual(['number after "for user name"']);
    expect(told(tool('for\nuser 4'), tool('for\nuser 5'))?.names).toEqual(['number after "user"']);
  });

  it('is none of a number that stands in no string', () => {
    expect(told({ default: 4 }, { default: 5 })?.names).toEqual(['number']);
    expect(told({ enum: ['all', 4] }, { enum: ['all', 5] })?.names).toEqual(['number']);
  });

  it('is the key of what is known by it', () => {
    expect(told({ session_id: 'ab-cd-1' }, { session_id: 'ab-cd-2' })?.names).toEqual(['id after "session_id"']);
  });
});
