import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { runChild, startChild } from './run-child.ts';
import { freshFolder, sha256 } from './samples.ts';

describe('several processes on one store', () => {
  test('agree on one decision for each key, and count each block once', async () => {
    const folder = freshFolder();
    const count = 60;
    const names = ['one', 'two', 'three'];
    const results = await Promise.all(names.map((name) => runChild('pin', [folder, name, String(count)])));
    expect(results.map(({ code, err }) => [code, err])).toEqual(names.map(() => [0, '']));
    const answers = results.map(({ out }) => JSON.parse(out) as { held: string[]; counted: number });
    expect(answers[1]?.held).toEqual(answers[0]?.held);
    expect(answers[2]?.held).toEqual(answers[0]?.held);
    expect(answers.reduce((sum, { counted }) => sum + counted, 0)).toBe(count);
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    expect(store.size()).toMatchObject({ originals: count, decisions: count });
    store.close();
  });

  test('lose nothing that was acknowledged when one is killed', async () => {
    const folder = freshFolder();
    let acknowledged = -1;
    for (let round = 0; round < 2; round++) {
      const child = startChild('write-until-killed', [folder, String(acknowledged + 1)]);
      let printed = '';
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.split('\n').length > 25) child.kill('SIGKILL');
      });
      await once(child, 'close');
      acknowledged = Number(printed.slice(0, printed.lastIndexOf('\n')).split('\n').at(-1));
      expect(acknowledged).toBeGreaterThan(20);
    }
    const store = openStore({ folder, maxBytes: 1e9, maxDays: 30 });
    for (let index = 0; index <= acknowledged; index++) {
      const key = sha256(`key ${index}`);
      const decision = store.find([key]).get(key);
      expect(store.original(decision?.handle as string)?.toString()).toBe(`original ${index}\n`.repeat(500));
    }
    store.close();
  });

  test('survive the collector taking stores that were closed or forgotten', async () => {
    const { code, out, err } = await runChild('collect', [freshFolder()], ['--expose-gc']);
    expect([code, out, err]).toEqual([0, 'done', '']);
  });
});
