import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectVolatile } from '../../src/aligner/volatile.ts';

const found = (text: string) =>
  detectVolatile(text).map(({ kind, label, start, end }) => [kind, label, text.slice(start, end)]);

const jwt = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0NTY3ODkwIn0'}.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U`;

describe('volatile tokens', () => {
  it.each([
    ['Current Date: 2025-06-15', 'iso8601', 'Current Date', '2025-06-15'],
    ['started at 2025-06-15T12:30:00.123Z.', 'iso8601', 'started at', '2025-06-15T12:30:00.123Z'],
    ['now: 2025-06-15 12:30:00 UTC', 'iso8601', 'now', '2025-06-15 12:30:00 UTC'],
    ['Today is Saturday, November 21, 2026.', 'date', 'Today is', 'Saturday, November 21, 2026'],
    ['built Sat Nov 21 15:01:35 UTC 2026', 'date', 'built', 'Sat Nov 21 15:01:35 UTC 2026'],
    ['Date (local): 11/21/2026, 3:04:05 PM', 'date', 'Date local', '11/21/2026, 3:04:05 PM'],
    ['clock 15:04:05', 'time', 'clock', '15:04:05'],
    ['ts=1763737295', 'epoch', 'ts', '1763737295'],
    ['agent 550e8400-e29b-41d4-a716-446655440000', 'uuid', 'agent', '550e8400-e29b-41d4-a716-446655440000'],
    [`commit ${'0a1b2c3d4e'.repeat(4)}`, 'hex', 'commit', '0a1b2c3d4e'.repeat(4)],
    [`sum of:${'ab12'.repeat(16)}`, 'hex', 'sum of', 'ab12'.repeat(16)],
    [`Authorization: Bearer ${jwt}`, 'jwt', 'Authorization Bearer', jwt],
    ['{"x-request-id": "req_8fk2L"}', 'id', 'x-request-id', 'req_8fk2L'],
    ['traceId=4bf92f35', 'id', 'traceId', '4bf92f35'],
    ['session_id: 550e8400-e29b-41d4-a716-446655440000', 'id', 'session_id', '550e8400-e29b-41d4-a716-446655440000'],
  ])('%s', (text, kind, label, value) => {
    expect(found(text)).toEqual([[kind, label, value]]);
  });

  it.each([
    'claude-sonnet-4-5-20250929 and gpt-4o-2024-08-06 are models',
    'the session id: the name of the session',
    'version 1.2.3-4 of 10.0.0.1:8080',
    `a long name ${'x'.repeat(32)} and the number ${'1'.repeat(32)}`,
    'deadbeef is no hash, 2025-13-40 no day, 25:61:61 no time',
    'May I ask? March on, 12 monkeys',
  ])('are none in: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('never tell a value in their label', () => {
    const line = `token ${'secret0'.repeat(3)} ${'q'.repeat(30)} at ${jwt}`;
    expect(found(line).map(([kind, label]) => [kind, label])).toEqual([['jwt', 'at']]);
  });

  it('lie in order within the text, whatever it is', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('2025-06-15', jwt, 'trace_id=9a9a9a9', ' ', '\n', '12:00:00'));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('');
        let at = 0;
        for (const { start, end } of detectVolatile(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('are looked for in megabytes of anything without getting stuck', () => {
    const pieces = ['a', '0', '-', 'ey', 'ey-', '1-', 'e.y', ' 1', 'session', 'request_id:', '12:', 'Jan ', '\\'];
    for (const piece of pieces) {
      expect(detectVolatile(piece.repeat(2_000_000 / piece.length)).length).toBeGreaterThanOrEqual(0);
    }
  });
});
