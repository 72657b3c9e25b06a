import { describe, expect, it } from 'vitest';
import { effectOf } from '../../src/learn/effect.ts';
import { digestOf, usesWith } from './digests.ts';

const key = 'program\trg';
const keys = new Set([key]);

/** Sessions at some times, in each of which the form failed so often. */
function at(first: number, failures: readonly number[], more: object = {}) {
  return failures.map((failed, index) =>
    digestOf({ id: `${first}-${index}`, first: first + index, uses: [usesWith(key, { failed })], ...more }),
  );
}

describe('effectOf', () => {
  it('leaves out the sessions that made the rule', () => {
    const digests = [...at(0, [2, 0, 1, 3, 1]), ...at(100, [0, 0])];
    expect(effectOf(digests, keys, 50)).toMatchObject({
      before: { failed: 1, sessions: 2 },
      after: { failed: 0, sessions: 2 },
    });
  });

  it('counts sub-agents and forks with their session', () => {
    const digests = [...at(0, [1, 1, 1]), ...at(10, [1, 1], { root: 'same' }), ...at(100, [0])];
    expect(effectOf(digests, keys, 50).before).toEqual({ failed: 2, sessions: 1 });
  });

  it('does not take equal names of two agents for one session', () => {
    const digests = [...at(0, [0], { root: 'same' }), ...at(1, [0], { root: 'same', agent: 'codex' })];
    expect(effectOf(digests, keys, 50).before.sessions).toBe(2);
  });

  it.each([
    [[], [0], undefined, 'not yet known'],
    [[0, 0], [0, 0], undefined, 'not yet known'],
    [[1], [], undefined, 'not yet known'],
    [[1], [0], [0, 3.84], 'not yet known'],
    [Array(20).fill(1), Array(20).fill(0), [0, 0.19], 'fewer'],
    [Array(20).fill(0).concat(1), Array(20).fill(2), [7.29, 241], 'more'],
    [Array(20).fill(1), Array(20).fill(1), [0.54, 1.86], 'not yet known'],
  ] as const)('of %j before and %j after is %j: %s', (before, after, ratio, verdict) => {
    const found = effectOf([...at(0, [9, 9, 9]), ...at(10, before), ...at(100, after)], keys, 50);
    expect(found.verdict).toBe(verdict);
    if (ratio === undefined) expect(found.ratio).toBeUndefined();
    else {
      expect(found.ratio?.from).toBeCloseTo(ratio[0], 1);
      expect(found.ratio?.to).toBeCloseTo(ratio[1], ratio[1] > 10 ? -1 : 1);
    }
  });
});
