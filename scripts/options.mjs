#!/usr/bin/env node
// Writes docs/options.md from the table that `headroom config list` prints.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';
import { writeOptions } from './options-page.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
register();
const { settingsTable } = await import('../commands/options.ts');
writeFileSync(path.join(root, 'docs', 'options.md'), writeOptions(settingsTable()));
