import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { hasRuntime, installRuntime } from '../../src/inference/install-runtime.ts';
import { runtimeFolder, runtimePackage } from '../../src/inference/runtime.ts';

const { name, version } = runtimePackage;
const caches = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
const cached = path.join(caches, 'headroom-tests', `${name}-${version}-${process.platform}-${process.arch}`);

/**
 * A state folder outside the checkout that has the runtime of models. The first test that asks installs it with npm, and
 * later runs find it there. `undefined`, with one line on the screen, where npm cannot: those tests are to be skipped.
 * @param skipped what is not tested without it
 */
export async function modelRuntime(skipped: string): Promise<string | undefined> {
  if (hasRuntime(cached)) return cached;
  const fresh = `${cached}.${process.pid}`;
  // Without a network the defaults make everybody wait for more than a minute.
  process.env.npm_config_fetch_retries ??= '1';
  process.env.npm_config_fetch_retry_mintimeout ??= '1000';
  try {
    await installRuntime(fresh, false);
    renameSync(fresh, cached);
  } catch (error) {
    // Another test file may have been quicker.
    if (!hasRuntime(cached)) {
      process.stderr.write(`skipped, ${skipped}: ${(error as Error).message}\n`);
      return undefined;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return cached;
}

/** Lets a state folder use the runtime of another one. */
export function linkRuntime(from: string | undefined, home: string): void {
  if (from === undefined) return;
  mkdirSync(path.dirname(runtimeFolder(home)), { recursive: true });
  symlinkSync(runtimeFolder(from), runtimeFolder(home));
}

/** Puts a package with the runtime's name into a folder, for tests in which it is looked for and runs no model. */
export function writeStandInRuntime(folder: string): void {
  const at = path.join(folder, 'node_modules', name);
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, 'index.js'), 'exports.env = {};\n');
}
