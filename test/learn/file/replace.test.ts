import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/learn/file/replace.ts';
import { HeadroomError } from '../../../src/model/errors.ts';
import { builtEntry } from '../../harness/build.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-replace-'));
  file = path.join(folder, 'RULES.md');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string | undefined) =>
  replaceFile(file, () => ({ bytes: text === undefined ? undefined : Buffer.from(text) }));
const content = () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const isRoot = process.getuid?.() === 0;

describe('replacing a file', () => {
  it('writes, makes and deletes it, and leaves nothing else', async () => {
    expect((await write('one')).outcome).toBe('created');
    expect([content(), readdirSync(folder)]).toEqual(['one', ['RULES.md']]);
    expect((await write('two')).outcome).toBe('written');
    expect([content(), readdirSync(folder)]).toEqual(['two', ['RULES.md']]);
    expect((await write(undefined)).outcome).toBe('deleted');
    expect(readdirSync(folder)).toEqual([]);
    expect((await write(undefined)).outcome).toBe('unchanged');
  });

  it('gives what was made of the content', async () => {
    writeFileSync(file, 'one');
    const { change } = await replaceFile(file, (bytes) => ({ bytes: Buffer.from(`${bytes}, two`), more: 7 }));
    expect([content(), change.more]).toEqual(['one, two', 7]);
  });

  it('touches neither file nor folder where nothing changes', async () => {
    writeFileSync(file, 'one');
    const before = [statSync(file, { bigint: true }), statSync(folder, { bigint: true })];
    expect((await write('one')).outcome).toBe('unchanged');
    const after = [statSync(file, { bigint: true }), statSync(folder, { bigint: true })];
    const facts = (all: typeof before) => all.map(({ ino, mtimeNs, ctimeNs }) => [ino, mtimeNs, ctimeNs]);
    expect(facts(after)).toEqual(facts(before));
  });

  it.each([0o600, 0o644, 0o664, 0o755, 0o640])('keeps the mode (%o)', async (mode) => {
    writeFileSync(file, 'one');
    chmodSync(file, mode);
    await write('two');
    expect(statSync(file).mode & 0o7777).toBe(mode);
  });

  it('makes a file with the mode that other programs give it', async () => {
    await write('one');
    writeFileSync(path.join(folder, 'other'), '');
    expect(statSync(file).mode).toBe(statSync(path.join(folder, 'other')).mode);
  });

  it.runIf(isRoot)('keeps the owner', async () => {
    writeFileSync(file, 'one');
    chownSync(file, 4321, 1234);
    await write('two');
    expect([statSync(file).uid, statSync(file).gid]).toEqual([4321, 1234]);
  });

  it('reads a file again that was changed meanwhile', async () => {
    writeFileSync(file, 'one');
    let readings = 0;
    await replaceFile(file, (bytes) => {
      readings += 1;
      if (readings < 4) writeFileSync(file, `${bytes}+`); // same inode, and within one tick of the clock
      return { bytes: Buffer.from(`${bytes}!`) };
    });
    expect([content(), readings, readdirSync(folder)]).toEqual(['one+++!', 4, ['RULES.md']]);
  });

  it('sees a change that keeps the size', async () => {
    writeFileSync(file, 'one');
    let readings = 0;
    await replaceFile(file, (bytes) => {
      if (readings++ === 0) writeFileSync(file, 'two');
      return { bytes: Buffer.from(`${bytes}!`) };
    });
    expect(content()).toBe('two!');
  });

  it('sees a file that was made, deleted or given another mode meanwhile', async () => {
    const during = async (act: () => void) => {
      let readings = 0;
      const seen: (string | undefined)[] = [];
      await replaceFile(file, (bytes) => {
        seen.push(bytes?.toString());
        if (readings++ === 0) act();
        return { bytes: Buffer.from('ours') };
      });
      return seen;
    };
    expect(await during(() => writeFileSync(file, 'theirs'))).toEqual([undefined, 'theirs']);
    writeFileSync(file, 'theirs');
    expect(await during(() => rmSync(file))).toEqual(['theirs', undefined]);
    writeFileSync(file, 'theirs');
    expect(await during(() => chmodSync(file, 0o600))).toEqual(['theirs', 'theirs']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('does not delete a file that was changed meanwhile', async () => {
    writeFileSync(file, 'one');
    let readings = 0;
    const { outcome } = await replaceFile(file, (bytes) => {
      if (readings++ === 0) writeFileSync(file, 'two');
      return { bytes: bytes?.toString() === 'one' ? undefined : bytes };
    });
    expect([outcome, content()]).toEqual(['unchanged', 'two']);
  });

  it('gives up in one line where the file changes each time', async () => {
    writeFileSync(file, 'x');
    const changing = replaceFile(file, (bytes) => {
      writeFileSync(file, `${bytes}x`);
      return { bytes: Buffer.from('ours') };
    });
    await expect(changing).rejects.toThrow(
      /^expected .*RULES\.md to stay as it is for a moment, found it changed 5 times$/,
    );
    expect([content(), readdirSync(folder)]).toEqual(['xxxxxx', ['RULES.md']]);
  });

  it('passes on what the change throws, and leaves the file', async () => {
    writeFileSync(file, 'one');
    const failing = replaceFile(file, () => {
      throw new HeadroomError('file', 'broken pair');
    });
    await expect(failing).rejects.toThrow(/^broken pair$/);
    expect(content()).toBe('one');
  });

  it('refuses what is no file, and does not wait for a pipe', async () => {
    execFileSync('mkfifo', [file]);
    await expect(write('one')).rejects.toThrow(/^expected a file at .*RULES\.md, found none; nothing was written$/);
    rmSync(file);
    mkdirSync(file);
    await expect(write('one')).rejects.toThrow(/^expected a file at .*nothing was written$/);
    rmSync(file, { recursive: true });
    symlinkSync('elsewhere', file);
    await expect(write('one')).rejects.toThrow(/cannot be read: it became a link; it is unchanged$/);
  });

  it('refuses a file that no agent would read whole', async () => {
    writeFileSync(file, Buffer.alloc(16 * 2 ** 20 + 1, 'x'));
    await expect(write('one')).rejects.toThrow(
      /^expected at most 16777216 bytes in .*found 16777217; it is unchanged$/,
    );
  });
});

describe('what a killed process left', () => {
  const leftover = (pid: number) => `.RULES.md.headroom-${pid}-0123abcd.tmp`;
  const dead = () => Number(spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))']).stdout);

  it('is deleted by the next run, whether or not that writes', async () => {
    writeFileSync(path.join(folder, leftover(dead())), 'half');
    await write(undefined);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is told from what another process is writing, and from what others named alike', async () => {
    const names = [
      leftover(process.pid),
      `.OTHER.md.headroom-${dead()}-0123abcd.tmp`,
      `.RULES.md.headroom-${dead()}-0123abcd.tmp.md`,
      `.RULES.md.headroom-${dead()}-mine.tmp`,
    ];
    for (const name of names) writeFileSync(path.join(folder, name), '');
    mkdirSync(path.join(folder, leftover(dead())));
    const before = readdirSync(folder);
    await write(undefined);
    expect(readdirSync(folder)).toEqual(before);
  });
});

let built: string;
beforeAll(async () => {
  built = new URL('../src/learn/file/replace.js', pathToFileURL(await builtEntry())).href;
});

/** Runs the writer in a process of its own, with a fault at one of its calls. */
function run(fault: string, args: readonly string[], as: { uid?: number } = {}) {
  const preload = new URL('./preload.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./writer.mjs', import.meta.url));
  const env = { PATH: process.env.PATH, FAULT: fault };
  const ended = spawnSync(process.execPath, ['--import', preload, program, built, file, ...args], { env, ...as });
  return { signal: ended.signal, told: ended.stdout.toString(), calls: ended.stderr.toString().trim().split('\n') };
}

describe('a process that is killed while it writes', () => {
  it.each([
    ['changes a file', 'old', ['new']],
    ['makes a file', undefined, ['new']],
    ['deletes a file', 'old', []],
  ] as const)('leaves the old file or the new one at each call where it %s', async (_, before, args) => {
    const seen = new Set<string | undefined>();
    const reset = () => {
      rmSync(file, { force: true });
      if (before !== undefined) writeFileSync(file, before, { mode: 0o600 });
    };
    reset();
    const { calls, told } = run('none:none', args);
    expect(told).toMatch(/^(written|created|deleted)$/);
    expect(calls.length).toBeGreaterThan(8);
    for (let call = 1; call <= calls.length; call++) {
      reset();
      expect(run(`kill:${call}`, args).signal).toBe('SIGKILL');
      expect([before, args[0]]).toContain(content());
      seen.add(content());
      if (before !== undefined && content() !== undefined) expect(statSync(file).mode & 0o777).toBe(0o600);
      await write(content()); // clears what was left
      expect(readdirSync(folder)).toEqual(content() === undefined ? [] : ['RULES.md']);
    }
    expect(seen).toEqual(new Set([before, args[0]]));
  });
});

describe('a write that fails', () => {
  const failing = [
    ['ENOSPC', 'handle.writeFile', 'no space is left on the disk'],
    ['ENOSPC', 'open', 'no space is left on the disk'],
    ['EDQUOT', 'handle.writeFile', 'no space is left in the quota'],
    ['EIO', 'handle.sync', 'EIO'],
    ['EROFS', 'rename', 'the file system is read-only'],
    ['EACCES', 'access', 'permission denied'],
    ['EPERM', 'handle.chmod', 'not permitted'],
  ] as const;

  it.each(failing)('with %s in %s says so in one line, and leaves the file and nothing else', (code, call, reason) => {
    writeFileSync(file, 'old');
    const done = code === 'ENOSPC' && call === 'open' ? 'read' : 'written';
    expect(run(`${code}:${call}`, ['new']).told).toBe(`${file} cannot be ${done}: ${reason}; it is unchanged`);
    expect([content(), readdirSync(folder)]).toEqual(['old', ['RULES.md']]);
  });

  it('works where the owner cannot be kept, or the folder cannot be synchronised', () => {
    writeFileSync(file, 'old');
    if (isRoot) chownSync(file, 4321, 1234);
    expect(run('EPERM:handle.chown', ['new']).told).toBe('written');
  });

  it('does not take the place of a file that another made in the last moment', () => {
    expect(run('EEXIST:link', ['new']).told).toMatch(/found it changed 5 times$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('works where the file system has no links', () => {
    expect(run('EPERM:link', ['new']).told).toBe('created');
    expect([content(), readdirSync(folder)]).toEqual(['new', ['RULES.md']]);
  });

  it.runIf(isRoot)('for want of permission says so in one line', () => {
    chmodSync(folder, 0o755);
    writeFileSync(file, 'old', { mode: 0o644 });
    expect(run('none:none', ['new'], { uid: 65534 }).told).toMatch(
      /cannot be written: permission denied; it is unchanged$/,
    );
    chmodSync(folder, 0o777);
    expect(run('none:none', ['new'], { uid: 65534 }).told).toMatch(
      /cannot be written: permission denied; it is unchanged$/,
    );
    chmodSync(file, 0o600);
    expect(run('none:none', ['new'], { uid: 65534 }).told).toMatch(
      /cannot be read: permission denied; it is unchanged$/,
    );
    expect([content(), readdirSync(folder)]).toEqual(['old', ['RULES.md']]);
  });
});
