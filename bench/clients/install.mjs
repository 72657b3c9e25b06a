// Installs the libraries of the programs into a folder of their own, outside the checkout, with the programs beside
// them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = ['@anthropic-ai/sdk', '@langchain/anthropic', '@langchain/core', 'zod'];
const programs = fileURLToPath(new URL('./programs/', import.meta.url));

const missing = (dir) => packages.filter((name) => !existsSync(path.join(dir, 'node_modules', name, 'package.json')));

/** Copies the programs to their packages, installing what is missing; returns the reason if that failed. */
export function installPrograms(dir) {
  mkdirSync(dir, { recursive: true });
  const wanted = missing(dir);
  if (wanted.length > 0) {
    if (!existsSync(path.join(dir, 'package.json')))
      writeFileSync(path.join(dir, 'package.json'), '{"private":true}\n');
    try {
      execFileSync('npm', ['install', '--no-audit', '--no-fund', ...wanted], { cwd: dir, stdio: ['ignore', 2, 2] });
    } catch (error) {
      return `expected npm to install ${wanted.join(', ')} into ${dir}, found: ${error.message}`;
    }
  }
  cpSync(programs, path.join(dir, 'programs'), { recursive: true });
  return undefined;
}
