import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../sources.ts';

type Script = {
  replaceFolder(source: string, target: string): void;
  dropAbandoned(root: string): void;
};
const script = pathToFileURL(path.join(root, 'scripts', 'replace-folder.mjs')).href;
const { replaceFolder, dropAbandoned } = (await import(script)) as Script;

let folder: string;
let source: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-replace-'));
  source = path.join(folder, 'source');
  target = path.join(folder, 'target');
  mkdirSync(source);
  mkdirSync(target);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(where: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(where, name)), { recursive: true });
    writeFileSync(path.join(where, name), text);
  }
}

const names = (where: string) => readdirSync(where, { recursive: true, encoding: 'utf8' }).sort();

describe('a folder that is replaced', () => {
  it('holds what was built, and neither files nor folders of before', () => {
    write(source, { 'a.js': 'new', 'in/b.js': 'b', 'fresh/c.js': 'c' });
    write(target, { 'a.js': 'old', 'in/b.js': 'b', 'in/gone.js': '', 'old/deep/gone.js': '' });
    replaceFolder(source, target);
    expect(names(target)).toEqual(['a.js', 'fresh', 'fresh/c.js', 'in', 'in/b.js']);
    expect(readFileSync(path.join(target, 'a.js'), 'utf8')).toBe('new');
  });

  it('keeps a file that is built as it was, with the mode of the new one', () => {
    write(source, { 'a.js': 'same' });
    write(target, { 'a.js': 'same' });
    chmodSync(path.join(source, 'a.js'), 0o755);
    utimesSync(path.join(target, 'a.js'), 1000, 1000);
    const before = statSync(path.join(target, 'a.js'));
    replaceFolder(source, target);
    const after = statSync(path.join(target, 'a.js'));
    expect([after.ino, after.mtimeMs, after.mode & 0o777]).toEqual([before.ino, before.mtimeMs, 0o755]);
  });

  it('is made where there was none', () => {
    rmSync(target, { recursive: true });
    write(source, { 'in/a.js': 'a' });
    replaceFolder(source, target);
    expect(names(target)).toEqual(['in', 'in/a.js']);
  });

  it('loses nothing before all that is new is in place', () => {
    write(source, { 'z.js': 'a file' });
    write(target, { 'gone.js': 'still read', 'z.js/inside': 'a folder where a file is to go' });
    expect(() => replaceFolder(source, target)).toThrow('EISDIR');
    expect(existsSync(path.join(target, 'gone.js'))).toBe(true);
  });
});

describe('an unfinished build', () => {
  it('is deleted when its process has ended, and left alone while that runs', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const name of [`.dist-${pid}`, `.dist-${process.pid}`, '.dist-of-somebody']) {
      write(folder, { [`${name}/a.js`]: '' });
    }
    dropAbandoned(folder);
    expect(readdirSync(folder).sort()).toEqual(
      [`.dist-${process.pid}`, '.dist-of-somebody', 'source', 'target'].sort(),
    );
  });
});
