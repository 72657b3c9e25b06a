import { within } from '../src/lib/time-limit.ts';
import { HeadroomError } from '../src/model/errors.ts';

/** Milliseconds within which the holder must identify itself. */
const answerWithinMs = 2000;

/**
 * Reports who holds a port that could not be bound.
 * @throws {HeadroomError} `proxy` with the holder, or the original error if that is another one
 */
export async function explainBusyPort(error: unknown, host: string, port: number): Promise<never> {
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  if (code !== 'EADDRINUSE') throw error;
  const holder = await describeHolder(host, port);
  throw new HeadroomError('proxy', `port ${port} is in use by ${holder}`, {
    hint: 'choose another with --port (0 takes a free one)',
  });
}

async function describeHolder(host: string, port: number): Promise<string> {
  const name = host.includes(':') ? `[${host}]` : host;
  try {
    const health = await within(answerWithinMs, async (signal) => {
      const answer = await fetch(`http://${name}:${port}/health`, { signal });
      return (await answer.json()) as { service?: string; version?: string; pid?: number };
    });
    if (health.service === 'headroom') return `headroom ${health.version} (process ${health.pid})`;
  } catch {
    // Another program holds it, with another protocol.
  }
  return 'another program';
}
