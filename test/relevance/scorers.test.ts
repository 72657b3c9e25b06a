import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModelClient, type ModelClient } from '../../src/inference/client.ts';
import { modelFromFolder } from '../../src/inference/from-folder.ts';
import { installModel } from '../../src/inference/install.ts';
import { findModel } from '../../src/inference/model-folder.ts';
import { createScorer, type Embed } from '../../src/relevance/scorers.ts';
import { linkRuntime, modelRuntime } from '../harness/model-runtime.ts';
import { writeEmbeddingModel } from '../inference/tiny-model.ts';

const runtime = await modelRuntime('relevance by meaning');
const itWithModel = it.skipIf(runtime === undefined);

let home: string | undefined;
let model: ModelClient;
let embed: Embed;

beforeAll(async () => {
  if (runtime === undefined) return;
  home = mkdtempSync(path.join(tmpdir(), 'headroom-scorers-'));
  linkRuntime(runtime, home);
  writeEmbeddingModel(path.join(home, 'source'), [
    ['cat', 'kitten'],
    ['socket', 'router'],
  ]);
  await installModel(home, modelFromFolder(path.join(home, 'source'), { name: 'topics' }), () => {});
  const folder = findModel(home, 'embed') as string;
  model = createModelClient({ home, folder, budget: 1000, deadlineMs: 20_000, onTrouble: () => {} });
  embed = (texts) => {
    model.refill();
    return model.embed(texts);
  };
});
afterAll(() => {
  if (home === undefined) return;
  model.close();
  rmSync(home, { recursive: true, force: true });
});

const items = ['a socket', 'a kitten', 'a cat', 'error_code 4711'];

describe('relevance scorers', () => {
  it('take words alone where there is no model', () => {
    const scorer = createScorer();
    expect(scorer.name).toBe('bm25');
    const scores = scorer.scoreItems(items, 'the cat');
    expect(scores.map((score) => score > 0)).toEqual([false, false, true, false]);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
    expect(createScorer({ scorerType: 'hybrid' }).name).toBe('bm25');
    expect(() => createScorer({ scorerType: 'embedding' })).toThrow('expected an installed model');
  });

  itWithModel('find by meaning what shares no word', () => {
    const scores = createScorer({ scorerType: 'embedding', embed }).scoreItems(items, 'cat');
    expect(scores[1]).toBeGreaterThan(0.9);
    expect(scores[0]).toBeLessThan(scores[1] as number);
  });

  itWithModel('mix words and meaning by alpha, and trust words for exact names', () => {
    const score = (alpha: number, query: string) => createScorer({ alpha, embed }).scoreItems(items, query);
    const words = createScorer({ scorerType: 'bm25' }).scoreItems(items, 'cat');
    const meanings = createScorer({ scorerType: 'embedding', embed }).scoreItems(items, 'cat');
    expect(createScorer({ embed }).name).toBe('hybrid');
    expect(score(1, 'cat')).toEqual(words);
    expect(score(0, 'cat')).toEqual(meanings);
    for (const [index, mixed] of score(0.3, 'cat').entries()) {
      expect(mixed).toBeCloseTo(0.3 * (words[index] as number) + 0.7 * (meanings[index] as number), 10);
    }
    const exact = score(0, 'error_code');
    expect(exact.indexOf(Math.max(...exact))).toBe(3);
    expect(() => createScorer({ alpha: 2, embed })).toThrow('alpha: expected a number from 0 to 1, found 2');
  });

  itWithModel(
    'fall back to words when the texts are too long for the model, or say so where only meaning was asked for',
    () => {
      const long = ['cat '.repeat(2000), 'socket'];
      const words = createScorer({ scorerType: 'bm25' }).scoreItems(long, 'cat');
      expect(createScorer({ embed }).scoreItems(long, 'cat')).toEqual(words);
      expect(() => createScorer({ scorerType: 'embedding', embed }).scoreItems(long, 'cat')).toThrow('found none');
    },
  );
});
