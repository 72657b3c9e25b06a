import { once } from 'node:events';
import { startWorker } from '../../../src/lib/worker.ts';

/** A command line and what it printed. */
export type Reading = { readonly command: string; readonly text: string };

/** Seconds of processor time that one reading of up to 100 kB may take. */
const mostSeconds = 2;

/**
 * Reads each in a thread, which is ended where a reading takes too much processor time, however busy the machine is.
 * @returns what went wrong, a line for each reading
 */
export async function readAll(readings: Iterable<Reading>, seconds = mostSeconds): Promise<readonly string[]> {
  const wrong: string[] = [];
  let worker = await started();
  for (const reading of readings) {
    const outcome = await read(worker, reading, seconds);
    if (outcome === 'read') continue;
    wrong.push(
      `${outcome}: ${JSON.stringify(reading.command.slice(0, 300))}, ${JSON.stringify(reading.text.slice(0, 300))}`,
    );
    await worker.terminate();
    worker = await started();
  }
  await worker.terminate();
  return wrong;
}

async function started() {
  const worker = startWorker(new URL('./reader.ts', import.meta.url), {});
  await once(worker, 'message');
  return worker;
}

type Thread = Awaited<ReturnType<typeof started>>;

function read(worker: Thread, reading: Reading, seconds: number): Promise<string> {
  return new Promise((done) => {
    const begun = process.cpuUsage();
    const watch = setInterval(() => {
      const { user, system } = process.cpuUsage(begun);
      if (user + system > seconds * 1_000_000) finish(`took over ${seconds} seconds of processor time`);
    }, 50);
    const onMessage = (outcome: string) => finish(outcome);
    const onError = (error: Error) => finish(`died of ${error.message}`);
    const finish = (outcome: string) => {
      clearInterval(watch);
      worker.off('message', onMessage);
      worker.off('error', onError);
      done(outcome);
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(reading);
  });
}
