#!/usr/bin/env node
// Draws the README's picture, docs/demo.svg, from the current figures of `headroom demo`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawDemo } from './demo-picture.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const home = mkdtempSync(path.join(tmpdir(), 'headroom-picture-'));
try {
  const demo = [path.join(root, 'dist', 'bin', 'headroom.js'), 'demo', '--json'];
  const env = { PATH: process.env.PATH, HEADROOM_HOME: home };
  const json = execFileSync(process.execPath, demo, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  writeFileSync(path.join(root, 'docs', 'demo.svg'), drawDemo(JSON.parse(json)));
} finally {
  rmSync(home, { recursive: true, force: true });
}
