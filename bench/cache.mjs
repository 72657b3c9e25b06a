#!/usr/bin/env node
// The costs and savings of breakpoints for programs that ask for no caching: the input bill of typical programs, in
// virtual time.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { receipts } from './lib/cache-billing.mjs';
import { capturedRequests } from './lib/cache-captures.mjs';
import { minutes } from './lib/cache-programs.mjs';
import { headroomRule, simpleRules } from './lib/cache-rules.mjs';
import { madeNames, makeScenario } from './lib/cache-scenarios.mjs';
import { sum } from './lib/figures.mjs';
import { root, sharedTool } from './lib/project.mjs';
import { table } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'string' },
    check: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- cache [--only PART-OF-NAME] [--json FILE] [--check]');
  process.exit(0);
}

/** No scenario may cost more than this share of what it costs without breakpoints. */
const dearest = 1.03;
/** Unknown programs that end after a few requests: the first assumptions are wrong once. */
const unknown = ['one tool call, 1', 'one-shot, large, 3 in all', '3 questions, 5 documents, in rounds'];
const tools = path.join(sharedTool('replay'), 'lib');
const tool = (...parts) => import(pathToFileURL(path.join(tools, ...parts)).href);
const [{ BreakpointCache }, { promptParts }, { inputCost }, { makeTokenizer }, { filler }] = await Promise.all([
  tool('cache.mjs'),
  tool('blocks.mjs'),
  tool('prices.mjs'),
  tool('tokens.mjs'),
  tool('shape', 'words.mjs'),
]);
const { name: tokens, count } = await makeTokenizer(root);
const model = { BreakpointCache, promptParts, inputCost, count };
const aider = path.join(sharedTool('captures'), 'aider');
const captured = (between) => () => capturedRequests(aider, 'anthropic.jsonl.gz', between);

/** Scenarios by name; the last number is the share that none may exceed. */
const scenarios = [
  ...madeNames.map((name) => [
    name,
    () => makeScenario(name, filler),
    unknown.includes(name) ? Number.POSITIVE_INFINITY : dearest,
  ]),
  ['Aider, as captured', captured(), 1],
  ['Aider, a minute between', captured(minutes(1)), 1],
];
const wanted = scenarios.filter(([name]) => name.includes(values.only ?? ''));
if (wanted.length === 0) {
  console.error(`expected --only to be part of a scenario's name, found ${values.only}`);
  process.exit(2);
}

const rules = { ...simpleRules, headroom: await headroomRule() };
const figures = wanted.map(([name, make, most]) => {
  const requests = make();
  const byRule = Object.entries(rules).map(([rule, start]) => [rule, receipts(requests, start(), model)]);
  const direct = sum(byRule[0][1].map((each) => each.direct));
  const shares = byRule.map(([rule, list]) => {
    const applies = list.some(({ marks }) => marks.length > 0) || rule === 'headroom';
    return [rule, applies ? sum(list.map(({ dollars }) => dollars)) / direct : undefined];
  });
  const detail = requests.map(({ at }, index) => ({
    at,
    ...Object.fromEntries(byRule.map(([rule, list]) => [rule, list[index]])),
  }));
  return { name, most, requests: requests.length, direct, shares: Object.fromEntries(shares), detail };
});

const share = (value) => (value === undefined ? '–' : value.toFixed(3));
const names = Object.keys(rules);
const rows = figures.map(({ name, requests, direct, shares }) => [
  name,
  requests,
  direct.toFixed(3),
  ...names.map((rule) => share(shares[rule])),
]);
console.log(table(['scenario', 'requests', 'direct $', ...names], rows));
console.log(`\nShares of the direct input bill; tokens: ${tokens}.`);
if (figures.some(({ most }) => most === Number.POSITIVE_INFINITY)) {
  console.log(`Not judged, since their programs are never seen again: ${unknown.join('; ')}.`);
}
const dear = figures.filter(({ shares, most }) => !(most === 1 ? shares.headroom < 1 : shares.headroom <= most));
const list = dear.map(({ name, shares }) => `${name} (${share(shares.headroom)})`).join('; ');
console.log(`headroom over ${dearest} of direct, or Aider not below 1: ${dear.length === 0 ? 'none' : list}`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures));
if (values.check === true && dear.length > 0) process.exitCode = 1;
