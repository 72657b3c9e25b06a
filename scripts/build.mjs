#!/usr/bin/env node
// Compiles with tsc and lays the files beside the output that tsc does not know: the tokenizer's rank data, grammars.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const dist = path.join(root, 'dist');
const entry = path.join(dist, 'bin', 'headroom.js');

if (!existsSync(path.join(root, 'tsconfig.build.json'))) process.exit(0); // an installed package has no sources to build
rmSync(dist, { recursive: true, force: true });
const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', path.join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
mkdirSync(path.join(dist, 'data'), { recursive: true });
copyFileSync(require.resolve('js-tiktoken/ranks/o200k_base'), path.join(dist, 'data', 'o200k_base.cjs'));
const grammars = path.join(dist, 'grammars');
mkdirSync(grammars, { recursive: true });
const { grammarNames } = await import(pathToFileURL(path.join(dist, 'src', 'content', 'code', 'languages.js')).href);
for (const name of grammarNames) {
  const file = `tree-sitter-${name}.wasm`;
  copyFileSync(require.resolve(`@vscode/tree-sitter-wasm/wasm/${file}`), path.join(grammars, file));
}
chmodSync(entry, 0o755);
