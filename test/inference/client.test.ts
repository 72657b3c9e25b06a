import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModelClient, type ModelClient, type ModelClientOptions } from '../../src/inference/client.ts';
import { modelFromFolder } from '../../src/inference/from-folder.ts';
import { installModel } from '../../src/inference/install.ts';
import { findModel, modelFolder } from '../../src/inference/model-folder.ts';
import { linkRuntime, modelRuntime } from '../harness/model-runtime.ts';
import { writeEmbeddingModel, writeKeepModel } from './tiny-model.ts';

const words = { keep: ['refuses', 'connection', 'deadlock'], drop: ['nicely', 'perhaps', 'really'] };
const topics = [
  ['cat', 'dog', 'horse'],
  ['socket', 'packet', 'router'],
];

const runtime = await modelRuntime('what a model chooses');

let home: string;
const clients: ModelClient[] = [];

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-inference-'));
  linkRuntime(runtime, home);
  const install = async (name: string, write: (folder: string) => void) => {
    const folder = path.join(home, `source-${name}`);
    write(folder);
    await installModel(home, modelFromFolder(folder, { name }), () => {});
  };
  await install('scores', (folder) => writeKeepModel(folder, words));
  await install('logits', (folder) => writeKeepModel(folder, words, 'logits'));
  await install('topics', (folder) => writeEmbeddingModel(folder, topics));
});
afterAll(() => {
  for (const client of clients) client.close();
  rmSync(home, { recursive: true, force: true });
});

function open(name: string, options: Partial<ModelClientOptions> = {}): ModelClient {
  const client = createModelClient({
    ...{ home, folder: modelFolder(home, name), budget: 4096, deadlineMs: 20_000, onTrouble: () => {} },
    ...options,
  });
  clients.push(client);
  return client;
}

const running = new Map<string, ModelClient>();

/** One client a model for the tests that do not care which: starting a thread is most of what they do. */
function shared(name: string): ModelClient {
  const client = running.get(name) ?? open(name);
  running.set(name, client);
  client.refill();
  return client;
}

/** The units that a reader of the scores would keep. */
function kept(client: ModelClient, units: readonly string[]): readonly string[] {
  const scores = client.score(units.join('\n'), units);
  return units.filter((_, index) => (scores?.[index] as number) > 0.5);
}

describe.skipIf(runtime === undefined).each(['scores', 'logits'])('a token classifier that gives %s', (name) => {
  it('keeps the lines whose words it scores high and drops the others', () => {
    const lines = ['perhaps really nicely', 'deadlock refuses connection', '', 'really perhaps', 'connection deadlock'];
    expect(kept(shared(name), lines)).toEqual(['deadlock refuses connection', 'connection deadlock']);
  });

  it('gives a unit the mean of its words, each the highest of its sub-tokens', () => {
    const logistic = (weight: number) => 1 / (1 + Math.exp(-weight));
    const scores = shared(name).score('deadlock perhaps. xyz', ['deadlock perhaps.', 'xyz']) as readonly number[];
    expect(scores[0]).toBeCloseTo((logistic(3) + logistic(-0.2)) / 2, 5);
    expect(scores[1]).toBeCloseTo(logistic(-0.2), 5);
  });

  it('counts facts as worth keeping whatever it says', () => {
    expect(shared(name).score('really src/a.ts', ['really', 'src/a.ts'])).toEqual([expect.closeTo(0.0474, 3), 1]);
  });
});

