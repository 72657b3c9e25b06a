// The compressors, checks and limits that the proxy uses, without the proxy.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { built } from './project.mjs';

/** A module of the build. */
export const load = (...parts) => import(pathToFileURL(built(...parts)).href);

/** The handle under which a text would be stored. */
export const handleOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 24);

const { settingsFrom } = await load('commands', 'options.js');
const { detect } = await load('src', 'content', 'detect.js');
const { createGate } = await load('src', 'content', 'must-keep', 'facts.js');
const { compressors } = await load('src', 'content', 'registry.js');
const { renderOutput } = await load('src', 'pipeline', 'rendering.js');
const { createShorten } = await load('src', 'pipeline', 'shorten.js');
const { toolMatcher } = await load('src', 'pipeline', 'tool-names.js');
const { createCounter } = await load('src', 'tokens', 'counter.js');
const { loadRanks } = await load('src', 'tokens', 'ranks.js');

const counter = createCounter(await loadRanks());

/** Counts tokens as the proxy does. */
export const countTokens = (text) => counter.count(text);

/** Finds the form of `{ text, call, asked }` under a savings profile: `{ form, tokens, tokensAfter }` or `{ reason, tokens }`. */
export async function shortenUnder(savingsProfile) {
  const { settings } = await settingsFrom({ savingsProfile });
  const isProtected = toolMatcher(settings.excludeTools);
  const shorten = createShorten({
    compressors,
    counter,
    limits: settings,
    detect,
    render: renderOutput,
    gate: createGate,
  });
  return (input) =>
    isProtected(input.call.tool)
      ? { reason: 'protectedTool', tokens: counter.count(input.text) }
      : shorten({ ...input, handle: handleOf(input.text) });
}

export { compressors, createGate, detect, renderOutput };
