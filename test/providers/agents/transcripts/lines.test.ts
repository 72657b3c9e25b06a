import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { byteLines, type JsonLine, jsonLines } from '../../../../providers/agents/transcript-lines.ts';
import { collect } from './collect.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-lines-'));
  file = path.join(folder, 'lines.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(content: string | Buffer, matters?: (bytes: Buffer) => boolean): Promise<readonly JsonLine[]> {
  writeFileSync(file, content);
  return collect(jsonLines(file, matters));
}

test('lines are what stands between line feeds, wherever the chunks are cut', async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.nat(600_000).map((length) => new Uint8Array(length).fill(0x61)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const whole = Buffer.concat(pieces.flatMap((each) => [each, Buffer.from('\n')]).slice(0, -1));
      writeFileSync(file, whole);
      const found: string[] = [];
      for await (const { bytes } of byteLines(file)) found.push(bytes.toString('latin1'));
      const expected = whole.toString('latin1').split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(found).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('a line that is longer than the limit is told as such, and the next one is read', async () => {
  for (const length of [99, 100, 101, 300_000, 900_000]) {
    writeFileSync(file, `first\n${'x'.repeat(length)}\nlast`);
    const found: [number, boolean, boolean][] = [];
    for await (const { bytes, ended, tooLong } of byteLines(file, 100)) found.push([bytes.length, ended, tooLong]);
    expect(found).toEqual([
      [5, true, false],
      [length > 100 ? 0 : length, true, length > 100],
      [4, false, false],
    ]);
  }
});

test.each([
  ['ill-formed UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['an overlong form', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
  ['JSON that is cut', Buffer.from('{"a":')],
  ['no JSON', Buffer.from('hello')],
  ['zero bytes', Buffer.alloc(40)],
  ['a value that is no object', Buffer.from('[1]')],
  ['two objects', Buffer.from('{}{}')],
])('%s is one broken line, and what follows is read', async (_, line) => {
  const end = Buffer.from('\n');
  expect(await read(Buffer.concat([Buffer.from('{"n":1}\n'), line, end, Buffer.from('{"n":2}\n')]))).toEqual([
    { n: 1 },
    'broken',
    { n: 2 },
  ]);
});

test('a last line that is still being written is neither read nor counted', async () => {
  expect(await read('{"n":1}\n{"n":')).toEqual([{ n: 1 }]);
  expect(await read(Buffer.from('{"n":1}\n{"n":"é').subarray(0, -1))).toEqual([{ n: 1 }]);
  expect(await read('{"n":1}\n{"n":2}')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('blank lines, carriage returns and a byte order mark are no lines of their own', async () => {
  expect(await read('\ufeff{"n":1}\r\n\r\n\n \t \n {"n":2} \n')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a line of 10 MB is read, and passed over where it does not matter', async () => {
  const long = JSON.stringify({ text: 'é"\\'.repeat(2_000_000) });
  const [first, second] = await read(`${long}\n{"n":1}\n`);
  expect([JSON.stringify(first) === long, second]).toEqual([true, { n: 1 }]);
  expect(await read(`${long}\n{"n":1}\n`, (bytes) => bytes.length < 1000)).toEqual([{ n: 1 }]);
});

test('a line that is too long to be held is broken, but not while it is being written', async () => {
  writeFileSync(file, '{"n":1}\n');
  truncateSync(file, 65 * 1024 * 1024);
  expect(await collect(jsonLines(file))).toEqual([{ n: 1 }]);
  appendFileSync(file, '\n{"n":2}');
  expect(await collect(jsonLines(file))).toEqual([{ n: 1 }, 'broken', { n: 2 }]);
});

test('lines that do not matter are not parsed', async () => {
  expect(await read('{"skip":\n{"n":1}\n', (bytes) => !bytes.includes('skip'))).toEqual([{ n: 1 }]);
});

test('a file that grows meanwhile is read up to where it ended at first', async () => {
  writeFileSync(file, `${'{"n":1}\n'.repeat(3)}`);
  const found: JsonLine[] = [];
  for await (const line of jsonLines(file)) {
    found.push(line);
    appendFileSync(file, '{"n":2}\n'.repeat(100_000));
    if (found.length > 10) break;
  }
  expect(found).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
});

test('a file that is cut short or deleted meanwhile ends there', async () => {
  writeFileSync(file, '{"n":1}\n'.repeat(100_000));
  let count = 0;
  for await (const line of jsonLines(file)) {
    if (count === 0) truncateSync(file, 8);
    if (line !== 'broken') count++;
  }
  expect(count).toBeLessThan(100_000);
  writeFileSync(file, '{"n":1}\n'.repeat(100_000));
  count = 0;
  for await (const _ of jsonLines(file)) {
    if (count === 0 && process.platform !== 'win32') rmSync(file);
    count++;
  }
  expect(count).toBe(100_000);
});

test('a file that is gone has no lines, and a folder in its place is an error that names it', async () => {
  expect(await collect(jsonLines(path.join(folder, 'none.jsonl')))).toEqual([]);
  mkdirSync(file);
  await expect(collect(jsonLines(file))).rejects.toThrow(`cannot read the transcript ${file}: `);
});
