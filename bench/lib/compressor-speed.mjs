// How fast each compressor is on one core, without token counting.
import { sum } from './figures.mjs';
import { compressors, detect, handleOf, renderOutput } from './in-process.mjs';
import { table, whole } from './table.mjs';

/** Seconds of processor time. */
function timed(work) {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1e6;
}

function compressAll(compressor, inputs) {
  for (const input of inputs) compressor.compress(input);
}

function readCharacters(texts) {
  let hash = 0;
  for (const text of texts)
    for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash;
}

/** A table of megabytes per second of processor time, one line per compressor on the files of its kind. */
export function speedTable(files) {
  const counter = { count: (text) => text.length >> 2 };
  const inputs = files.map(({ text, call, asked }) => {
    const base = renderOutput(text, { call })?.text ?? text;
    const kind = detect(base, call).kind;
    return {
      kind,
      input: { text: base, call, asked, handle: handleOf(base), lossy: true, tokens: base.length >> 2, counter },
    };
  });
  const rows = compressors.flatMap((compressor) => {
    const own = inputs.filter(({ kind }) => compressor.kinds.includes(kind)).map(({ input }) => input);
    const texts = own.map(({ text }) => text);
    const size = sum(texts.map((text) => text.length)) / 1e6;
    if (size === 0) return [];
    const runs = [0, 1, 2, 3, 4].map(() => ({
      base: timed(() => readCharacters(texts)),
      seconds: timed(() => compressAll(compressor, own)),
    }));
    const best = Math.min(...runs.map(({ seconds }) => seconds));
    const base = Math.min(...runs.map((run) => run.base));
    return [[compressor.name, whole(own.length), size.toFixed(1), (size / best).toFixed(0), (best / base).toFixed(0)]];
  });
  return table(['compressor', 'texts', 'MB', 'MB/s', 'times a look at each character'], rows);
}
