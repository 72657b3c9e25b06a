#!/usr/bin/env node
// Four workloads of JSON modelled on the reference's, with failures and needles planted: tokens under each profile,
// facts kept.
import { parseArgs } from 'node:util';
import { sum } from './lib/figures.mjs';
import { countTokens, shortenUnder } from './lib/in-process.mjs';
import { percent, table, whole } from './lib/table.mjs';
import { workloads } from './lib/workloads.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    lost: { type: 'boolean' },
    outputs: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`npm run bench -- workloads [--seeds 1,2,3] [--outputs] [--lost]
  --outputs   a line for each output too
  --lost      the planted facts that are gone, one a line`);
  process.exit(0);
}

const profiles = ['balanced', 'agent-90'];
const shorteners = await Promise.all(profiles.map(shortenUnder));

/** One output under both profiles. */
function measure({ tool, input, text, facts }, asked) {
  const forms = shorteners.map((shorten) => {
    const outcome = shorten({ text, asked, call: { tool, input } });
    const sent = outcome.form?.text ?? text;
    const lost = facts.filter((fact) => !sent.includes(fact.text));
    const by = outcome.form === undefined ? outcome.reason : `${outcome.form.by}, ${outcome.form.fidelity}`;
    return { tokens: countTokens(sent), lost, by };
  });
  const minified = countTokens(JSON.stringify(JSON.parse(text)));
  return { tool, facts, raw: countTokens(text), minified, forms };
}

function row(name, outputs, wanted) {
  const raw = sum(outputs.map((output) => output.raw));
  const minified = sum(outputs.map((output) => output.minified));
  const planted = sum(outputs.map(({ facts }) => facts.length));
  const cells = profiles.flatMap((_, index) => {
    const tokens = sum(outputs.map(({ forms }) => forms[index].tokens));
    const lost = sum(outputs.map(({ forms }) => forms[index].lost.length));
    const aim = wanted === undefined ? [] : [percent(wanted[index])];
    return [
      whole(tokens),
      percent(1 - tokens / raw),
      ...aim,
      percent(1 - tokens / minified),
      `${planted - lost} of ${planted}`,
    ];
  });
  return [name, whole(raw), percent(1 - minified / raw), ...cells];
}

const measured = values.seeds.split(',').flatMap((seed) =>
  workloads(Number(seed)).map(({ name, asked, claimed, balanced, outputs }) => ({
    name,
    seed,
    wanted: [balanced, claimed],
    outputs: outputs.map((output) => measure(output, asked)),
  })),
);
const of = (profile) => [profile, 'saved', 'aim', 'of minified', 'facts'];
const rows = [...new Set(measured.map(({ name }) => name))].map((name) => {
  const same = measured.filter((each) => each.name === name);
  return row(
    name,
    same.flatMap(({ outputs }) => outputs),
    same[0].wanted,
  );
});
console.log(
  `seeds ${values.seeds}, o200k tokens of all of them; "of minified": saved against the same JSON without spaces\n`,
);
console.log(table(['workload', 'raw', 'minified', ...profiles.flatMap(of)], rows));
if (values.outputs) {
  const short = (profile) => of(profile).filter((heading) => heading !== 'aim');
  const each = measured.flatMap(({ name, seed, outputs }) =>
    outputs.map((output) =>
      row(`${name} ${seed}: ${output.tool} (${output.forms.map(({ by }) => by).join('; ')})`, [output]),
    ),
  );
  console.log(`\n${table(['output', 'raw', 'minified', ...profiles.flatMap(short)], each)}`);
}
if (values.lost) {
  for (const { name, seed, outputs } of measured)
    for (const { tool, forms } of outputs)
      for (const [index, { lost }] of forms.entries())
        for (const { kind, text } of lost) console.log(`${profiles[index]}, ${name} ${seed}, ${tool}: ${kind} ${text}`);
}
