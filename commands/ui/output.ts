import { visibleJson } from './visible.ts';

/**
 * Writes to stdout and waits until it is written, so that an exit code set afterwards cuts nothing off. A closed reader
 * (`| head`) is no error.
 */
export function print(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve() : reject(error));
    process.stdout.once('error', gone);
    process.stdout.write(data, (error) => {
      if (error) return;
      process.stdout.off('error', gone);
      resolve();
    });
  });
}

/** Prints a line. */
export function printLine(line = ''): Promise<void> {
  return print(`${line}\n`);
}

/**
 * Prints a value as indented JSON. Its texts may come from strangers: characters that could control a terminal are
 * escaped, with the same meaning.
 */
export function printJson(value: unknown): Promise<void> {
  return print(`${visibleJson(JSON.stringify(value, undefined, 2))}\n`);
}
