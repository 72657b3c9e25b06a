import { parentPort } from 'node:worker_threads';
import { parseCommand } from '../../../src/content/detect/command.ts';
import { detect } from '../../../src/content/detect.ts';
import { createGate } from '../../../src/content/must-keep/facts.ts';
import { compressors } from '../../../src/content/registry.ts';
import { renderOutput } from '../../../src/pipeline/rendering.ts';
import { createShorten } from '../../../src/pipeline/shorten.ts';
import { createCounter } from '../../../src/tokens/counter.ts';
import { loadRanks } from '../../../src/tokens/ranks.ts';
import type { Reading } from './watch.ts';

// Everything that reads a command line or a text, as the engine's thread puts it together.
const counter = createCounter(await loadRanks());
const limits = { minTokens: 50, lossyMinTokens: 100, logLossyMinTokens: 100, minSavedShare: 0.01, minSavedTokens: 1 };
const shorteners = (['some', 'most'] as const).map((leaveOut) =>
  createShorten({
    compressors,
    counter,
    limits: { ...limits, leaveOut },
    detect,
    render: renderOutput,
    gate: createGate,
  }),
);

parentPort?.on('message', ({ command, text }: Reading) => {
  try {
    parseCommand(command);
    const call = { tool: 'shell', input: JSON.stringify({ command }), command };
    for (const shorten of shorteners) shorten({ text, handle: 'a'.repeat(24), call });
    parentPort?.postMessage('read');
  } catch (error) {
    parentPort?.postMessage(`threw ${error instanceof Error ? error.stack : error}`);
  }
});
parentPort?.postMessage('ready');
