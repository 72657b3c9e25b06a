import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { transcriptFiles } from '../../../../providers/agents/transcript-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, changed: number): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, name);
  utimesSync(file, changed, changed);
}

async function names(depth: number): Promise<readonly string[]> {
  const sources = await transcriptFiles('agent', folder, depth, (relative) => relative.endsWith('.jsonl'));
  return sources.map(({ file }) => path.relative(folder, file));
}

test('files are listed oldest first, down to the depth that is asked for', async () => {
  put('late.jsonl', 3000);
  put('a/b/early.jsonl', 1000);
  put('a/middle.jsonl', 2000);
  put('a/notes.txt', 500);
  put('a/b/c/deep.jsonl', 100);
  expect(await names(2)).toEqual(['a/b/early.jsonl', 'a/middle.jsonl', 'late.jsonl']);
  expect(await names(0)).toEqual(['late.jsonl']);
});

test('a folder that is not there has no files, and circles of links are not walked', async () => {
  expect(await transcriptFiles('agent', path.join(folder, 'none'), 9, () => true)).toEqual([]);
  put('a/one.jsonl', 1000);
  symlinkSync(folder, path.join(folder, 'a/circle'));
  symlinkSync(path.join(folder, 'nothing'), path.join(folder, 'a/dangling.jsonl'));
  expect(await names(9)).toEqual(['a/one.jsonl']);
});

test('a fingerprint changes with the content and its time, and not otherwise', async () => {
  const fingerprint = async () => (await transcriptFiles('agent', folder, 0, () => true))[0]?.fingerprint;
  put('one.jsonl', 1000);
  const first = await fingerprint();
  expect(await fingerprint()).toBe(first);
  put('one.jsonl', 1001);
  const second = await fingerprint();
  writeFileSync(path.join(folder, 'one.jsonl'), 'longer than before');
  utimesSync(path.join(folder, 'one.jsonl'), 1001, 1001);
  expect(new Set([first, second, await fingerprint()]).size).toBe(3);
});
