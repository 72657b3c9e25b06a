// The files of the shared corpus as single outputs, with the calls that would have printed them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** The kinds of files that are measured, in the order of the tables. */
export const payloadKinds = ['log', 'json', 'search', 'diff', 'code', 'prose', 'html'];

/** The user's words before such an output. */
const asked = 'Have a look at this output and tell me what matters in it.';

function commandOf({ file, kind, command }) {
  const name = path.basename(file).replace(/\.gz$/, '');
  if (kind === 'log') return 'npm run ci 2>&1';
  if (kind === 'search') return command ?? `rg -n pattern ${name}`;
  if (kind === 'diff') return command ?? 'git diff';
  if (kind === 'code') return `cat src/${name}`;
  return `curl -s https://${kind === 'html' ? 'www' : 'api'}.example.com/${name}`;
}

/** Every file up to a size in bytes, cut as the shared tool cuts it: `{ file, kind, text, call, asked }`. */
export async function payloadFiles(corpus, tools, limit) {
  const shared = (name) => import(pathToFileURL(path.join(tools, 'lib', name)).href);
  const [{ cut }, { loadProbes }] = await Promise.all([shared('payloads.mjs'), shared('probes.mjs')]);
  const probes = loadProbes(path.join(corpus, 'probes.jsonl'));
  return readFileSync(path.join(corpus, 'MANIFEST.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => payloadKinds.includes(kind))
    .map((entry) => {
      const bytes = readFileSync(path.join(corpus, entry.file));
      const whole = (entry.file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      const command = commandOf(entry);
      const input = JSON.stringify({ command, description: 'Show the output' });
      const text = cut(whole, limit, probes.get(entry.file) ?? []);
      return { file: entry.file, kind: entry.kind, text, asked, call: { tool: 'Bash', input, command } };
    });
}
