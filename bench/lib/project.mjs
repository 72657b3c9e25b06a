// Where the benches find the parts of this checkout.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A folder of the shared measuring tools; ends the process with one line if it is missing. */
export function sharedTool(name) {
  const folder = path.join(root, '..', 'shared', name);
  if (existsSync(folder)) return folder;
  skip(`expected ../shared/${name} beside the checkout, found nothing`);
}

/** Says why there is nothing to measure, and ends the process with success. */
export function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}

/** A file of the build; ends the process with one line if it is missing. */
export function built(...parts) {
  const file = path.join(root, 'dist', ...parts);
  if (existsSync(file)) return file;
  console.error(`expected a build at dist/${parts.join('/')}, found none; run npm run build`);
  process.exit(2);
}

/** A new empty folder that is deleted when the process ends. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `headroom-bench-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The command line that starts the built proxy, for tools that fill in `{port}` and upstreams. */
export function proxySubject() {
  const program = `'${process.execPath}' '${built('bin', 'headroom.js')}'`;
  return `headroom::${program} proxy --port {port} --anthropic-url {anthropic} --openai-url {openai}`;
}
