#!/usr/bin/env node
// Every figure of docs/measured.md, one command each: `npm run bench -- NAME`.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/project.mjs';

const benches = {
  compression: [
    'compression.mjs',
    'tokens saved by kind of output and what is still found (../shared/corpus); speed of each compressor',
  ],
  workloads: ['workloads.mjs', 'four workloads of JSON after the reference, with failures and needles planted in them'],
  codecs: ['codecs.mjs', 'generated texts through every lossless layout and back'],
  detection: ['detection.mjs', 'how often the kind of a real output is recognised, and how fast'],
  replay: ['replay.mjs', 'real sessions through the proxy: the bill, the cache, what was kept (../shared/replay)'],
  cache: ['cache.mjs', 'what breakpoints bring and cost programs that ask for no caching (../shared/replay, captures)'],
  factor: [
    'factor.mjs',
    'tokens of the provider per o200k token from recorded receipts, and how many a fit needs (../shared/corpus)',
  ],
  settings: ['settings.mjs', 'real sessions under every profile and every value of reads, by agent (../shared/replay)'],
  latency: ['latency.mjs', 'what the proxy adds to a request, beside a bare relay (../shared/latency)'],
  start: ['start.mjs', 'how much later a wrapped program starts, and --help, beside bare node'],
  'first-minute': [
    'first-minute.mjs',
    "the README's first screen in a fresh clone with an empty home, on Node 20, 22 and 24: what it prints, npm's warnings",
  ],
  memory: ['memory.mjs', 'memory and open files of the proxy over thousands of large requests'],
  scanner: ['scanner.mjs', 'megabytes a second of the JSON scanner on a 25 MB body'],
  'stats-rows': ['stats-rows.mjs', 'headroom stats over a ledger of a million requests, beside bare node'],
  store: ['store.mjs', 'transactions a second of the store with a 50 kB original'],
  transcripts: ['transcripts.mjs', "seconds and memory for a gigabyte of agents' transcripts, beside bare JSON.parse"],
  agents: ['agents/run.mjs', 'real agents, wrapped and direct, against a simulated provider (../shared/mock-provider)'],
  'agent-calls': ['agents/calls.mjs', 'subcommands and servers of real agents: which way their requests go under wrap'],
  'agent-requests': [
    'agents/requests.mjs',
    "Claude Code's requests, bare and wrapped, header by header and key by key",
  ],
  'agent-sessions': [
    'agents/sessions.mjs',
    "some forty sessions of real agents: headroom stats beside the provider's record and ccusage (../shared/mock-provider)",
  ],
  'learn-agents': [
    'agents/learn.mjs',
    'real agents that fail alike: their rules, and the next request (../shared/mock-provider)',
  ],
  'learn-classes': [
    'learn/classify.mjs',
    'classes of failed calls, labelled ones and those of sessions (../shared/learn)',
  ],
  'learn-rules': [
    'learn/rules.mjs',
    'rules that recorded sessions give, and what they would have met (../shared/learn)',
  ],
  'learn-corpus': ['learn/corpus.mjs', 'that sessions in which nothing fails twice give no rule (../shared/corpus)'],
  'learn-recoveries': ['learn/recoveries.mjs', 'calls that make failed ones good, against labels (../shared/learn)'],
  clients: ['clients.mjs', 'programs that ask for no caching, through the proxy and direct (../shared/mock-provider)'],
};

const [name, ...args] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name ?? '') ? benches[name] : undefined;
if (bench === undefined) {
  const known = Object.entries(benches).map(([key, [, about]]) => `  ${key.padEnd(16)}${about}`);
  console.log(['npm run bench -- NAME [options]', ...known, 'Each takes --help.'].join('\n'));
  const asked = name === undefined || name === '--help' || name === '-h';
  if (!asked) console.error(`expected one of ${Object.keys(benches).join(', ')}, found ${name}`);
  process.exit(asked ? 0 : 2);
}
const script = path.join(root, 'bench', bench[0]);
const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', cwd: root });
process.exit(status ?? 1);
