import path from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/driver.ts';
import { saysBusy, saysCorrupt, saysUnusable } from '../../src/store/failure.ts';
import { freshFolder } from './samples.ts';

const select = 'SELECT * FROM kept';

test.each(['run', 'get', 'all', 'exec'] as const)('a lock is told from other failures where %s meets it', (call) => {
  const file = path.join(freshFolder(), 'some.db');
  const other = openDatabase(file, {});
  other.exec('CREATE TABLE kept (x)');
  const database = openDatabase(file, { timeout: 1 });
  const statement = database.prepare(select);
  other.exec('BEGIN EXCLUSIVE');
  let found: unknown;
  try {
    if (call === 'exec') database.exec(select);
    else statement[call]();
  } catch (error) {
    found = error;
  }
  other.close();
  expect([found instanceof Error, saysBusy(found), saysUnusable(found), saysCorrupt(found)]).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('an error of a statement is none of the database', () => {
  const database = openDatabase(':memory:', {});
  const failing = database.prepare("SELECT json('{')");
  for (const call of ['get', 'all'] as const) {
    let found: unknown;
    try {
      failing[call]();
    } catch (error) {
      found = error;
    }
    expect([found instanceof Error, saysBusy(found), saysCorrupt(found)]).toEqual([true, false, false]);
  }
});
