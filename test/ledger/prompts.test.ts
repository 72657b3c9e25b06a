import { expect, test } from 'vitest';
import { promptWarning } from '../../commands/ui/prompts.ts';
import { summarise } from '../../src/ledger/summarise.ts';
import type { PromptAlignment, VolatileName } from '../../src/model/alignment.ts';
import type { RequestRow } from '../../src/model/ledger.ts';

const plain: RequestRow = {
  ...{ time: 1, upstream: 'u', model: 'm', api: 'a', session: 's', project: 'p', failed: false, estimated: false },
  ...{ demo: false, tokensRemoved: 0, tokensRetrieved: 0, dollars: 0, addedMs: 1, byTool: {}, byKind: {} },
  ...{ leftAlone: {}, selfCausedMiss: false },
  usage: { uncached: 0, write: 0, writeLong: 0, read: 0, output: 0 },
};
const summarisePrompts = (alignments: readonly PromptAlignment[]) =>
  summarise(alignments.map((alignment) => ({ ...plain, alignment }))).systemPrompts;

const now: VolatileName = { kind: 'iso8601', label: 'now' };
const request: VolatileName = { kind: 'id', label: 'request_id' };
const bare: VolatileName = { kind: 'uuid', label: '' };
const alignment = (score: number, ...changed: VolatileName[]): PromptAlignment => ({
  score,
  tokens: [now, request, bare],
  changed,
  fresh: true,
});

test('system prompts are summed up by what changed in them', () => {
  const sums = summarisePrompts([
    alignment(80),
    alignment(70, now, now),
    alignment(90, now, request),
    alignment(90, bare),
  ]);
  expect(sums).toEqual({
    lowestScore: 70,
    changes: 3,
    changed: { 'iso8601 after "now"': 2, 'id after "request_id"': 1, uuid: 1 },
  });
  expect(Object.keys(sums.changed)[0]).toBe('iso8601 after "now"');
});

test('a warning names the most frequent, and there is none where nothing changed', () => {
  expect(promptWarning(summarisePrompts([alignment(10), alignment(20)]))).toBeUndefined();
  const names = ['a', 'b', 'c', 'd'].map((label): VolatileName => ({ kind: 'hex', label }));
  const line = promptWarning(summarisePrompts([alignment(60, ...names), alignment(60, names[3]!)]));
  expect(line).toMatch(
    /^2 requests came with [^\n]+: hex after "d" \(2\), hex after "a" \(1\), hex after "b" \(1\) and 1 more$/,
  );
});
