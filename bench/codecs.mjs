#!/usr/bin/env node
// Generated texts through every lossless layout and back; and every form that the compressors call lossless, decoded by
// a layout.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { codecCase } from './lib/codec-cases.mjs';
import { sum } from './lib/figures.mjs';
import { compressors, detect, handleOf, load } from './lib/in-process.mjs';
import { built } from './lib/project.mjs';
import { table, whole } from './lib/table.mjs';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run bench -- codecs [--cases 100000] [--seed 1] [--show]\n  --show   the first text that each layout did not give back',
  );
  process.exit(0);
}

/**
 * Every layout that the build exports, as `[name, codec]`; one that consists of functions (`encodeX`, `decodeX`) can
 * only decode here.
 */
async function findCodecs() {
  const folder = path.dirname(built('src', 'content', 'detect.js'));
  const exported = /export (?:const \w+Codec|function decode[A-Z]\w*)\b/;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && exported.test(readFileSync(path.join(folder, file), 'utf8')))
    .sort();
  const modules = await Promise.all(files.map((file) => load('src', 'content', file)));
  return modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, each]) => {
      if (name.endsWith('Codec')) return [[name, each]];
      const paired = name.startsWith('decode') && name.replace('decode', 'encode') in module;
      return paired ? [[name, { decode: each }]] : [];
    }),
  );
}

/** What a layout makes of a text: nothing, the same text, or something else, which the check at run time must stop. */
function tryCodec(codec, text) {
  const encoded = codec.encode(text);
  if (encoded === undefined) return 'declined';
  try {
    return codec.decode(encoded) === text ? 'given back' : 'stopped';
  } catch {
    return 'stopped';
  }
}

const decoders = await findCodecs();
const codecs = decoders.filter(([, codec]) => codec.encode !== undefined);
const counts = new Map(codecs.map(([name]) => [name, { declined: 0, 'given back': 0, stopped: 0 }]));
const firsts = new Map();
const emitted = { forms: 0, 'given back': 0 };
const wrong = [];
const counter = { count: (text) => text.length >> 2 };

/** Whether layouts restore the text, one after the other if a form was laid out more than once. */
function decodes(form, text, depth = 3) {
  return decoders.some(([, codec]) => {
    try {
      const decoded = codec.decode(form);
      return decoded === text || (depth > 1 && decoded !== form && decodes(decoded, text, depth - 1));
    } catch {
      return false;
    }
  });
}

for (let number = 0; number < Number(values.cases); number++) {
  const text = codecCase(Number(values.seed), number);
  for (const [name, codec] of codecs) {
    const found = tryCodec(codec, text);
    counts.get(name)[found]++;
    if (found === 'stopped' && !firsts.has(name)) firsts.set(name, text);
  }
  const { kind } = detect(text);
  const input = { text, handle: handleOf(text), lossy: false, tokens: text.length >> 2, counter };
  for (const compressor of compressors) {
    if (!compressor.kinds.includes(kind)) continue;
    for (const form of compressor.compress(input).filter(({ fidelity }) => fidelity === 'lossless')) {
      emitted.forms++;
      if (decodes(form.text, text)) emitted['given back']++;
      else wrong.push({ by: form.by, text, form: form.text });
    }
  }
}

const rows = [...counts].map(([name, count]) => [
  name,
  ...['declined', 'given back', 'stopped'].map((key) => whole(count[key])),
]);
console.log(
  `${whole(Number(values.cases))} texts, each through every layout; "stopped": not given back, which the check at run time keeps from being sent\n`,
);
console.log(table(['layout', 'declined', 'given back', 'stopped'], rows));
const encodings = sum([...counts.values()].map((count) => count['given back'] + count.stopped));
console.log(
  `\n${whole(encodings)} encodings; of ${whole(emitted.forms)} forms that compressors call lossless, ${whole(emitted['given back'])} were given back by a layout`,
);
if (values.show) for (const [name, text] of firsts) console.log(`\n${name}: ${JSON.stringify(text)}`);
for (const { by, text, form } of wrong.slice(0, 5))
  console.log(`\nnot given back, ${by}: ${JSON.stringify(text)}\n${form}`);
process.exit(wrong.length > 0 ? 1 : 0);
