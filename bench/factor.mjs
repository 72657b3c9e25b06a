#!/usr/bin/env node
// The provider's tokens per o200k token, from receipts in recorded sessions, and how many receipts a fit needs.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, sharedTool } from './lib/project.mjs';
import { recordedSessions } from './lib/recorded-requests.mjs';
import { percent, table, whole } from './lib/table.mjs';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, splits: { type: 'string', default: '2000' } } });
if (values.help) {
  console.log('npm run bench -- factor [--splits 2000]');
  process.exit(0);
}

const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { anthropicMessages } = await load('providers', 'apis', 'anthropic-messages', 'adapter.js');
const { modelFacts } = await load('providers', 'models.js');
const { createCacheWatcher } = await load('src', 'aligner', 'watcher.js');
const { tokenGrowth } = await load('src', 'ledger', 'growth.js');
const { leastReceipts } = await load('src', 'ledger', 'token-factor.js');
const { createCounter } = await load('src', 'tokens', 'counter.js');
const { loadRanks } = await load('src', 'tokens', 'ranks.js');

const api = 'anthropic-messages';
const counter = createCounter(await loadRanks());

/** What the proxy would have stored of each request of a session, by the same code. */
function growthsIn({ name, requests }) {
  const watcher = createCacheWatcher();
  return requests.flatMap(({ model, messages, usage }, index) => {
    const raw = Buffer.from(JSON.stringify({ model, messages }));
    const { stream: _, ...read } = anthropicMessages.read(raw);
    const leaving = { requestId: `${index}`, time: index, sentBytes: raw.length, blocks: [] };
    const cache = watcher.observe({ api, raw, ...read, session: name }, leaving);
    watcher.ended(`${index}`, { usage, failed: false });
    const growth = tokenGrowth({ failed: false, usage, cache }, (text) => counter.count(text));
    return growth === undefined ? [] : [{ name, model, ...growth, ...modelFacts(model, api) }];
  });
}

const sessions = recordedSessions(path.join(sharedTool('corpus'), 'transcripts'));
const growths = sessions.flatMap(growthsIn);
const ratioOf = ({ billed, o200k }) => billed / o200k;
const quantile = (numbers, share) =>
  [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)];
const byModel = groupBy(growths);

function groupBy(list) {
  const groups = new Map();
  for (const each of list) groups.set(each.model, [...(groups.get(each.model) ?? []), each]);
  return groups;
}

console.log(
  table(
    ['model', 'requests', 'receipts', 'table', 'median', '10 %', '90 %'],
    [...byModel].map(([model, all]) => [
      model,
      whole(sessions.flatMap(({ requests }) => requests).filter((request) => request.model === model).length),
      all.length,
      all[0].tokenFactor.toFixed(2),
      ...[0.5, 0.1, 0.9].map((share) => quantile(all.map(ratioOf), share).toFixed(2)),
    ]),
  ),
);

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function randoms(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** For all others together: how far a factor's prediction is from the bill. */
const errorOf = (factor, others) => {
  const sum = (pick) => others.reduce((total, each) => total + pick(each), 0);
  return Math.abs((factor * sum(({ o200k }) => o200k)) / sum(({ billed }) => billed) - 1);
};

/** Fits some receipts, drawn at random, and predicts at least ten others. */
function heldOut(all, count, random) {
  const errors = [];
  for (let split = 0; split < Number(values.splits); split++) {
    const order = all.map((each) => ({ each, at: random() })).sort((a, b) => a.at - b.at);
    const [fit, others] = [order.slice(0, count), order.slice(count)].map((part) => part.map(({ each }) => each));
    errors.push({
      fitted: errorOf(quantile(fit.map(ratioOf), 0.5), others),
      listed: errorOf(all[0].tokenFactor, others),
    });
  }
  return errors;
}

const random = randoms(11);
const rows = [];
for (const tokenizer of new Set(growths.map((each) => each.tokenizer))) {
  const all = growths.filter((each) => each.tokenizer === tokenizer);
  for (const count of [3, 5, 10, 15, 20, 25, 30, 40]) {
    if (all.length < count + 10) continue;
    const errors = heldOut(all, count, random);
    const of = (which, share) =>
      percent(
        quantile(
          errors.map((each) => each[which]),
          share,
        ),
      );
    rows.push([tokenizer, count, of('fitted', 0.5), of('fitted', 0.95), of('listed', 0.5), of('listed', 0.95)]);
  }
}
console.log(`\nerror for the receipts that were held out (a fit is used from ${leastReceipts} on):\n`);
console.log(table(['tokenizer', 'fitted from', 'median', '95 %', 'table, median', 'table, 95 %'], rows));

const sides = [...byModel].flatMap(([model, all]) =>
  growths.some((each) => each.tokenizer === all[0].tokenizer && each.model !== model) ? [[model, all]] : [],
);
console.log('\nerror for one model of a factor that was fitted from the others of its tokenizer:\n');
console.log(
  table(
    ['model', 'receipts', 'fitted from', 'error', 'table'],
    sides.map(([model, all]) => {
      const others = growths.filter((each) => each.tokenizer === all[0].tokenizer && each.model !== model);
      const fitted = errorOf(quantile(others.map(ratioOf), 0.5), all);
      return [model, all.length, others.length, percent(fitted), percent(errorOf(all[0].tokenFactor, all))];
    }),
  ),
);
