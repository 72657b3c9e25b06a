import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codecCase } from '../../bench/lib/codec-cases.mjs';
import type { Codec } from '../../src/model/content.ts';

const content = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../src/content');
const files = readdirSync(content, { recursive: true, encoding: 'utf8' })
  .filter(
    (file) => file.endsWith('.ts') && /export const \w+Codec\b/.test(readFileSync(path.join(content, file), 'utf8')),
  )
  .sort();
const modules = await Promise.all(files.map((file) => import(pathToFileURL(path.join(content, file)).href)));
const codecs = modules.flatMap((module: Record<string, Codec>) =>
  Object.entries(module).filter(([name]) => name.endsWith('Codec')),
);
const cases = Array.from({ length: 1000 }, (_, number) => codecCase(2, number));

describe('generated texts', () => {
  test('are the same for the same seed and number, and differ otherwise', () => {
    expect(codecCase(2, 5)).toBe(cases[5]);
    expect(new Set(cases).size).toBeGreaterThan(990);
  });

  test('are read by nearly every layout', () => {
    expect(codecs.length).toBeGreaterThan(15);
    const more = Array.from({ length: 4000 }, (_, number) => codecCase(3, number));
    const unread = codecs.filter(([, codec]) => ![...cases, ...more].some((text) => codec.encode(text) !== undefined));
    expect(unread.length).toBeLessThanOrEqual(codecs.length / 5);
  });
});

test.each(codecs)('%s gives back all of a thousand texts that it lays out anew', (_, codec) => {
  for (const text of cases) {
    const encoded = codec.encode(text);
    if (encoded !== undefined) expect(codec.decode(encoded)).toBe(text);
  }
});
