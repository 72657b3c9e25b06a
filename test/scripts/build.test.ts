import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../sources.ts';

/** Loads the modules that are named on stdin when they are named, and answers with what went wrong or `ok`. */
const lazyProgram = `
  import readline from 'node:readline';
  for await (const file of readline.createInterface({ input: process.stdin })) {
    try { await import(file); console.log('ok'); } catch (error) { console.log(error.message); }
  }`;

let checkout: string;
const inCheckout = (...parts: string[]) => path.join(checkout, ...parts);
const build = () => promisify(execFile)(process.execPath, [inCheckout('scripts', 'build.mjs')]);

beforeAll(async () => {
  checkout = mkdtempSync(path.join(tmpdir(), 'headroom-build-'));
  const parts = [
    'bin',
    'commands',
    'providers',
    'scripts',
    'src',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  for (const part of parts) cpSync(path.join(root, part), inCheckout(part), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), inCheckout('node_modules'));
  writeFileSync(inCheckout('src', 'lib', 'retired.ts'), 'export const retired = true;\n');
  await build();
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

/** Has a program load one module after the other until `done`, and gives what was not `ok`. */
async function loadUntil(done: Promise<unknown>, files: readonly string[]): Promise<readonly string[]> {
  const program: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', lazyProgram]);
  const troubles: string[] = [];
  let building = true;
  void done.finally(() => {
    building = false;
  });
  for (let turn = 0; building; turn++) {
    const file = files[turn % files.length] as string;
    // A query makes Node read the file again.
    program.stdin?.write(`${file}?${turn}\n`);
    const [answer] = await once(program.stdout as NodeJS.ReadableStream, 'data');
    if (String(answer) !== 'ok\n') troubles.push(`${file}: ${answer}`);
  }
  program.stdin?.end();
  await once(program, 'exit');
  await done;
  return troubles;
}

describe('the build', () => {
  it('takes no module from a running program that loads it lazily', async () => {
    const folder = inCheckout('dist', 'src', 'lib');
    const files = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'retired.js');
    expect(files.length).toBeGreaterThan(5);
    for (const name of files)
      appendFileSync(inCheckout('src', 'lib', name.replace(/js$/, 'ts')), '\nexport const added = 1;\n');
    rmSync(inCheckout('src', 'lib', 'retired.ts'));
    const before = statSync(path.join(folder, files[0] as string)).ino;
    expect(
      await loadUntil(
        build(),
        files.map((name) => path.join(folder, name)),
      ),
    ).toEqual([]);
    expect(statSync(path.join(folder, files[0] as string)).ino).not.toBe(before);
    expect(existsSync(path.join(folder, 'retired.js'))).toBe(false);
    // What tells later tests that nothing has to be built.
    const changed = statSync(inCheckout('src', 'lib', (files.at(-1) as string).replace(/js$/, 'ts'))).mtimeMs;
    expect(statSync(inCheckout('dist')).mtimeMs).toBeGreaterThanOrEqual(Math.floor(changed));
    expect(readdirSync(checkout).filter((name) => name.startsWith('.dist'))).toEqual([]);
  });

  it('leaves everything as it was when there is an error in the sources', async () => {
    const entry = statSync(inCheckout('dist', 'bin', 'headroom.js'));
    expect(entry.mode & 0o111).toBe(0o111);
    writeFileSync(inCheckout('src', 'lib', 'wrong.ts'), 'export const wrong: number = "text";\n');
    await expect(build()).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('wrong.ts(1,14): error TS2322'),
      stderr: '',
    });
    expect(existsSync(inCheckout('dist', 'src', 'lib', 'wrong.js'))).toBe(false);
    expect(statSync(inCheckout('dist', 'bin', 'headroom.js')).mtimeMs).toBe(entry.mtimeMs);
    expect(readdirSync(checkout).filter((name) => name.startsWith('.dist'))).toEqual([]);
  });
});
