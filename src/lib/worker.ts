import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { withNativeCalls } from './native-calls.ts';

/**
 * Starts a thread from a module of this package, compiled or not. From sources on Node 20 a worker cannot load
 * TypeScript by itself: tsx is registered inside it first.
 */
export function startWorker(entry: URL, options: WorkerOptions): Worker {
  if (!entry.pathname.endsWith('.ts')) return withNativeCalls(() => new Worker(entry, options));
  const loader = new URL(
    'dist/esm/api/index.mjs',
    pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json')),
  ).href;
  const source = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); })`;
  return withNativeCalls(() => new Worker(source, { ...options, eval: true }));
}