describe.skipIf(runtime === undefined)('a model in its thread', () => {
  it('scores a text of many windows as it scores each line alone', () => {
    const client = shared('scores');
    const lines = Array.from({ length: 300 }, (_, index) =>
      index % 3 === 0 ? 'connection refuses deadlock' : 'perhaps nicely really really',
    );
    expect(kept(client, lines)).toEqual(lines.filter((_, index) => index % 3 === 0));
  });

  it('gives the same scores each time', () => {
    const units = ['deadlock nicely', 'perhaps connection', '日志 Ärger 🙂'];
    const first = open('scores').score(units.join(' '), units);
    expect(first).toHaveLength(3);
    expect(open('scores').score(units.join(' '), units)).toEqual(first);
  });

  it('does not take special tokens in the text for its own', () => {
    const scores = shared('scores').score('[SEP] x[CLS]y', ['[SEP]', 'x[CLS]y']) as readonly number[];
    expect(scores[0]).toBeGreaterThan(0.4);
  });

  it('declines what is over its budget until that is filled again, and what does not stand in the text', () => {
    const client = open('scores', { budget: 10 });
    const six = 'deadlock '.repeat(6);
    expect(client.score(six, ['deadlock'])).toHaveLength(1);
    expect(client.score(six, ['deadlock'])).toBeUndefined();
    expect(client.score('deadlock', ['deadlock'])).toHaveLength(1);
    client.refill();
    expect(client.score(six, ['deadlock'])).toHaveLength(1);
    expect(client.score('x'.repeat(1_000_000), ['x'])).toBeUndefined();
    expect(client.score('deadlock', ['livelock'])).toBeUndefined();
    expect(client.score('a b', ['b', 'a'])).toBeUndefined();
  });

  it('places texts on one topic near each other', () => {
    const client = open('topics');
    const texts = ['cat dog', 'horse cat', 'router packet'];
    const [cats, horses, routers] = client.embed(texts) as readonly [Float32Array, Float32Array, Float32Array];
    const cosine = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
    expect(cosine(cats, cats)).toBeCloseTo(1, 5);
    expect(cosine(cats, horses)).toBeGreaterThan(0.99);
    expect(cosine(cats, routers)).toBeLessThan(0.1);
  });

  it('says once that a model is of no use, and is silent from then on', () => {
    const trouble: string[] = [];
    const broken = path.join(home, 'models', 'broken');
    writeKeepModel(broken, words);
    const client = open('broken', { onTrouble: (line) => trouble.push(line) });
    expect([1, 2].map(() => client.score('deadlock', ['deadlock']))).toEqual([undefined, undefined]);
    expect(trouble).toEqual([expect.stringContaining('expected a model in')]);
    const other = open('topics', { onTrouble: (line) => trouble.push(line) });
    expect(other.score('deadlock', ['deadlock'])).toBeUndefined();
    expect(trouble[1]).toBe('expected a model for keep, found one for embed');
  });

  it('fails once when there is no answer in time, and is not asked again', () => {
    const trouble: string[] = [];
    const client = open('scores', { deadlineMs: 0, onTrouble: (line) => trouble.push(line) });
    expect(() => client.score('deadlock', ['deadlock'])).toThrow('did not answer within 0 ms');
    expect(client.score('deadlock', ['deadlock'])).toBeUndefined();
    expect(trouble).toHaveLength(1);
  });

  it('ends when it is idle, and answers the next question all the same', async () => {
    const client = open('scores', { idleMs: 1 });
    const scores = [];
    for (let round = 0; round < 2; round++) {
      scores.push(client.score('deadlock perhaps', ['deadlock', 'perhaps']));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(scores[1]).toEqual(scores[0]);
    expect(scores[1]).toHaveLength(2);
  });

  it('ends on as much of one character as it may be given', () => {
    const client = shared('scores');
    for (const unit of ['a', ' ', '\n', 'a ', '[SEP]', '🙂', '/', '"']) {
      const text = unit.repeat(Math.floor(260_000 / unit.length));
      client.refill();
      const scores = client.score(text, [text.slice(0, 100), text.slice(1000, 1100)]);
      if (scores !== undefined) expect(scores).toHaveLength(2);
      client.refill();
      expect(client.score('deadlock', ['deadlock'])).toHaveLength(1);
    }
  });
});

describe.skipIf(runtime === undefined)('an installed model', () => {
  it('is found by what it does, when its files are whole', () => {
    expect(findModel(home, 'embed')).toBe(modelFolder(home, 'topics'));
    expect(findModel(home, 'keep')).toBe(modelFolder(home, 'logits'));
    writeFileSync(path.join(modelFolder(home, 'logits'), 'model.onnx'), 'cut');
    expect(findModel(home, 'keep')).toBe(modelFolder(home, 'scores'));
  });
});
