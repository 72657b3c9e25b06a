import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasRuntime, installRuntime } from '../../src/inference/install-runtime.ts';
import { loadRuntime, runtimeFolder, runtimePackage } from '../../src/inference/runtime.ts';
import { builtEntry } from '../harness/build.ts';
import { linkRuntime, modelRuntime, writeStandInRuntime } from '../harness/model-runtime.ts';

const runtime = await modelRuntime('the runtime of models as a registry has it');

const pathBefore = process.env.PATH;
let folder: string;
let home: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-runtime-'));
  home = path.join(folder, 'home');
});
afterEach(() => {
  process.env.PATH = pathBefore;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program called npm in front of the real one: no test reaches a registry. */
function standIn(script: string): void {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, 'npm'), 0o755);
  process.env.PATH = `${bin}:${pathBefore}`;
}

describe('the runtime of models', () => {
  it('is found where this package is installed, and looking for it leaves nothing behind', async () => {
    const installed = path.join(folder, 'installed');
    cpSync(path.dirname(path.dirname(await builtEntry())), path.join(installed, 'dist'), { recursive: true });
    writeFileSync(path.join(installed, 'package.json'), '{"type":"module"}');
    const module = path.join(installed, 'dist', 'src', 'inference', 'install-runtime.js');
    const script = `console.log((await import(${JSON.stringify(module)})).hasRuntime(${JSON.stringify(home)}))`;
    const found = () => execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(found()).toBe('false\n');
    writeStandInRuntime(installed);
    expect(found()).toBe('true\n');
    expect(existsSync(home)).toBe(false);
  });

  it.skipIf(runtime === undefined)('is found below the state folder, as npm installs it from a registry', () => {
    expect(hasRuntime(home)).toBe(false);
    linkRuntime(runtime, home);
    expect(new (loadRuntime(home).Tensor)('int64', BigInt64Array.of(7n), [1]).dims).toEqual([1]);
  });

  it('is installed by npm without scripts, and keeps the libraries of this system only', async () => {
    const bin = path.join(runtimeFolder(home), 'node_modules', runtimePackage.name, 'bin', 'napi-v6');
    const systems = ['linux/x64', 'linux/arm64', 'win32/x64', `${process.platform}/${process.arch}`];
    standIn(
      `echo "$@" > '${folder}/args'; cd '${folder}' && mkdir -p ${systems.map((each) => `'${bin}/${each}'`).join(' ')}`,
    );
    writeStandInRuntime(runtimeFolder(home));
    await installRuntime(home, true);
    const args = readFileSync(path.join(folder, 'args'), 'utf8').trim().split(' ');
    expect(args).toEqual(expect.arrayContaining(['install', '--ignore-scripts', '--offline', runtimeFolder(home)]));
    expect(args.at(-1)).toBe(`${runtimePackage.name}@${runtimePackage.version}`);
    const left = readdirSync(bin).flatMap((each) => readdirSync(path.join(bin, each)).map((one) => `${each}/${one}`));
    expect(left).toEqual([`${process.platform}/${process.arch}`]);
  });

  it('leaves nothing behind when npm fails, and says what npm said and what to type', async () => {
    standIn('echo "npm error code ENOTFOUND" >&2; echo "npm error more" >&2; exit 1');
    const wanted = `${runtimePackage.name}@${runtimePackage.version}`;
    const odd = path.join(folder, "it's a home");
    await expect(installRuntime(odd, false)).rejects.toMatchObject({
      message: `expected npm to install ${wanted}, found npm error code ENOTFOUND`,
      hint: expect.stringContaining(
        `npm install --prefix '${folder}/it'\\''s a home/models/.runtime' --ignore-scripts ${wanted}`,
      ),
    });
    expect(existsSync(runtimeFolder(odd))).toBe(false);
  });
});
