import {
  chmodSync,
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
import { runtimeFolder, runtimePackage } from '../../src/inference/runtime.ts';

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
  it('is found where this package stands', () => {
    expect(hasRuntime(home)).toBe(true);
    expect(existsSync(home)).toBe(false);
  });

  it('is installed by npm without scripts, and keeps the libraries of this system only', async () => {
    const bin = path.join(runtimeFolder(home), 'node_modules', runtimePackage.name, 'bin', 'napi-v6');
    const systems = ['linux/x64', 'linux/arm64', 'win32/x64', `${process.platform}/${process.arch}`];
    standIn(
      `echo "$@" > '${folder}/args'; cd '${folder}' && mkdir -p ${systems.map((each) => `'${bin}/${each}'`).join(' ')}`,
    );
    await installRuntime(home, true);
    const args = readFileSync(path.join(folder, 'args'), 'utf8').trim().split(' ');
    expect(args).toEqual(expect.arrayContaining(['install', '--ignore-scripts', '--offline', runtimeFolder(home)]));
    expect(args.at(-1)).toBe(`${runtimePackage.name}@${runtimePackage.version}`);
    const left = readdirSync(bin).flatMap((each) => readdirSync(path.join(bin, each)).map((one) => `${each}/${one}`));
    expect(left).toEqual([`${process.platform}/${process.arch}`]);
  });

  it('leaves nothing behind when npm fails, and says in one line what npm said', async () => {
    standIn('echo "npm error code ENOTFOUND" >&2; echo "npm error more" >&2; exit 1');
    await expect(installRuntime(home, false)).rejects.toThrow(
      /^expected npm to install \S+, found npm error code ENOTFOUND$/,
    );
    expect(existsSync(runtimeFolder(home))).toBe(false);
  });
});
