import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { moveAside, movedAside, tellsOfDamage } from '../../src/store/damage.ts';
import { databaseName } from '../../src/store/database.ts';
import { freshFolder } from './samples.ts';

describe('a database that is moved aside', () => {
  test('gets the next number with all its files, is told of, and found again in the order of time', () => {
    const file = path.join(freshFolder(), databaseName);
    const notices: string[] = [];
    for (let round = 1; round <= 11; round++) {
      for (const suffix of ['', '-wal', '-shm']) writeFileSync(file + suffix, `${round}`);
      moveAside(file, (line) => notices.push(line));
      const aside = `${file}.corrupt-${round}`;
      expect(['', '-wal', '-shm'].map((suffix) => [existsSync(file + suffix), existsSync(aside + suffix)])).toEqual(
        Array.from({ length: 3 }, () => [false, true]),
      );
    }
    const expected = Array.from({ length: 11 }, (_, index) => `${file}.corrupt-${index + 1}`);
    expect(movedAside(file)).toEqual(expected);
    expect(notices.map((line) => [tellsOfDamage(line), line.includes(` ${expected.shift()},`)])).toEqual(
      Array.from({ length: 11 }, () => [true, true]),
    );
  });

  test('is none where nothing was, and where the folder cannot be read', () => {
    expect(movedAside(path.join(freshFolder(), databaseName))).toEqual([]);
    expect(movedAside('/nowhere/at/all.db')).toEqual([]);
    expect(tellsOfDamage('expected to write, found it damaged')).toBe(false);
  });
});
