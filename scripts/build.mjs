#!/usr/bin/env node
// Compiles with tsc, adds the files that tsc does not know (the tokenizer's rank data, grammars), and moves the result
// into dist without ever leaving a gap there: a running program loads modules from it when it first needs them.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dropAbandoned, replaceFolder } from './replace-folder.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const dist = path.join(root, 'dist');

/** Writes a complete build into `folder`. */
async function build(folder) {
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const project = path.join(root, 'tsconfig.build.json');
  execFileSync(process.execPath, [tsc, '-p', project, '--outDir', folder], { stdio: 'inherit' });
  mkdirSync(path.join(folder, 'data'));
  copyFileSync(require.resolve('js-tiktoken/ranks/o200k_base'), path.join(folder, 'data', 'o200k_base.cjs'));
  mkdirSync(path.join(folder, 'grammars'));
  const languages = path.join(folder, 'src', 'content', 'code', 'languages.js');
  const { grammarNames } = await import(pathToFileURL(languages).href);
  for (const name of grammarNames) {
    const file = `tree-sitter-${name}.wasm`;
    copyFileSync(require.resolve(`@vscode/tree-sitter-wasm/wasm/${file}`), path.join(folder, 'grammars', file));
  }
  chmodSync(path.join(folder, 'bin', 'headroom.js'), 0o755);
}

if (!existsSync(path.join(root, 'tsconfig.build.json'))) process.exit(0); // an installed package has no sources to build
const started = new Date();
dropAbandoned(root);
const folder = path.join(root, `.dist-${process.pid}`);
try {
  await build(folder);
  replaceFolder(folder, dist);
  // The time that tests compare with the sources' time: an unchanged built file keeps its old time.
  utimesSync(dist, started, started);
} catch (error) {
  // tsc has already printed what is wrong.
  if (error.status === undefined) throw error;
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
