#!/usr/bin/env node
// What the proxy adds to a request: the shared bench, with the raw node:http relay as the floor in the same run.
import { spawnSync } from 'node:child_process';
import { proxySubject, sharedTool } from './lib/project.mjs';

const args = process.argv.slice(2);
const folder = sharedTool('latency');
if (args.includes('--help')) console.log('options are those of ../shared/latency/bench.mjs:');
const floor = `node::'${process.execPath}' floors/node.mjs --port {port} --upstream {anthropic}`;
const subjects = ['--subject', proxySubject(), '--subject', floor];
const { status } = spawnSync(process.execPath, ['bench.mjs', ...subjects, ...args], { cwd: folder, stdio: 'inherit' });
process.exit(status ?? 1);
