import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { quote } from '../lib/shell/quote.ts';
import { HeadroomError } from '../model/errors.ts';
import { loadRuntime, runtimeFolder, runtimePackage } from './runtime.ts';

/** Whether the runtime can be loaded. */
export function hasRuntime(home: string): boolean {
  try {
    loadRuntime(home);
    return true;
  } catch {
    return false;
  }
}

/**
 * Fetches the runtime with npm into a folder below the state folder, without running its install script (which would
 * fetch what only graphics cards need), and drops its files for other systems.
 * @param offline takes it from npm's own cache
 * @throws {HeadroomError} `not-found` with the command to type when npm fails, or when the runtime has nothing for this system
 */
export async function installRuntime(home: string, offline: boolean): Promise<void> {
  const folder = runtimeFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const wanted = `${runtimePackage.name}@${runtimePackage.version}`;
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  try {
    await promisify(execFile)('npm', [
      'install',
      '--prefix',
      folder,
      ...flags,
      ...(offline ? ['--offline'] : []),
      wanted,
    ]);
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    const found = String((cause as { stderr?: string }).stderr || (cause as Error).message);
    throw new HeadroomError('not-found', `expected npm to install ${wanted}, found ${firstLine(found)}`, {
      hint: `where a registry can be reached, get it with: npm install --prefix ${quote(folder)} --ignore-scripts ${wanted}`,
      cause,
    });
  }
  dropOtherSystems(path.join(folder, 'node_modules', runtimePackage.name, 'bin'));
  loadRuntime(home);
}

/** Keeps the libraries of this platform and processor: they are a quarter of the whole. */
function dropOtherSystems(bin: string): void {
  for (const api of readdirSync(bin)) {
    for (const platform of readdirSync(path.join(bin, api))) {
      for (const processor of readdirSync(path.join(bin, api, platform))) {
        if (platform === process.platform && processor === process.arch) continue;
        rmSync(path.join(bin, api, platform, processor), { recursive: true, force: true });
      }
    }
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] as string;
}
