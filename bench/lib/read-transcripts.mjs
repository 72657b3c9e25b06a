// Reads the transcripts below a home folder in one of four ways, and prints elapsed time, processor time, peak memory
// and findings as JSON. Usage: node read-transcripts.mjs (readers | readline | bytes | learn) HOME [STATE_FOLDER]
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { built } from './project.mjs';

const [way, home, state] = process.argv.slice(2);
const { transcriptReaders } = await import(pathToFileURL(built('providers', 'agents', 'transcripts.js')).href);
const context = { env: {}, home };
const events = {};

const ways = {
  readers: async (reader, source) => {
    const transcript = await reader.open(source, context);
    for await (const { kind } of transcript.events()) events[kind] = (events[kind] ?? 0) + 1;
    transcript.session();
  },
  readline: async (_, { file }) => {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      JSON.parse(line);
    }
  },
  bytes: async (_, { file }) => {
    for await (const _chunk of createReadStream(file));
  },
};

/** The whole of `headroom learn --all`; its output is discarded. */
async function learnAll() {
  Object.assign(process.env, { HOME: home, HEADROOM_HOME: state });
  for (const name of ['CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'PI_CODING_AGENT_DIR', 'XDG_DATA_HOME'])
    delete process.env[name];
  const { runLearn } = await import(pathToFileURL(built('commands', 'learn', 'run.js')).href);
  const write = process.stdout.write;
  process.stdout.write = (_data, done) => {
    done?.();
    return true;
  };
  await runLearn({ all: true, minEvidence: 3, json: true }, Date.now());
  process.stdout.write = write;
}

const start = performance.now();
let files = 0;
let bytes = 0;
for (const reader of transcriptReaders.filter(({ agent }) => agent === 'claude' || agent === 'codex')) {
  for (const source of await reader.sources(context)) {
    if (way !== 'learn') await ways[way](reader, source);
    files++;
    bytes += (await stat(source.file)).size;
  }
}
if (way === 'learn') await learnAll();
const seconds = (performance.now() - start) / 1000;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const busy = (userCPUTime + systemCPUTime) / 1e6;
console.log(JSON.stringify({ files, bytes, events, seconds, busy, peak: maxRSS * 1024 }));
