#!/usr/bin/env node
// How much later a wrapped program starts, and how long --help takes; each beside bare node, in alternation.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { median, quantile } from './lib/figures.mjs';
import { built, temporaryFolder } from './lib/project.mjs';
import { table } from './lib/table.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '30' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log('npm run bench -- start [--runs 30]');
  process.exit(0);
}

const entry = built('bin', 'headroom.js');
const home = temporaryFolder('start');
const env = { ...process.env, HEADROOM_HOME: home };
const child = ['sh', ['-c', 'echo started']];
const bareSpawn = `require('node:child_process').spawn(${JSON.stringify(child[0])}, ${JSON.stringify(child[1])}, { stdio: 'inherit' })`;

/** Milliseconds until the first byte on stdout, or until the end if `until` says so. */
async function time(args, until) {
  const start = performance.now();
  const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(program, 'exit');
  await once(program.stdout, 'data');
  const first = performance.now() - start;
  const [code] = await exit;
  if (code !== 0) throw new Error(`expected exit code 0 of ${args.join(' ')}, found ${code}`);
  return until === 'first byte' ? first : performance.now() - start;
}

const measured = [
  { name: 'node, which spawns the program', args: ['-e', bareSpawn], until: 'first byte', times: [] },
  {
    name: 'headroom wrap -- program',
    args: [entry, 'wrap', '--', child[0], ...child[1]],
    until: 'first byte',
    times: [],
  },
  { name: "node -e 'console.log()'", args: ['-e', 'console.log()'], until: 'exit', times: [] },
  { name: 'headroom --help', args: [entry, '--help'], until: 'exit', times: [] },
];
const runs = Number(values.runs);
for (let run = -2; run < runs; run++) {
  for (const subject of measured) {
    const taken = await time(subject.args, subject.until);
    if (run >= 0) subject.times.push(taken);
  }
}
const rows = measured.map(({ name, until, times }, index) => {
  const base = measured[index - (index % 2)].times;
  const added = median(times) - median(base);
  const ratio = median(times) / median(base);
  const beside = index % 2 === 0 ? ['', ''] : [added.toFixed(0), ratio.toFixed(2)];
  return [name, until, median(times).toFixed(0), quantile(times, 0.9).toFixed(0), ...beside];
});
console.log(`${runs} runs each, by turns; milliseconds\n`);
console.log(table(['start of', 'until', 'p50', 'p90', 'added', 'ratio'], rows));
