import { within } from '../lib/time-limit.ts';

/** Milliseconds within which a server on this machine must identify itself. */
const answerWithinMs = 1000;

/**
 * The running headroom to which the user's settings already point: every upstream that they name is on one loopback
 * address, and the server there identifies itself as headroom. `undefined` otherwise.
 */
export async function findExistingProxy(upstreams: Readonly<Record<string, string>>): Promise<string | undefined> {
  const origins = new Set(Object.values(upstreams).map((url) => new URL(url).origin));
  const [origin] = origins;
  if (origin === undefined || origins.size > 1 || !isLoopback(new URL(origin))) return undefined;
  return (await isHeadroom(origin)) ? origin : undefined;
}

function isLoopback({ protocol, hostname }: URL): boolean {
  const local = hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  return protocol === 'http:' && local;
}

async function isHeadroom(origin: string): Promise<boolean> {
  try {
    const health: unknown = await within(answerWithinMs, async (signal) => {
      return (await fetch(`${origin}/health`, { redirect: 'manual', signal })).json();
    });
    return typeof health === 'object' && health !== null && 'service' in health && health.service === 'headroom';
  } catch {
    return false;
  }
}
