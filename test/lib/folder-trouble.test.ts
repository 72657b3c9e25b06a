import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderTrouble, folderTroubleAhead, writeTrouble } from '../../src/lib/folder-trouble.ts';

let home: string;
const at = (...parts: readonly string[]) => path.join(home, ...parts);

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'headroom-trouble-'));
  mkdirSync(at('open'));
  mkdirSync(at('closed'), { mode: 0o000 });
  writeFileSync(at('file'), '');
  symlinkSync(at('nowhere'), at('dangling'));
});

afterAll(() => {
  chmodSync(at('closed'), 0o700);
  rmSync(home, { recursive: true, force: true });
});

describe('what keeps a folder from being used', () => {
  it.each([
    ['EEXIST', ['file'], 'file', ' is a file'],
    ['ENOTDIR', ['file', 'a', 'b'], 'file', ' is a file'],
    ['EROFS', ['open'], 'open', ' is read-only'],
    ['EROFS', ['open', 'a', 'b'], 'open', ' is read-only'],
    ['EACCES', ['open', 'a'], 'open', ' is read-only'],
    ['EPERM', ['open'], 'open', ' is read-only'],
    ['ENOSPC', ['open', 'a'], 'open', undefined],
    ['EDQUOT', ['open'], 'open', undefined],
    ['ENOENT', ['open', 'a', 'b'], 'open/a', ' is missing'],
    ['ENOENT', ['dangling'], 'dangling', ' is missing'],
    ['ENOENT', ['open'], 'open', ' is missing'],
    ['ELOOP', ['open', 'a'], 'open/a', undefined],
    ['ENAMETOOLONG', ['open', 'a'], 'open/a', ' is too long a path'],
  ] as const)('%s in %j is said of %s', (code, folder, place, end) => {
    const trouble = folderTrouble(at(...folder), code) as string;
    const named = at(...place.split('/'));
    if (end !== undefined) expect(trouble).toBe(named + end);
    else expect(trouble).toContain(named);
  });

  it.each([
    ['ENOSPC', 'no space is left in '],
    ['EDQUOT', 'the disk quota for '],
    ['ELOOP', 'links lead in a circle at '],
  ])('begins the clause of %s with what is wrong', (code, start) => {
    expect(folderTrouble(at('open'), code)?.startsWith(start + at('open'))).toBe(true);
  });

  it('tells a folder that may be read and not written from one that may not be used', () => {
    // Root may use everything, whatever the mode.
    const word = process.getuid?.() === 0 ? `${at('closed')} is read-only` : `no permission to use ${at('closed')}`;
    expect(folderTrouble(at('closed'), 'EACCES')).toBe(word);
  });

  it.each([['EIO'], ['ERR_INVALID_ARG_TYPE'], [undefined]])('says nothing of the folder for %s', (code) => {
    expect(folderTrouble(at('open'), code)).toBeUndefined();
  });

  it('tells of a file that could not be written what is wrong with its folder, else what the system says', () => {
    const failed = (code: string) => Object.assign(new Error('words'), { code });
    expect(writeTrouble(at('file', 'x.json'), failed('ENOTDIR'))).toBe(`${at('file')} is a file`);
    expect(writeTrouble(at('open', 'x.json'), failed('EIO'))).toBe('EIO');
    expect(writeTrouble(at('open', 'x.json'), new Error('words'))).toBe('Error: words');
  });

  it('finds out without writing', () => {
    expect(folderTroubleAhead(at('open'))).toBeUndefined();
    expect(folderTroubleAhead(at('open', 'a', 'b'))).toBeUndefined();
    expect(folderTroubleAhead(at('file'))).toBe(`${at('file')} is a file`);
    expect(folderTroubleAhead(at('file', 'a'))).toBe(`${at('file')} is a file`);
  });
});
